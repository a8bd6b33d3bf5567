"""What a rule refers to must be there: stages, steps, members, groups and rules, each named where it is missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.drafts import Checked, RuleDraft
from stepmark.automation.references import Reference, compared_in, references_in
from stepmark.automation.things import THINGS
from stepmark.platform.i18n import Text, _
from stepmark.queries.list_fields import readable_fields


def check_references(session: Session, draft: RuleDraft, found: Checked) -> None:
    """Add a fault for each thing that the draft names and that is not there."""
    references = list(_references(session, found))
    if draft.stage_id is not None:
        references.append(Reference("stage_id", "stage", draft.stage_id))
    for each, fault in missing(session, references):
        found.faults.setdefault(each.place, fault)


def missing(session: Session, references: Iterable[Reference]) -> Iterator[tuple[Reference, Text]]:
    """Those of the references that lead nowhere, fields left out: one statement for each kind of thing."""
    wanted: dict[str, list[Reference]] = defaultdict(list)
    for each in references:
        if each.what in THINGS:
            wanted[each.what].append(each)
    for what, named in wanted.items():
        rows = _rows(session, what, {each.key for each in named})
        for each in named:
            fault = _fault(what, rows.get(each.key), compared=each.compared)
            if fault is not None:
                yield each, fault


def _references(session: Session, found: Checked) -> Iterator[Reference]:
    yield from references_in(found.kind, readable_fields(session), found.trigger, found.actions)
    yield from compared_in("conditions", found.conditions)


def _rows(session: Session, what: str, ids: set[int]) -> dict[int, Any]:
    model = THINGS[what].model
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def _fault(what: str, row: Any, *, compared: bool) -> Text | None:
    """What is wrong with the thing. A condition may compare with somebody who has left."""
    if row is None:
        return THINGS[what].missing
    is_gone = (not row.active and not compared) if what == "user" else getattr(row, "deleted_at", None) is not None
    return _(THINGS[what].gone.message, name=row.name) if is_gone else None
