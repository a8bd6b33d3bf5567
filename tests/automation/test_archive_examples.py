"""The worked examples of the archive, by their row: what to put away is said by relative dates."""

from datetime import date
from typing import Any

from stepmark.automation.sweep import begin_sweep, carry_on_sweep
from stepmark.catalogue.kinds import CONTACT, DEAL, TASK
from stepmark.commands.notes import add_note
from stepmark.commands.records import create_record
from stepmark.commands.tasks import finish_task
from stepmark.platform.clock import set_clock
from tests.cast import Cast
from tests.support.rules import Rules

ARCHIVE = {"do": "archive", "settings": {}}


def older(field: str, days: int) -> dict[str, Any]:
    return {"field": field, "op": "older_than", "value": days}


def sweep(cast: Cast, rule: int, day: str) -> None:
    """One day, to its end."""
    set_clock(f"{day}T12:00:00Z")
    sweep_id = cast.run(begin_sweep, rule, date.fromisoformat(day))
    while sweep_id is not None and cast.run(carry_on_sweep, sweep_id):
        pass


def archived(cast: Cast, rules: Rules, kind: str, *ids: int) -> list[str]:
    """The days on which they went."""
    return [str(rules.value(kind, row_id, "archived_at") or "")[:10] for row_id in ids]


def test_s24_a_client_who_was_not_in_touch_for_ninety_days(cast: Cast, rules: Rules) -> None:
    never = {"all": [{"field": "last_contact_at", "op": "empty"}, older("created_at", 90)]}
    when = [{"any": [older("last_contact_at", 90), never]}]
    set_clock("2026-01-01T10:00:00Z")
    silent, noted, called = (cast.contact(name) for name in ("Silent", "Noted", "Called"))
    rule = rules.make(do=ARCHIVE, when=when, kind="contact", mode="periodic")
    set_clock("2026-01-11T10:00:00Z")
    cast.run(add_note, CONTACT, noted, "Met at the fair")
    deal = cast.deal(contact_id=called)
    set_clock("2026-01-21T10:00:00Z")
    cast.run(finish_task, cast.run(create_record, TASK, {"title": "Ask", "type": "call", "deal_id": deal}))
    for day in ("2026-03-31", "2026-04-02", "2026-04-12", "2026-04-22"):
        sweep(cast, rule, day)
    assert archived(cast, rules, "contact", silent, noted, called) == ["2026-04-02", "2026-04-12", "2026-04-22"]


def test_s24_a_deal_that_was_won_two_years_ago(cast: Cast, rules: Rules) -> None:
    when = [{"field": "status", "op": "equal", "value": "won"}, older("closed_at", 730)]
    set_clock("2024-03-01T10:00:00Z")
    won, lost, open_one = cast.deal(), cast.deal(), cast.deal()
    cast.change("deal", won, status="won")
    cast.change("deal", lost, status="lost")
    rule = rules.make(do=ARCHIVE, when=when, mode="periodic")
    sweep(cast, rule, "2026-02-28")
    assert archived(cast, rules, "deal", won) == [""]
    for day in ("2026-03-02", "2026-03-03"):
        sweep(cast, rule, day)
    assert archived(cast, rules, "deal", won, lost, open_one) == ["2026-03-02", "", ""]
    assert rules.outcomes() == ["done"]
    assert [event.name for event in rules.history(DEAL.name, won)][-1] == "deal.archived"
