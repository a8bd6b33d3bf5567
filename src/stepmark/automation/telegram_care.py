"""The two transactions around asking Telegram for something: taking a bot, and writing down what it has heard."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from stepmark.automation.posting import Outgoing, post
from stepmark.automation.trace import kept_text
from stepmark.channels.telegram import API, Bot, Heard
from stepmark.commands.telegram import take_codes
from stepmark.commands.work import Work
from stepmark.domain.people import Member
from stepmark.domain.telegram import TelegramBot
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.db import database_now
from stepmark.platform.i18n import Text, gettext, speaking

# Longer than all that is asked at once may take.
_LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Taken:
    """A bot that nobody else listens for now."""

    bot_id: int
    bot: Bot
    name: str
    number: int


@dataclass(frozen=True)
class Learned:
    """What Telegram has said: what the bot is called, what was said to it, or why it did not say."""

    name: str = ""
    heard: Sequence[Heard] = field(default=())
    number: int = 0
    trouble: Text = ""


def take_bot(work: Work, bot_id: int) -> Taken | None:
    """Have a bot for a while; None where somebody else has it, or it is gone."""
    query = select(TelegramBot).where(TelegramBot.id == bot_id).with_for_update(skip_locked=True)
    bot = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    at = database_now(work.session)
    if bot is None or bot.token is None or (bot.leased_until is not None and bot.leased_until >= at):
        return None
    bot.leased_until, bot.asked_at = at + _LEASE, now()
    return Taken(bot.id, Bot(bot.url or API, bot.token), bot.name, bot.next_update)


def write_down_learned(work: Work, bot_id: int, learned: Learned) -> None:
    """Keep it, connect those whose codes were said, and tell them in their new chat."""
    query = select(TelegramBot).where(TelegramBot.id == bot_id).with_for_update()
    bot = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if bot is None:
        return
    bot.leased_until, bot.name = None, learned.name or bot.name
    bot.next_update = max(bot.next_update, learned.number)
    bot.trouble = kept_text(learned.trouble) if learned.trouble else None
    workspace = work.session.get_one(Workspace, work.actor.workspace_id)
    for member_id in take_codes(work, learned.heard):
        member = work.session.get_one(Member, member_id)
        with speaking(member.locale, member.time_zone):
            text = gettext("You are connected. %(name)s tells you here what concerns you.") % {"name": workspace.name}
        post(work, telegram_message(member, text), member_id=member.id)


def telegram_message(member: Member, text: str) -> Outgoing:
    """A text for a member's chat."""
    return Outgoing("telegram", member.name, {"text": text, "member_id": member.id}, via_name="Telegram")
