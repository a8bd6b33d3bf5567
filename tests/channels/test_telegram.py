"""Telegram is asked as it wants, and what it answers is understood, whatever it is."""

from datetime import timedelta

import pytest

from stepmark.channels.http import HttpClient
from stepmark.channels.results import NotSent, Sent
from stepmark.channels.telegram import Bot, BotRefused, heard_since, name_of, send_message
from stepmark.platform.clock import now
from stepmark.platform.networks import networks
from tests.support.receiver import answering, receiver
from tests.support.telegram import TOKEN, bot_api

CLIENT = HttpClient(networks("127.0.0.0/8"))


def test_a_bot_hears_what_people_say_to_it_alone_and_each_thing_once() -> None:
    with bot_api() as api:
        bot = Bot(api.url + "/", TOKEN)
        assert name_of(CLIENT, bot) == "dachy_bot"
        api.say(7, "/start x", "Bo\0ris")
        api.say(-8, "in a group", kind="group")
        api.updates.append({"update_id": 102, "message": {"chat": 5, "text": ["?"]}})
        api.updates.append({"update_id": 103, "poll": {}})
        (heard,), after = heard_since(CLIENT, bot, 0, 0)
        assert (heard.chat_id, heard.text, heard.name) == (7, "/start x", "Bo\N{REPLACEMENT CHARACTER}ris")
        assert heard_since(CLIENT, bot, after, 0) == ([], 104)


def test_messages_too_long_to_be_read_together_are_read_one_by_one() -> None:
    with bot_api() as api:
        for _number in range(20):
            api.say(7, "ż" * 4_000)
        heard, after = heard_since(CLIENT, Bot(api.url, TOKEN), 0, 0)
    assert (len(heard), after) == (1, 101)


def test_what_is_refused_for_good_is_told_from_what_passes() -> None:
    with bot_api() as api:
        bot = Bot(api.url, TOKEN)
        assert isinstance(send_message(CLIENT, bot, 7, "x" * 9_000), Sent)
        assert len(api.sent[0]["text"]) == 4_096
        api.busy = 1
        busy = send_message(CLIENT, bot, 7, "x")
        assert isinstance(busy, NotSent)
        assert not busy.permanent
        assert busy.not_before
        assert busy.not_before - now() > timedelta(seconds=5)
        api.blocked = {7}
        blocked = send_message(CLIENT, bot, 7, "x")
        assert isinstance(blocked, NotSent)
        assert (blocked.permanent, blocked.gone) == (True, True)
        with pytest.raises(BotRefused, match="Unauthorized"):
            name_of(CLIENT, Bot(api.url, "1:wrong"))


@pytest.mark.parametrize("text", ["", "null", "[", '{"ok": true}', '{"ok": true, "result": {"username": "a/b"}}'])
def test_strange_answers_break_nothing(text: str) -> None:
    with receiver(answering(200, text)) as server:
        bot = Bot(f"http://127.0.0.1:{server.port}", TOKEN)
        assert isinstance(send_message(CLIENT, bot, 7, "x"), Sent if '"ok": true' in text else NotSent)
        with pytest.raises(BotRefused):
            name_of(CLIENT, bot)
        with pytest.raises(BotRefused):
            heard_since(CLIENT, bot, 0, 0)
