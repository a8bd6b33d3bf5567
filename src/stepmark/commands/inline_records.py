"""Companies and contacts made in passing, from a lookup on another record's form: "new:ACME" instead of an id."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, KINDS, Kind
from stepmark.commands.records import create_record, update_record
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text

NEW = "new:"
NO_FAULTS: Mapping[str, Text] = MappingProxyType({})
INLINE = frozenset({COMPANY.name, CONTACT.name})


def create_with_links(work: Work, kind: Kind, raw: Mapping[str, Any], faults: Mapping[str, Text] = NO_FAULTS) -> int:
    """`create_record`, after what its links name as new. Returns the record's id.

    `faults` is what the form has found wrong already: it is refused for them too, so that all are told at once.
    """
    with _refused_besides(faults):
        return create_record(work, kind, _linked(work, kind, raw))


def update_with_links(
    work: Work,
    kind: Kind,
    record_id: int,
    raw: Mapping[str, Any],
    faults: Mapping[str, Text] = NO_FAULTS,
    *,
    version: int | None = None,
) -> None:
    """`update_record`, after what its links name as new. For `faults` see `create_with_links`."""
    with _refused_besides(faults):
        update_record(work, kind, record_id, _linked(work, kind, raw), version=version)


@contextmanager
def _refused_besides(faults: Mapping[str, Text]) -> Iterator[None]:
    try:
        yield
    except Invalid as problem:
        raise Invalid({**problem.errors, **faults}) from None
    if faults:
        raise Invalid(faults)


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
