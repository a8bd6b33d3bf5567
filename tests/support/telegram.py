"""Telegram's Bot API as tests meet it: it knows one bot, what was said to it, and whoever has blocked it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.receiver import Received, Receiver, Way, answering, by_request, receiver

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp"


@dataclass
class BotApi:
    """What it was told to send stands in `sent`; `updates` are what people have said."""

    server: Receiver
    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    busy: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server.port}"

    def say(self, chat_id: int, text: str, name: str = "Boris", kind: str = "private") -> None:
        """Let somebody say something to the bot."""
        chat = {"id": chat_id, "type": kind, "first_name": name}
        self.updates.append({"update_id": 100 + len(self.updates), "message": {"chat": chat, "text": text}})

    def answer(self, request: Received) -> Way:
        """As the Bot API does."""
        path = request.line.split()[1]
        asked = json.loads(request.body)
        if not path.startswith(f"/bot{TOKEN}/"):
            return _no(401, "Unauthorized")
        if self.busy:
            self.busy -= 1
            return _no(429, "Too Many Requests: retry after 7", parameters={"retry_after": 7})
        method: Callable[[Any], Way] = getattr(self, path.rpartition("/")[2])
        return method(asked)

    def getMe(self, _asked: Any) -> Way:  # noqa: N802 - Telegram's own name
        return _yes({"id": 1, "is_bot": True, "username": "dachy_bot"})

    def getUpdates(self, asked: Any) -> Way:  # noqa: N802 - Telegram's own name
        return _yes([each for each in self.updates if each["update_id"] >= asked["offset"]][: asked["limit"]])

    def sendMessage(self, asked: Any) -> Way:  # noqa: N802 - Telegram's own name
        if asked["chat_id"] in self.blocked:
            return _no(403, "Forbidden: bot was blocked by the user")
        self.sent.append(asked)
        return _yes({"message_id": len(self.sent)})


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """One that is up for so long."""
    with receiver() as server:
        found = BotApi(server)
        server.ways[:] = [by_request(found.answer)]
        yield found


def _yes(result: Any) -> Way:
    return answering(200, json.dumps({"ok": True, "result": result}))


def _no(status: int, description: str, **more: Any) -> Way:
    return answering(status, json.dumps({"ok": False, "error_code": status, "description": description, **more}))
