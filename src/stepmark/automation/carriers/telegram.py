"""Messages to members by Telegram."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from stepmark.automation.carriers.base import Carrier, Outside, Refused
from stepmark.channels.results import NotSent, Result
from stepmark.channels.telegram import API, Bot, send_message
from stepmark.commands.telegram import lose_chat
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.platform.i18n import _
from stepmark.queries.telegram import telegram_link, usable_bot


@dataclass(frozen=True)
class TelegramLoad:
    """A text, the chat that it goes to, and the bot that says it."""

    bot: Bot
    chat_id: int
    text: str


class TelegramCarrier(Carrier[TelegramLoad]):
    """Goes to the chat that the member has with the bot at that moment."""

    key = "telegram"
    label = _("Telegram")
    icon = "brand-telegram"

    def load(self, session: Session, delivery: Delivery) -> TelegramLoad:
        bot, chat = usable_bot(session), telegram_link(session, delivery.content["member_id"])
        if bot is None:
            raise Refused(_("There is no bot at Telegram any more."))
        if chat is None or chat.chat_id is None:
            raise Refused(_("“%(name)s” is not connected with Telegram any more.", name=delivery.recipient))
        return TelegramLoad(Bot(bot.url or API, bot.token or ""), chat.chat_id, delivery.content["text"])

    def send(self, load: TelegramLoad, outside: Outside) -> Result:
        return send_message(outside.http, load.bot, load.chat_id, load.text)

    def ended(self, work: Work, delivery: Delivery, result: Result) -> None:
        if isinstance(result, NotSent) and result.gone:
            lose_chat(work, delivery.content["member_id"])
