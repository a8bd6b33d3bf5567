"""Telling people: each once, in a text that is filled in."""

from typing import Any

import pytest

from stepmark.commands.notices import shown
from stepmark.domain.rights import Actor
from stepmark.queries.notices import notices_of
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def told(cast: Cast, actor: Actor) -> list[tuple[str, str | None, int | None]]:
    with cast.database.reading(actor.workspace_id) as session:
        return [(str(shown(each)), each.kind, each.record_id) for each in notices_of(session, actor.member_id)]


def message(text: str, *to: dict[str, Any]) -> dict[str, Any]:
    return {"do": "message_people", "settings": {"to": to, "text": text}}


@pytest.mark.row("S26")
def test_each_is_told_once(cast: Cast, rules: Rules) -> None:
    named = {"who": "member", "member_id": cast.magda.member_id}
    text = "100 %(done)s: <b>{{ deal.title }}</b>"
    rules.make(CHANGED, message(text, {"who": "current"}, {"who": "superior"}, named))
    deal = cast.deal(by=cast.boris, title="ERP & CRM")
    cast.change("deal", deal, source="Website")
    text = "100 %(done)s: <b>ERP & CRM</b>"
    assert told(cast, cast.magda) == [(text, "deal", deal)]
    assert (text, "deal", deal) in told(cast, cast.boris)
    assert told(cast, cast.anna) == []


def test_an_empty_text_and_nobody_to_tell_are_skipped(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, [message("{{ deal.company }}", {"who": "current"}), message("Hi", {"who": "nobody"})])
    cast.change("deal", cast.deal(), source="Website")
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["skipped", "skipped"]
