"""Who works on a record besides the responsible member."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from stepmark.commands.work import Changes, Work
from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.deals import Sale
from stepmark.domain.people import Member
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _

CO_EXECUTORS = "co_executor_ids"
MOST_PEOPLE = 100


def set_co_executors(work: Work, record: Record, raw: Mapping[str, Any]) -> None:
    """Replace the record's co-executors (`co_executor_ids`) where given."""
    if CO_EXECUTORS not in raw:
        return
    kind, ids = record.about.name, ids_in(raw, CO_EXECUTORS)
    before, after = co_executors_of(work, record), sorted(ids)
    if before == after:
        return
    known = set(work.session.scalars(select(Member.id).where(Member.id.in_(ids), Member.active.is_(True))))
    require_all(CO_EXECUTORS, ids, known | set(before))
    work.session.execute(delete(CoExecutor).where(CoExecutor.kind == kind, CoExecutor.record_id == record.id))
    work.session.add_all(CoExecutor(kind=kind, record_id=record.id, member_id=each) for each in after)
    people_changed(work, record, {CO_EXECUTORS: (before, after)})


def co_executors_of(work: Work, record: Record) -> list[int]:
    """Their ids."""
    query = select(CoExecutor.member_id).where(CoExecutor.kind == record.about.name, CoExecutor.record_id == record.id)
    return list(work.session.scalars(query.order_by(CoExecutor.member_id)))


def people_changed(work: Work, record: Record, changes: Changes) -> None:
    """Count and tell a change of who is on a record."""
    record.touch()
    deal_id = record.id if isinstance(record, Sale) else None
    work.happened_to("updated", record.about.name, record, changes, deal_id)


def ids_in(raw: Mapping[str, Any], key: str) -> list[int]:
    """A list of ids, each once; raises Invalid by its key."""
    given = raw[key] or []
    is_list = isinstance(given, list | tuple) and len(given) <= MOST_PEOPLE
    if not is_list or not all(_is_id(each) for each in given):
        raise Invalid({key: _("Give a list of at most %(limit)s ids.", limit=MOST_PEOPLE)})
    return list(dict.fromkeys(int(each) for each in given))


def require_all(key: str, ids: list[int], known: set[int]) -> None:
    """Refuse ids of nobody."""
    if not known.issuperset(ids):
        text = _("Somebody in “%(field)s” does not exist any more. Choose others.", field=key)
        raise Problem("broken-reference", text, field=key)


def _is_id(each: Any) -> bool:
    if isinstance(each, str):
        return each.isascii() and each.isdigit() and len(each) < 19
    return isinstance(each, int) and not isinstance(each, bool) and 0 <= each < 10**18
