"""Telegram, by its Bot API: https://core.telegram.org/bots/api."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stepmark.channels.http import Answer, HttpClient
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import is_storable, printable

API = "https://api.telegram.org"
LONGEST_TEXT = 4_096
_KEPT_TEXT = 500
_BLOCKED = 403
_TOO_MANY = 429
_LONGEST_WAIT = 24 * 3600
# As many as fit into what is read of an answer; if they are too long, one by one.
_PORTIONS = (20, 1)


@dataclass(frozen=True)
class Bot:
    """A bot by its token, at Telegram or at a server of one's own that speaks its Bot API."""

    url: str
    token: str


@dataclass(frozen=True)
class Heard:
    """A private message to a bot. `number` is Telegram's, and grows."""

    number: int
    chat_id: int
    name: str
    text: str


class BotRefused(Exception):
    """Telegram does not let the bot do it, for a reason."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def send_message(http: HttpClient, bot: Bot, chat_id: int, text: str) -> Result:
    """Send a text to a chat, once. Raises Unreachable. A person who has blocked the bot is `gone`."""
    content = {"chat_id": chat_id, "text": text[:LONGEST_TEXT], "link_preview_options": {"is_disabled": True}}
    answer = _asked(http, bot, "sendMessage", content)
    said = _said(answer)
    told = {"status": answer.status, "text": answer.text[:_KEPT_TEXT]}
    if said.get("ok") is True:
        return Sent(told)
    reason, status = _reason(answer, said), answer.status
    if status == _TOO_MANY or not 300 <= status < 500:
        return NotSent(reason, answer=told, not_before=_not_before(said))
    is_gone = status == _BLOCKED or "chat not found" in str(said.get("description"))
    return NotSent(reason, permanent=True, answer=told, gone=is_gone)


def name_of(http: HttpClient, bot: Bot) -> str:
    """What the bot is called at Telegram, without its @. Raises Unreachable and BotRefused."""
    answer = _asked(http, bot, "getMe", {})
    found = _said(answer).get("result")
    name = found.get("username") if isinstance(found, dict) else None
    if not isinstance(name, str) or not name.isascii() or not name.replace("_", "").isalnum():
        raise BotRefused(_reason(answer, _said(answer)))
    return name[:64]


def heard_since(http: HttpClient, bot: Bot, number: int, seconds: int) -> tuple[list[Heard], int]:
    """The private messages from a number on, and the number to go on from; waits so long for one to come.

    Raises Unreachable and BotRefused.
    """
    for limit in _PORTIONS:
        wanted = {"offset": number, "limit": limit, "timeout": seconds, "allowed_updates": ["message"]}
        answer = _asked(http, bot, "getUpdates", wanted)
        updates = _said(answer).get("result")
        if isinstance(updates, list):
            found = [each for each in updates if isinstance(each, dict) and _is_number(each.get("update_id"))]
            after = max((each["update_id"] + 1 for each in found), default=number)
            return [heard for each in found if (heard := _heard(each))], after
        if not answer.is_success:
            break
    raise BotRefused(_reason(answer, _said(answer)))


def _asked(http: HttpClient, bot: Bot, method: str, content: Mapping[str, Any]) -> Answer:
    url = f"{bot.url.rstrip('/')}/bot{bot.token}/{method}"
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return http.send("POST", url, headers={"Content-Type": "application/json"}, content=body)


def _said(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _reason(answer: Answer, content: Mapping[str, Any]) -> Text:
    description = content.get("description")
    if isinstance(description, str) and description:
        return _("Telegram refuses: %(text)s", text=printable(" ".join(description.split()), 300))
    return _("Telegram has answered with %(status)s.", status=answer.status)


def _not_before(content: Mapping[str, Any]) -> datetime | None:
    parameters = content.get("parameters")
    seconds: Any = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return now() + timedelta(seconds=min(seconds, _LONGEST_WAIT)) if _is_number(seconds) and seconds > 0 else None


def _heard(update: Mapping[str, Any]) -> Heard | None:
    message = update.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    names = (chat.get("first_name"), chat.get("last_name"))
    name, text = " ".join(each for each in names if isinstance(each, str)), message.get("text")
    if not _is_number(chat.get("id")) or not isinstance(text, str) or not is_storable(text):
        return None
    return Heard(update["update_id"], chat["id"], printable(name, 200), text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62
