"""The requisites of companies and contacts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.requisites import fields_of_template, templates_for
from stepmark.catalogue.values import from_json
from stepmark.domain.requisites import Requisite

# By template and key, as Python values; only what is filled.
Requisites = Mapping[str, Mapping[str, Any]]


def requisites_of(session: Session, kind: str, record_id: int) -> Requisites:
    """The filled requisites of one record; a template of which nothing is filled is left out."""
    return requisites_by_id(session, kind, [record_id])[record_id]


def requisites_by_id(session: Session, kind: str, ids: Collection[int]) -> Mapping[int, Requisites]:
    """Those of several records of a kind, in one statement."""
    found: dict[int, dict[str, dict[str, Any]]] = {row_id: {} for row_id in ids}
    query = select(Requisite).where(Requisite.kind == kind, Requisite.record_id.in_(ids))
    for row in session.scalars(query.execution_options(populate_existing=True)):
        field = fields_of_template(row.template).get(row.key)
        if field is not None:
            found[row.record_id].setdefault(row.template, {})[row.key] = from_json(field, row.text)
    return found


def read_by_texts(session: Session, kind: str, ids: Collection[int], keys: Collection[str]) -> Mapping[int, Any]:
    """By record and key what texts read: of the template that suits the kind, else of the other one."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row_id, requisites in requisites_by_id(session, kind, ids).items():
        for template in reversed(templates_for(kind)):
            own = requisites.get(template, {})
            found[row_id] |= {key: own[key] for key in keys if key in own}
    return found
