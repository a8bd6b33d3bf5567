"""A bonus booked by a rule."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.automation.runs import start_rule
from stepmark.automation.undo import undo_run
from stepmark.commands.accruals import reverse_accrual
from stepmark.commands.deal_moves import close_deal
from stepmark.domain.accruals import Accrual
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone
WON = {"on": "modified", "fields": ["status"], "to": "won"}
BY_HAND = {"on": "by_hand", "roles": ["administrator"]}


@pytest.mark.row("S48")
def test_a_percentage_of_a_won_deal_is_booked_for_its_responsible(cast: Cast, rules: Rules) -> None:
    rules.make(WON, bonus(percent="7,5", of="amount", reason="For {{ deal.title }}"))
    deal = cast.deal(title="Roof", amount="1234.56", currency="PLN", responsible_id=cast.boris.member_id)
    cast.run(close_deal, deal, "won")
    (made,) = accruals(cast)
    assert (made.reason, made.amount_minor, made.currency) == ("For Roof", 9259, "PLN")
    assert (made.responsible_id, made.deal_id, made.source_kind, made.source_id) == (
        cast.boris.member_id, deal, "deal", deal,
    )  # fmt: skip
    assert made.run_id == rules.runs()[0].id


@pytest.mark.parametrize(
    ("amount", "percent", "booked"),
    [
        ("10.10 EUR", "5", 51),
        ("10.30 EUR", "5", 52),
        ("0.10 EUR", "5", 1),
        ("99 JPY", "1.5", 1),
        ("10.5 KWD", "1", 110),
    ],
)
def test_it_is_rounded_half_up_to_two_decimals_at_most(
    cast: Cast, rules: Rules, amount: str, percent: str, booked: int
) -> None:
    rules.make(WON, bonus(percent=percent, of="amount"))
    figure, currency = amount.split()
    cast.run(close_deal, cast.deal(amount=figure, currency=currency), "won")
    assert [each.amount_minor for each in accruals(cast)] == [booked]


def test_a_fixed_amount_and_a_share_of_a_number_behind_a_link(cast: Cast, rules: Rules) -> None:
    cast.field("score", kind="company")
    rules.make(WON, [bonus(amount="500 PLN"), bonus(percent="10", of="company.custom.score")])
    cast.run(close_deal, cast.deal(company_id=cast.company(custom__score="12.34")), "won")
    assert [(each.amount_minor, each.currency) for each in accruals(cast)] == [(50000, "PLN"), (123, "EUR")]
    assert accruals(cast)[0].reason == "Bonus for “ACME — ERP integration”"


def test_nothing_is_booked_of_nothing(cast: Cast, rules: Rules) -> None:
    rules.make(WON, bonus(percent="5", of="amount"))
    for amount in (None, "0", "-5", "0.01"):
        cast.run(close_deal, cast.deal(amount=amount), "won")
    assert accruals(cast) == []
    assert {run.trace[-1]["outcome"] for run in rules.runs()} == {"skipped"}


@pytest.mark.row("S48")
def test_the_same_bonus_is_booked_once_until_it_is_reversed(cast: Cast, rules: Rules) -> None:
    rules.make(WON, bonus(amount="500"))
    deal = cast.deal()
    for status in ("won", "open", "won"):
        cast.run(close_deal, deal, status)
    (made,) = accruals(cast)
    assert "booked already" in str(rules.runs()[-1].trace)
    cast.run(reverse_accrual, made.id)
    for status in ("open", "won"):
        cast.run(close_deal, deal, status)
    assert [(each.turn, each.status) for each in accruals(cast)] == [(0, "reversed"), (1, "booked")]


def test_unless_told_otherwise_each_run_books_its_own(cast: Cast, rules: Rules) -> None:
    rule, deal = rules.make(BY_HAND, bonus(amount="5", once=False)), cast.deal()
    cast.run(start_rule, rule, deal)
    cast.run(start_rule, rule, deal)
    assert len(accruals(cast)) == 2


def test_undoing_the_run_takes_the_bonus_away_and_a_retry_books_it_anew(cast: Cast, rules: Rules) -> None:
    rule, deal = rules.make(BY_HAND, bonus(amount="5")), cast.deal()
    cast.run(start_rule, rule, deal)
    assert cast.run(undo_run, rules.runs(rule)[0].id) == []
    assert [each.is_deleted for each in accruals(cast)] == [True]
    cast.run(start_rule, rule, deal)
    assert [each.is_deleted for each in accruals(cast)] == [True, False]


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({}, "amount"),
        ({"amount": "5", "percent": "5", "of": "amount"}, "amount"),
        ({"amount": "lots"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"percent": "5"}, "of"),
        ({"of": "amount"}, "percent"),
        ({"percent": "0", "of": "amount"}, "percent"),
        ({"percent": "1001", "of": "amount"}, "percent"),
        ({"percent": "5", "of": "title"}, "of"),
        ({"percent": "5", "of": "nothing"}, "of"),
    ],
)
def test_settings_that_mean_nothing_are_refused_where_they_stand(settings: dict[str, Any], place: str) -> None:
    assert faults_of("book_accrual", settings) == [place]


def bonus(**settings: Any) -> dict[str, Any]:
    return {"do": "book_accrual", "settings": settings}


def accruals(cast: Cast) -> list[Accrual]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Accrual).order_by(Accrual.id)))
