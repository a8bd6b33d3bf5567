"""Members connect their Telegram by a code, are told there, and lose it where they block the bot."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from stepmark.automation.trace import shown_text
from stepmark.commands.notices import shown
from stepmark.commands.telegram import CODE_GOOD_FOR, begin_chat, remove_bot, set_bot
from stepmark.commands.told_by import set_told_by
from stepmark.domain.deliveries import Delivery
from stepmark.domain.notes import Notice
from stepmark.domain.telegram import TelegramBot, TelegramLink
from stepmark.platform import clock
from stepmark.platform.clock import now
from stepmark.worker.sender import Sender
from stepmark.worker.telegram import hear_telegram
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules
from tests.support.telegram import TOKEN, BotApi, bot_api
from tests.support.web import signed_in

CHANGED = {"on": "modified", "fields": ["amount"]}
alone = pytest.mark.sqlite_alone


@pytest.fixture(autouse=True)
def outside(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback may be reached."""
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")


def tell_boris(cast: Cast) -> dict[str, Any]:
    to = {"who": "member", "member_id": cast.boris.member_id}
    return {"do": "message_people", "settings": {"to": [to], "text": "Look at {{ deal.title }}"}}


def connected(cast: Cast, api: BotApi) -> None:
    """Boris has a chat with the bot, by the code that he was given."""
    cast.run(set_bot, {"token": TOKEN, "url": api.url})
    assert hear_telegram(cast.edge, seconds=0) == 1
    cast.run(begin_chat, by=cast.boris)
    (chat,) = rows(cast, TelegramLink)
    api.say(70, "/start nonsense-nonsense-nonsense")
    api.say(77, f"/start {chat.code}")
    assert hear_telegram(cast.edge, seconds=0) == 1


@pytest.mark.row("S26")
def test_a_member_connects_by_a_code_and_is_told_there(cast: Cast) -> None:
    rules = Rules(cast)
    rules.make(CHANGED, tell_boris(cast))
    cast.run(set_told_by, ["telegram"], by=cast.boris)
    with bot_api() as api:
        connected(cast, api)
        (bot,), (chat,) = rows(cast, TelegramBot), rows(cast, TelegramLink)
        assert (bot.name, bot.next_update, bot.leased_until) == ("dachy_bot", 102, None)
        assert (chat.chat_id, chat.chat_name, chat.code) == (77, "Boris", None)
        assert hear_telegram(cast.edge, seconds=0) == 0
        deal = cast.deal(title="Dach")
        cast.change("deal", deal, amount="5")
        assert Sender(cast.edge).send_all() == 2
        assert [each["chat_id"] for each in api.sent] == [77, 77]
        assert "You are connected" in api.sent[0]["text"]
        assert api.sent[1]["text"] == f"Look at Dach\n\nhttps://crm.example.com/deals/{deal}"
        assert api.sent[1]["link_preview_options"] == {"is_disabled": True}
    assert any(str(shown(each)) == "Look at Dach" for each in rows(cast, Notice))


@alone
def test_whoever_blocks_the_bot_is_told_in_stepmark_alone(cast: Cast) -> None:
    rules = Rules(cast)
    rules.make(CHANGED, tell_boris(cast))
    cast.run(set_told_by, ["telegram"], by=cast.boris)
    with bot_api() as api:
        connected(cast, api)
        api.blocked = {77}
        deal = cast.deal()
        cast.change("deal", deal, amount="5")
        Sender(cast.edge).send_all()
        assert rows(cast, TelegramLink) == []
        assert any("no messages for you" in str(shown(each)) for each in rows(cast, Notice))
        count = len(rows(cast, Delivery))
        cast.change("deal", deal, amount="6")
        assert len(rows(cast, Delivery)) == count
    (warning,) = rules.runs()[-1].trace[-1]["warnings"]
    assert "has not connected Telegram" in str(shown_text(warning))


@alone
def test_an_old_code_and_anothers_token_connect_nobody(cast: Cast) -> None:
    with bot_api() as api:
        cast.run(set_bot, {"token": TOKEN, "url": api.url})
        cast.run(begin_chat, by=cast.boris)
        (chat,) = rows(cast, TelegramLink)
        api.say(77, f"/start {chat.code}")
        clock.set_clock((now() + CODE_GOOD_FOR + timedelta(seconds=1)).isoformat())
        hear_telegram(cast.edge, seconds=0)
        assert rows(cast, TelegramLink)[0].chat_id is None
        cast.run(set_bot, {"token": TOKEN[:-1] + "q", "url": api.url})
        hear_telegram(cast.edge, seconds=0)
        (bot,) = rows(cast, TelegramBot)
        assert "Unauthorized" in str(shown_text(bot.trouble))
        assert hear_telegram(cast.edge, seconds=0) == 0
        cast.run(remove_bot)
    assert (rows(cast, TelegramBot), rows(cast, TelegramLink)) == ([], [])


@alone
def test_the_pages_lead_through_it(app: FastAPI, cast: Cast) -> None:
    anna, boris = signed_in(app, cast, cast.anna), signed_in(app, cast, cast.boris)
    assert boris.post("/profile/telegram").status_code == 404
    assert "Connect Telegram" not in boris.get("/profile").text
    refused = anna.put("/settings/telegram", data={"token": "x", "url": "file:///etc/passwd"})
    assert refused.status_code == 422
    for key in ("token", "url"):
        assert f'href="#f-{key}"' in refused.text
    with bot_api() as api:
        anna.put("/settings/telegram", data={"token": TOKEN, "url": api.url})
        hear_telegram(cast.edge, seconds=0)
        shown_bot = anna.get("/settings/telegram").text
        assert "@dachy_bot" in shown_bot
        assert TOKEN not in shown_bot
        assert "Connect Telegram" in boris.get("/profile").text
        assert boris.post("/profile/telegram").headers["location"] == "/profile#telegram"
        (chat,) = rows(cast, TelegramLink)
        assert f'href="https://t.me/dachy_bot?start={chat.code}"' in boris.get("/profile").text
        api.say(77, f"/start {chat.code}")
        hear_telegram(cast.edge, seconds=0)
        assert "Connected with Boris" in boris.get("/profile").text
        boris.delete("/profile/telegram")
        assert "Connect Telegram" in boris.get("/profile").text
        assert "Nobody is told" in anna.get("/settings/telegram/deletion").text
        anna.delete("/settings/telegram")
    assert rows(cast, TelegramBot) == []


@alone
def test_chosen_ways_are_saved_from_the_profile(app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    assert boris.put("/profile/told-by", data={"told_by": ["mail", "telegram"]}).status_code == 303
    assert boris.get("/profile").text.count(" checked>") == 2
    assert boris.put("/profile/told-by", data={"told_by": ["pigeon"]}).status_code == 422
    assert boris.put("/profile/told-by", data={}).status_code == 303
    assert " checked>" not in boris.get("/profile").text
