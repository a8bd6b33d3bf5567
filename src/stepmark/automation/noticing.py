"""Notices that leave the building: to members who want to be told by mail or by a messenger besides the bell."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.addresses import member_address
from stepmark.automation.posting import Outgoing, post
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
from stepmark.queries.telegram import telegram_link, usable_bot

_SUBJECT_LIMIT = 100
_GAP = "\n\n"
_OUTSIDE = frozenset({Way.MAIL, Way.TELEGRAM})


def send_notices(work: Work) -> None:
    """At the end of a change: leave its new notices to be sent as well, the ways that each member has chosen.

    A way that is not there is left out: the bell has told already.
    """
    if not work.notices:
        return
    members = _to_be_reached(work.session, {each.member_id for each in work.notices})
    mailbox = standard_mailbox(work.session) if members else None
    for notice in work.notices if members else ():
        member = members.get(notice.member_id)
        if member is not None:
            with speaking(member.locale, member.time_zone):
                for outgoing in _outgoing(work.session, member, notice, mailbox):
                    post(work, outgoing, member_id=member.id, **_about(notice))


def missing_ways(session: Session, member_ids: Collection[int]) -> Iterator[Text]:
    """What keeps members from being told the ways they have chosen, in words."""
    for member in _to_be_reached(session, member_ids).values():
        if Way.MAIL in member.told_by and standard_mailbox(session) is None:
            yield _("Without a standard mailbox %(name)s is told in Stepmark alone, not by mail.", name=member.name)
        if Way.TELEGRAM in member.told_by and not _has_chat(session, member):
            yield _("%(name)s has not connected Telegram, so it tells nothing there.", name=member.name)


def _to_be_reached(session: Session, ids: Collection[int]) -> dict[int, Member]:
    query = select(Member).where(Member.id.in_(ids), Member.active.is_(True))
    return {each.id: each for each in session.scalars(query) if _OUTSIDE & set(each.told_by)}


def _outgoing(session: Session, member: Member, notice: Notice, mailbox: Mailbox | None) -> Iterator[Outgoing]:
    text, link = str(shown(notice)), _link(session, notice)
    if Way.MAIL in member.told_by and mailbox is not None:
        yield _mail(mailbox, member_address(session, member.id) or "", text, link)
    if Way.TELEGRAM in member.told_by and _has_chat(session, member):
        yield telegram_message(member, _ending_in(link, text[: LONGEST_TEXT - len(_GAP + link)]))


def _has_chat(session: Session, member: Member) -> bool:
    chat = telegram_link(session, member.id)
    return chat is not None and chat.chat_id is not None and usable_bot(session) is not None


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


def _about(notice: Notice) -> dict[str, object]:
    return {"kind": notice.kind, "record_id": notice.record_id} if notice.record_id else {}
