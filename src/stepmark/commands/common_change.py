"""The same new values for many records at once: checked once, and what they hold now is read in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import TASK, Kind
from stepmark.commands.access import can_edit, require_in_use
from stepmark.commands.deals import NOT_FIELDS
from stepmark.commands.record_rows import parsed, update
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.bindings import Binding
from stepmark.domain.record import Record
from stepmark.domain.rights import require
from stepmark.queries.checklist import bound_to
from stepmark.queries.values import values_of

_OTHERWISE = NOT_FIELDS | {"name", "title"}


class CommonChange:
    """One change for each of some records, which this transaction holds locked. Made by `common_change`."""

    def __init__(self, work: Work, kind: Kind, records: Sequence[Record], raw: Mapping[str, Any]) -> None:
        self._work, self._kind = work, kind
        self._values = parsed(work, kind, raw, new=False)
        fields = fields_for(work, kind)
        self._before = values_of(work.session, {key: fields[key] for key in self._values}, records)

    def apply(self, record: Record) -> None:
        """Change one of them, as `update_record` does."""
        require(can_edit(self._work, record))
        require_in_use(record)
        deal_id = record.id if self._kind.has_stages else None
        update(self._work, self._kind, record, self._values, deal_id, self._before[record.id])


def common_change(work: Work, kind: Kind, records: Sequence[Record], raw: Mapping[str, Any]) -> CommonChange | None:
    """Prepare a change of many records, where nothing hangs on it but their own values.

    None where something does, as a step does on a bound field, or where it depends on the record, as money does on its
    currency: there it is `update_record` for each.
    """
    fields = fields_for(work, kind)
    is_plain = all(key in fields and fields[key].type is not FieldType.MONEY for key in raw)
    if kind is TASK or kind.is_paper or not is_plain or not _OTHERWISE.isdisjoint(raw):
        return None
    if kind.has_stages and _is_bound(work, raw):
        return None
    return CommonChange(work, kind, records, raw)


def _is_bound(work: Work, raw: Mapping[str, Any]) -> bool:
    bound = select(Binding.id).where(Binding.active.is_(True), bound_to(raw)).limit(1)
    return work.session.scalar(bound) is not None
