"""The same four verbs for every record kind, as forms, lists, imports and the API ask for them by the kind's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, LEAD, TASK, Kind
from stepmark.commands.access import record_to_delete, record_to_edit, seen_record
from stepmark.commands.amounts import currency_in, set_currency, with_currency
from stepmark.commands.co_executors import CO_EXECUTORS
from stepmark.commands.deals import create_deal, delete_deal, restore_deal, update_deal
from stepmark.commands.leads import create_lead, delete_lead, restore_lead, update_lead
from stepmark.commands.linked import link_lost, link_regained
from stepmark.commands.messages import MESSAGE, addressed, tell_message, whose
from stepmark.commands.papers import create_paper, delete_paper, restore_paper, update_paper
from stepmark.commands.people import set_people
from stepmark.commands.record_rows import (
    insert,
    mark_deleted,
    mark_restored,
    parsed,
    require_version,
    unseen_merged,
    update,
)
from stepmark.commands.tasks import create_task, delete_task, restore_task, update_task
from stepmark.commands.unseen import without_unseen
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.platform.clock import now, today

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Verbs:
    """What a kind with more to it than its fields does instead of the plain verbs."""

    create: Callable[[Work, Raw], int]
    update: Callable[..., None]
    delete: Callable[[Work, int], None]
    restore: Callable[[Work, int], None]


_VERBS = {
    DEAL.name: Verbs(create_deal, update_deal, delete_deal, restore_deal),
    LEAD.name: Verbs(create_lead, update_lead, delete_lead, restore_lead),
    TASK.name: Verbs(create_task, update_task, delete_task, restore_task),
}


def create_record(work: Work, kind: Kind, raw: Raw) -> int:
    """A new record of a kind from raw values by field key. Returns its id."""
    if special := _VERBS.get(kind.name):
        return special.create(work, raw)
    if kind.is_paper:
        return create_paper(work, kind, raw)
    record: Any = kind.model()
    usual = {**kind.initial, **_of_itself(work, kind)}
    values = raw
    if kind is MESSAGE:
        values = addressed(work, raw)
        found = whose(work, values)
        usual |= found
        # A form sends what nobody filled in as well.
        values = {key: value for key, value in values.items() if key not in found}
    if kind.has_currency:
        record.currency = currency_in(raw) or work.actor.currency
        values = with_currency(kind, values, record.currency)
    insert(work, kind, record, parsed(work, kind, _fields(kind, values), new=True, usual=usual))
    set_people(work, record, raw)
    if kind is MESSAGE:
        tell_message(work, record)
    return int(record.id)


def present_times(kind: Kind, time_zone: str) -> dict[str, Any]:
    """The days and moments that a new record has unless told otherwise."""
    return {
        field.key: today(time_zone) if field.type is FieldType.DATE else now().replace(second=0, microsecond=0)
        for field in kind.required_times
    }


def update_record(
    work: Work, kind: Kind, record_id: int, raw: Raw, *, version: int | None = None, strict: bool = False
) -> None:
    """Change the given fields of a record. For `version` and `strict` see `update_deal`."""
    if special := _VERBS.get(kind.name):
        return special.update(work, record_id, raw, version=version, strict=strict)
    if kind.is_paper:
        return update_paper(work, kind, record_id, raw, version=version, strict=strict)
    record: Any = record_to_edit(work, kind.model, record_id)
    if strict:
        require_version(record, version)
    raw = addressed(work, raw, record.channel) if kind is MESSAGE else raw
    currency = currency_in(raw) or record.currency if kind.has_currency else ""
    given = _fields(kind, with_currency(kind, raw, currency, record) if currency else raw)
    seen = None if strict else version
    values = unseen_merged(work, kind, record, parsed(work, kind, given, new=False), seen)
    people = without_unseen(work, record, raw, seen) if kind.shared else {}
    update(work, kind, record, values)
    set_people(work, record, people)
    if currency:
        set_currency(work, kind, record, currency)
    return None


def delete_record(work: Work, kind: Kind, record_id: int, *, version: int | None = None) -> None:
    """Put a record into the recycle bin; to what links to it, it counts as gone. `version` must be the newest."""
    if version is not None:
        require_version(seen_record(work, kind.model, record_id), version)
    if special := _VERBS.get(kind.name):
        return special.delete(work, record_id)
    if kind.is_paper:
        return delete_paper(work, kind, record_id)
    record = record_to_delete(work, kind.model, record_id)
    mark_deleted(work, kind, record)
    work.session.flush()
    if kind in (COMPANY, CONTACT):
        link_lost(work, kind, record.id)
    return None


def restore_record(work: Work, kind: Kind, record_id: int) -> None:
    """Take a record out of the recycle bin; links to it count again."""
    if special := _VERBS.get(kind.name):
        return special.restore(work, record_id)
    if kind.is_paper:
        return restore_paper(work, kind, record_id)
    record = record_to_delete(work, kind.model, record_id, deleted=True)
    mark_restored(work, kind, record)
    work.session.flush()
    if kind in (COMPANY, CONTACT):
        link_regained(work, kind, record.id)
    return None


def _of_itself(work: Work, kind: Kind) -> dict[str, Any]:
    """What a new record is unless told otherwise: the actor's and of today. Whose it is has to be said if personal."""
    times = present_times(kind, work.actor.time_zone)
    return times if kind.personal else {"responsible_id": work.actor.member_id, **times}


def _fields(kind: Kind, raw: Raw) -> Raw:
    return {key: value for key, value in raw.items() if not (kind.shared and key == CO_EXECUTORS)}
