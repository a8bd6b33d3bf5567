"""Notices that leave the building: to members who want to be told by mail or by a messenger besides the bell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.addresses import member_addresses
from stepmark.automation.posting import Outgoing, post_all
from stepmark.automation.telegram_care import telegram_message
from stepmark.channels.telegram import LONGEST_TEXT
from stepmark.commands.notices import shown
from stepmark.commands.work import Work
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.notes import Notice
from stepmark.domain.people import Member, Way
from stepmark.platform.i18n import Text, _, gettext, speaking
from stepmark.platform.tenancy import public_url
from stepmark.queries.mailboxes import standard_mailbox
from stepmark.queries.notices import leads_to
from stepmark.queries.telegram import members_with_chat

_SUBJECT_LIMIT = 100
_GAP = "\n\n"
_OUTSIDE = frozenset({Way.MAIL, Way.TELEGRAM})


@dataclass(frozen=True)
class _Ways:
    """How members can be reached: from this mailbox at their own addresses, and those who have a chat."""

    mailbox: Mailbox | None
    addresses: Mapping[int, str]
    chats: Collection[int]


def send_notices(work: Work) -> None:
    """At the end of a change: leave its new notices to be sent as well, the ways that each member has chosen.

    A way that is not there is left out: the bell has told already.
    """
    members = _to_be_reached(work.session, {each.member_id for each in work.notices}) if work.notices else {}
    if not members:
        return
    ways = _ways_to(work.session, members.values())
    wanted: list[tuple[Outgoing, dict[str, Any]]] = []
    for notice in work.notices:
        if (member := members.get(notice.member_id)) is not None:
            with speaking(member.locale, member.time_zone):
                wanted.extend((each, _about(notice)) for each in _outgoing(work.session, ways, member, notice))
    post_all(work, wanted)


def missing_ways(session: Session, member_ids: Collection[int]) -> Iterator[Text]:
    """What keeps members from being told the ways they have chosen, in words."""
    members = _to_be_reached(session, member_ids).values()
    ways = _ways_to(session, members)
    for member in members:
        if Way.MAIL in member.told_by and ways.mailbox is None:
            yield _("Without a standard mailbox %(name)s is told in Stepmark alone, not by mail.", name=member.name)
        if Way.TELEGRAM in member.told_by and member.id not in ways.chats:
            yield _("%(name)s has not connected Telegram, so it tells nothing there.", name=member.name)


def _to_be_reached(session: Session, ids: Collection[int]) -> dict[int, Member]:
    query = select(Member).where(Member.id.in_(ids), Member.active.is_(True))
    return {each.id: each for each in session.scalars(query) if _OUTSIDE & set(each.told_by)}


def _ways_to(session: Session, members: Collection[Member]) -> _Ways:
    """As many statements for a hundred as for one."""
    by_mail = [each.id for each in members if Way.MAIL in each.told_by]
    mailbox = standard_mailbox(session) if by_mail else None
    return _Ways(
        mailbox,
        member_addresses(session, by_mail) if mailbox else {},
        members_with_chat(session, [each.id for each in members if Way.TELEGRAM in each.told_by]),
    )


def _outgoing(session: Session, ways: _Ways, member: Member, notice: Notice) -> Iterator[Outgoing]:
    text, link = str(shown(notice)), _link(session, notice)
    if Way.MAIL in member.told_by and ways.mailbox is not None:
        yield _mail(ways.mailbox, ways.addresses.get(member.id, ""), text, link)
    if Way.TELEGRAM in member.told_by and member.id in ways.chats:
        yield telegram_message(member, _ending_in(link, text[: LONGEST_TEXT - len(_GAP + link)]))


def _link(session: Session, notice: Notice) -> str:
    """The address of what the bell leads to; empty where it leads nowhere, or nobody has said where we are reached."""
    base, path = public_url(session), leads_to(notice)
    return f"{base}{path}" if base and path else ""


def _ending_in(link: str, text: str) -> str:
    return f"{text}{_GAP}{link}" if link else text


def _mail(mailbox: Mailbox, address: str, text: str, link: str) -> Outgoing:
    beginning = " ".join(text.split())
    subject = beginning if len(beginning) <= _SUBJECT_LIMIT else f"{beginning[:_SUBJECT_LIMIT]}…"
    end = gettext("You are told this by mail because your profile in Stepmark says so.")
    content = {"subject": subject, "text": f"{_ending_in(link, text)}{_GAP}-- \n{end}", "sender": mailbox.address}
    return Outgoing("mail", address, {**content, "is_notice": True}, mailbox.id, mailbox.name)


def _about(notice: Notice) -> dict[str, Any]:
    about = {"kind": notice.kind, "record_id": notice.record_id} if notice.record_id else {}
    return {"member_id": notice.member_id, **about}
