"""Accruals: whose they are, who books them, and their reversal."""

from typing import Any

import pytest
from sqlalchemy import true

from stepmark.commands.accruals import ACCRUAL, book_again, reverse_accrual
from stepmark.commands.deal_moves import close_deal
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.undo import undo_change
from stepmark.domain.accruals import Accrual
from stepmark.domain.deals import Deal
from stepmark.domain.rights import Actor
from stepmark.platform import clock
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.accruals import outlived_accruals
from stepmark.queries.history import history_of, seen_events
from stepmark.queries.record_page import record_page
from stepmark.queries.record_pages import linked_records
from tests.cast import Cast
from tests.support.people import row


@pytest.fixture
def bonus(cast: Cast) -> int:
    """A bonus of Boris's, booked by Anna."""
    return book(cast, cast.boris)


@pytest.mark.both
def test_one_sees_ones_own_managers_their_teams_and_administrators_all(cast: Cast, bonus: int) -> None:
    of_magda = book(cast, cast.magda)
    assert seen(cast, cast.anna) == {bonus, of_magda}
    assert seen(cast, cast.magda) == {bonus, of_magda}
    assert seen(cast, cast.boris) == {bonus}
    assert seen(cast, cast.viktor) == set()
    assert seen(cast, cast.clara) == set()


def test_salespeople_book_nothing_and_managers_for_their_people_alone(cast: Cast, bonus: int) -> None:
    for actor, whose in ((cast.boris, cast.boris), (cast.viktor, cast.boris), (cast.magda, cast.anna)):
        with pytest.raises(Problem, match="Your role"):
            book(cast, whose, by=actor)
    with pytest.raises(Problem, match="Your role"):
        book(cast, cast.magda, by=cast.magda)
    own = book(cast, cast.boris, by=cast.magda)
    cast.run(update_record, ACCRUAL, own, {"amount": "7"}, by=cast.magda)
    with pytest.raises(Problem, match="Your role"):
        cast.run(update_record, ACCRUAL, own, {"responsible_id": cast.magda.member_id}, by=cast.magda)
    with pytest.raises(Problem, match="Your role"):
        cast.run(reverse_accrual, bonus, by=cast.boris)
    cast.run(delete_record, ACCRUAL, own, by=cast.magda)


def test_it_says_whose_it_is_and_is_of_today_unless_told_otherwise(cast: Cast) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    with pytest.raises(Invalid, match="Employee"):
        cast.run(create_record, ACCRUAL, {"reason": "Bonus", "amount": 5})
    accrual = book(cast, cast.boris)
    assert str(row(cast, Accrual, accrual).day) == "2026-11-22"
    cast.run(update_record, ACCRUAL, accrual, {"day": "2026-01-05"})
    cast.run(update_record, ACCRUAL, accrual, {"reason": "Christmas"})
    assert str(row(cast, Accrual, accrual).day) == "2026-01-05"
    with pytest.raises(Invalid, match="Day"):
        cast.run(update_record, ACCRUAL, accrual, {"day": ""})


def test_what_is_reversed_stays_in_the_books_and_can_stand_after_all(cast: Cast, bonus: int) -> None:
    change = cast.edge.change(cast.anna, reverse_accrual, bonus)
    assert row(cast, Accrual, bonus).status == "reversed"
    cast.run(undo_change, change.undo)
    assert row(cast, Accrual, bonus).is_booked
    cast.run(reverse_accrual, bonus)
    version = row(cast, Accrual, bonus).version
    cast.run(reverse_accrual, bonus)
    assert row(cast, Accrual, bonus).version == version
    cast.run(book_again, bonus)
    assert row(cast, Accrual, bonus).is_booked
    with pytest.raises(Invalid, match="can't be set here"):
        cast.run(update_record, ACCRUAL, bonus, {"status": "reversed"})


@pytest.mark.row("S48")
def test_a_deal_opened_again_names_the_bonuses_that_still_stand(cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.boris.member_id)
    cast.run(close_deal, deal, "won")
    accrual = book(cast, cast.boris, deal_id=deal)
    assert outlived(cast, deal) == []
    cast.run(close_deal, deal, "open")
    assert outlived(cast, deal) == [accrual]
    assert outlived(cast, deal, cast.viktor) == []
    later = book(cast, cast.boris, deal_id=deal)
    cast.run(reverse_accrual, accrual)
    assert outlived(cast, deal) == []
    assert row(cast, Accrual, later).is_booked


def test_a_deal_tells_nobody_of_others_bonuses(cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.boris.member_id)
    cast.run(reverse_accrual, book(cast, cast.boris, deal_id=deal))
    told = {name: on_deal(cast, getattr(cast, name), deal) for name in ("anna", "magda", "boris", "viktor")}
    assert told == {"anna": (True, 1), "magda": (True, 1), "boris": (True, 1), "viktor": (False, None)}


def book(cast: Cast, whose: Actor, by: Actor | None = None, **values: Any) -> int:
    raw = {"reason": "Bonus", "amount": "500", "responsible_id": whose.member_id, **values}
    return int(cast.run(create_record, ACCRUAL, raw, by=by))


def seen(cast: Cast, actor: Actor) -> set[int]:
    with cast.database.reading(actor.workspace_id) as session:
        return {each.id for each in record_page(session, ACCRUAL, actor, true(), after=0, limit=9)[0]}


def outlived(cast: Cast, deal_id: int, actor: Actor | None = None) -> list[int]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        deal = session.get_one(Deal, deal_id)
        return [each.id for each in outlived_accruals(session, actor or cast.anna, deal)]


def on_deal(cast: Cast, actor: Actor, deal_id: int) -> tuple[bool, int | None]:
    """Whether the deal's timeline tells of its accruals, and how many its page lists; None for no such list."""
    with cast.database.reading(actor.workspace_id) as session:
        events = seen_events(session, actor, "deal", history_of(session, "deal", deal_id))
        deal = session.get_one(Deal, deal_id)
        lists = {each.kind.name: len(each.records) for each in linked_records(session, actor, deal)}
    return any(each.kind == "accrual" for each in events), lists.get("accrual")
