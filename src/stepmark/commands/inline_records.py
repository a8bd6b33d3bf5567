"""Companies and contacts made in passing, from a lookup on another record's form: "new:ACME" instead of an id."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, KINDS, Kind
from stepmark.commands.records import create_record, update_record
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Invalid

NEW = "new:"
INLINE = frozenset({COMPANY.name, CONTACT.name})


def create_with_links(work: Work, kind: Kind, raw: Mapping[str, Any]) -> int:
    """`create_record`, after what its links name as new. Returns the record's id."""
    return create_record(work, kind, _linked(work, kind, raw))


def update_with_links(
    work: Work, kind: Kind, record_id: int, raw: Mapping[str, Any], *, version: int | None = None
) -> None:
    """`update_record`, after what its links name as new."""
    update_record(work, kind, record_id, _linked(work, kind, raw), version=version)


def _linked(work: Work, kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
    fields = fields_for(work, kind)
    linked = dict(raw)
    for key, value in raw.items():
        field = fields.get(key)
        is_new = isinstance(value, str) and value.startswith(NEW)
        if field is not None and is_new and field.type is FieldType.RECORD and field.related in INLINE:
            linked[key] = _created(work, field, value.removeprefix(NEW), linked)
    return linked


def _created(work: Work, field: Field, name: str, linked: Mapping[str, Any]) -> int:
    # A contact made on a deal's form works at the deal's company.
    may_share = work.actor.access.of(CONTACT.name, "company_id").edits
    shared = (
        {"company_id": linked["company_id"]}
        if may_share and field.related == CONTACT.name and linked.get("company_id")
        else {}
    )
    try:
        return create_record(work, KINDS[field.related], {"name": name, **shared})
    except Invalid as problem:
        raise Invalid({field.key: problem.detail}) from None


def _may_share(work: Work) -> bool:
    return work.actor.access.of(CONTACT.name, "company_id").edits
