"""Listening to Telegram: only while a bot's name is not known yet, or a member is about to connect their chat."""

import threading

from stepmark.automation.telegram_care import Learned, Taken, take_bot, write_down_learned
from stepmark.channels.addresses import Unreachable
from stepmark.channels.http import HttpClient
from stepmark.channels.telegram import BotRefused, heard_since, name_of
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.queries.telegram import awaited_bots
from stepmark.worker.loop import Rounds

# So long Telegram may keep us waiting for a message, where one bot alone is listened to.
_LISTEN_SECONDS = 5


class TelegramEar(Rounds):
    """Goes round among the bots that have to be asked, every few seconds."""

    def __init__(self, edge: Edge, *, first_after: float = 2, interval: float = 3) -> None:
        super().__init__(
            "telegram", lambda stopping: hear_telegram(edge, stopping), first_after=first_after, interval=interval
        )


def hear_telegram(edge: Edge, stopping: threading.Event | None = None, seconds: int = _LISTEN_SECONDS) -> int:
    """Ask each bot once that has to be asked. Returns how many that were."""
    http = HttpClient(edge.database.settings.allowed_networks)
    with edge.database.reading(None) as session:
        awaited = awaited_bots(session, now())
    for each in awaited:
        if stopping is not None and stopping.is_set():
            break
        actor = Actor(each.workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
        taken = edge.run(actor, take_bot, each.bot_id)
        if taken is not None:
            learned = _learned(http, taken, seconds if len(awaited) == 1 else 0)
            edge.run(actor, write_down_learned, taken.bot_id, learned)
    return len(awaited)


def _learned(http: HttpClient, taken: Taken, seconds: int) -> Learned:
    name = taken.name
    try:
        name = name or name_of(http, taken.bot)
        heard, number = heard_since(http, taken.bot, taken.number, seconds)
    except (BotRefused, Unreachable) as error:
        return Learned(name, trouble=error.reason)
    return Learned(name, heard, number)
