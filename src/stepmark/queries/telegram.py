"""The workspace's bot at Telegram, and members' chats with it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.telegram import TelegramBot, TelegramLink

# A bot that could not be asked for its name is asked again after so long.
_AGAIN = timedelta(minutes=1)


class Awaited(NamedTuple):
    """A bot that has to be asked for something."""

    workspace_id: int
    bot_id: int


def telegram_bot(session: Session) -> TelegramBot | None:
    """The workspace's, if it has one."""
    return session.scalars(select(TelegramBot)).one_or_none()


def usable_bot(session: Session) -> TelegramBot | None:
    """The same, if messages can be sent by it."""
    bot = telegram_bot(session)
    return bot if bot is not None and bot.token is not None and bot.name else None


def telegram_link(session: Session, member_id: int | None) -> TelegramLink | None:
    """A member's chat, or the code by which there will be one."""
    return session.scalars(select(TelegramLink).where(TelegramLink.member_id == member_id)).one_or_none()


def members_with_chat(session: Session, member_ids: Collection[int]) -> set[int]:
    """Those of them whom the bot can send messages to."""
    if not member_ids or usable_bot(session) is None:
        return set()
    query = select(TelegramLink.member_id).where(TelegramLink.chat_id.is_not(None))
    return set(session.scalars(query.where(TelegramLink.member_id.in_(member_ids))))


def awaited_bots(session: Session, moment: datetime) -> list[Awaited]:
    """The bots, of all workspaces, whose name is not known yet, or to which a member is about to say their code."""
    is_unnamed = and_(
        TelegramBot.name == "", or_(TelegramBot.asked_at.is_(None), TelegramBot.asked_at < moment - _AGAIN)
    )
    is_expecting = exists().where(
        TelegramLink.workspace_id == TelegramBot.workspace_id, TelegramLink.code_until > moment
    )
    is_free = or_(TelegramBot.leased_until.is_(None), TelegramBot.leased_until < moment)
    query = select(TelegramBot.workspace_id, TelegramBot.id).where(is_free, or_(is_unnamed, is_expecting))
    return [Awaited(*each) for each in session.execute(query.order_by(TelegramBot.id))]
