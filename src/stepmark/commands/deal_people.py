"""Who is on a deal besides the responsible member and the contact person: further contacts and co-executors."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from stepmark.catalogue.kinds import CONTACT
from stepmark.commands.work import Changes, Work
from stepmark.domain.deals import CoExecutor, Deal, DealContact
from stepmark.domain.people import Member
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.visible import live

MOST_PEOPLE = 100


def set_people(work: Work, deal: Deal, raw: Mapping[str, Any]) -> None:
    """Replace the further contacts (`contact_ids`, in order) and the co-executors (`co_executor_ids`) where given."""
    if "contact_ids" in raw:
        _set_contacts(work, deal, _ids(raw, "contact_ids"))
    if "co_executor_ids" in raw:
        _set_co_executors(work, deal, _ids(raw, "co_executor_ids"))


def people_of(work: Work, deal: Deal) -> dict[str, list[int]]:
    """The ids of both, as `set_people` takes them."""
    return {"contact_ids": _contacts(work, deal), "co_executor_ids": _co_executors(work, deal)}


def _contacts(work: Work, deal: Deal) -> list[int]:
    query = select(DealContact.contact_id).where(DealContact.deal_id == deal.id).order_by(DealContact.position)
    return list(work.session.scalars(query))


def _co_executors(work: Work, deal: Deal) -> list[int]:
    query = select(CoExecutor.member_id).where(CoExecutor.deal_id == deal.id).order_by(CoExecutor.member_id)
    return list(work.session.scalars(query))


def _set_contacts(work: Work, deal: Deal, ids: list[int]) -> None:
    before = _contacts(work, deal)
    if before == ids:
        return
    known = set(
        work.session.scalars(select(CONTACT.model.id).where(CONTACT.model.id.in_(ids), live(CONTACT, work.actor)))
    )
    _require_all("contact_ids", ids, known | set(before))
    work.session.execute(delete(DealContact).where(DealContact.deal_id == deal.id))
    work.session.add_all(DealContact(deal_id=deal.id, contact_id=each, position=at) for at, each in enumerate(ids))
    _happened(work, deal, {"contact_ids": (before, ids)})


def _set_co_executors(work: Work, deal: Deal, ids: list[int]) -> None:
    before, after = _co_executors(work, deal), sorted(ids)
    if before == after:
        return
    known = set(work.session.scalars(select(Member.id).where(Member.id.in_(ids), Member.active.is_(True))))
    _require_all("co_executor_ids", ids, known | set(before))
    work.session.execute(delete(CoExecutor).where(CoExecutor.deal_id == deal.id))
    work.session.add_all(CoExecutor(deal_id=deal.id, member_id=each) for each in after)
    _happened(work, deal, {"co_executor_ids": (before, after)})


def _happened(work: Work, deal: Deal, changes: Changes) -> None:
    deal.touch()
    work.happened_to("updated", "deal", deal, changes, deal.id)


def _ids(raw: Mapping[str, Any], key: str) -> list[int]:
    given = raw[key] or []
    is_list = isinstance(given, list | tuple) and len(given) <= MOST_PEOPLE
    if not is_list or not all(_is_id(each) for each in given):
        raise Invalid({key: _("Give a list of at most %(limit)s ids.", limit=MOST_PEOPLE)})
    return list(dict.fromkeys(int(each) for each in given))


def _is_id(each: Any) -> bool:
    if isinstance(each, str):
        return each.isascii() and each.isdigit() and len(each) < 19
    return isinstance(each, int) and not isinstance(each, bool) and 0 <= each < 10**18


def _require_all(key: str, ids: list[int], known: set[int]) -> None:
    if not known.issuperset(ids):
        text = _("Somebody in “%(field)s” does not exist any more. Choose others.", field=key)
        raise Problem("broken-reference", text, field=key)
