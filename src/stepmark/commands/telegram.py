"""The workspace's bot at Telegram, and members' chats with it."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from stepmark.channels.http import url_fault
from stepmark.channels.telegram import Heard
from stepmark.commands.access import not_found
from stepmark.commands.notices import tell
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.people import Member
from stepmark.domain.rights import require_admin
from stepmark.domain.telegram import TelegramBot, TelegramLink
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.ids import new_token
from stepmark.queries.telegram import telegram_bot, telegram_link

CODE_GOOD_FOR = timedelta(minutes=15)
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_START = re.compile(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{20,64})")


def set_bot(work: Work, raw: Mapping[str, Any]) -> None:
    """Give the workspace a bot: its `token`, and a `url` if it is elsewhere. Chats with a former one end."""
    require_admin(work.actor)
    locked_workspace(work)
    token, url = _token_and_url(raw)
    former = telegram_bot(work.session)
    if former is not None:
        _drop(work, former)
    bot = TelegramBot(token=token, url=url)
    work.session.add(bot)
    work.session.flush()
    work.happened("telegram_bot.set", "telegram_bot", bot.id, label="Telegram")


def remove_bot(work: Work) -> None:
    """Nobody is told by Telegram any more."""
    require_admin(work.actor)
    locked_workspace(work)
    bot = telegram_bot(work.session)
    if bot is not None:
        work.happened("telegram_bot.removed", "telegram_bot", bot.id, label=bot.name)
        _drop(work, bot)


def begin_chat(work: Work) -> None:
    """Make the actor a new code, which they hand to the bot."""
    if telegram_bot(work.session) is None:
        raise not_found()
    member_id = work.actor.member_id or 0
    chat = telegram_link(work.session, member_id)
    if chat is None:
        chat = TelegramLink(member_id=member_id)
        work.session.add(chat)
    chat.code, chat.code_until = new_token(), now() + CODE_GOOD_FOR
    work.session.flush()
    work.happened("telegram_link.begun", "telegram_link", chat.id, label=work.actor.name)


def end_chat(work: Work) -> None:
    """Tell the actor nothing by Telegram any more."""
    chat = telegram_link(work.session, work.actor.member_id)
    if chat is not None:
        _ended(work, chat)


def forget_chat(work: Work, member_id: int) -> None:
    """Keep nothing of a member's chat."""
    chat = telegram_link(work.session, member_id)
    if chat is not None:
        work.session.delete(chat)


def lose_chat(work: Work, member_id: int) -> None:
    """What the product does where a member has blocked the bot: tell them so in Stepmark."""
    chat = telegram_link(work.session, member_id)
    if chat is not None and chat.chat_id is not None:
        _ended(work, chat)
        text = _("Telegram takes no messages for you any more. You can connect it again in your profile.")
        tell(work, member_id, text, "member", member_id)


def take_codes(work: Work, heard: Iterable[Heard]) -> list[int]:
    """Connect the chats in which a good code was said. Returns the members that were connected."""
    found = []
    for each in heard:
        said = _START.fullmatch(each.text.strip())
        chat = _chat_of(work, said[1]) if said else None
        member = work.session.get(Member, chat.member_id) if chat is not None else None
        if chat is not None and member is not None and member.active:
            chat.chat_id, chat.chat_name, chat.linked_at = each.chat_id, each.name, now()
            chat.code, chat.code_until = None, None
            work.happened("member.telegram_connected", "member", member.id, label=member.name)
            found.append(member.id)
    return found


def _chat_of(work: Work, code: str) -> TelegramLink | None:
    query = select(TelegramLink).where(TelegramLink.code == code, TelegramLink.code_until > now())
    return work.session.scalars(query.with_for_update()).one_or_none()


def _token_and_url(raw: Mapping[str, Any]) -> tuple[str, str]:
    faults: dict[str, Text] = {}
    token, url = str(raw.get("token") or "").strip(), str(raw.get("url") or "").strip()
    if not _TOKEN.fullmatch(token):
        faults["token"] = _("Enter the token that BotFather gave you, such as 123456:ABC-DEF…")
    if url and (fault := url_fault(url)):
        faults["url"] = fault
    if faults:
        raise Invalid(faults)
    return token, url


def _drop(work: Work, bot: TelegramBot) -> None:
    for each in (*work.session.scalars(select(TelegramLink)), bot):
        work.session.delete(each)
    work.session.flush()


def _ended(work: Work, chat: TelegramLink) -> None:
    member = work.session.get_one(Member, chat.member_id)
    if chat.chat_id is not None:
        work.happened("member.telegram_disconnected", "member", member.id, label=member.name)
    work.session.delete(chat)
    work.session.flush()
