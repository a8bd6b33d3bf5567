"""Telling a record's deal, company and contact what has happened to it, so that their timelines and rules know."""

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.work import Changes, Work
from stepmark.domain.record import Record


def tell_around(work: Work, name: str, kind: Kind, record: Record, changes: Changes | None = None) -> None:
    """The event of this name for the record, with what has changed in it, and for each live record that it links to."""
    work.happened(name, kind.name, record.id, changes or {}, label=record.label, version=record.version)
    told = {kind.name: (None, record.id)}
    for field in kind.system_fields:
        other = _linked(work, record, field) if field.related in KINDS else None
        if other is not None:
            deal_id = other.id if field.related == "deal" else None
            work.happened(name, field.related, other.id, told, label=other.label, deal_id=deal_id)


def _linked(work: Work, record: Record, field: Field) -> Record | None:
    row_id = getattr(record, str(field.column))
    other: Record | None = work.session.get(KINDS[field.related].model, row_id) if row_id is not None else None
    return None if other is None or other.is_deleted else other
