"""Exchange rates: by hand or from a bank's file, the newest of each currency, in the workspace's own (C5)."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from stepmark.automation.rehearsal import rehearse_rule
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.exchange_rates import BroughtRates, delete_rate, renew_rates, set_rate
from stepmark.commands.workspaces import update_workspace
from stepmark.conditions.tree import read_tree
from stepmark.domain.workspace import Workspace
from stepmark.platform import clock
from stepmark.platform.bank_rates import BankRates
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.money import currencies
from stepmark.queries.exchange_rates import exchange_rates
from stepmark.queries.matches import matches
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

ABOVE = {"field": "amount", "op": "greater", "value": "10000 PLN"}
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def november() -> None:
    clock.set_clock("2026-11-22T10:00:00")


def in_zloty(cast: Cast) -> None:
    cast.run(update_workspace, {"currency": "PLN"})


def counting(cast: Cast) -> dict[str, str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return dict(session.get_one(Workspace, cast.anna.workspace_id).rates)


def kept(cast: Cast) -> dict[str, tuple[str, str, str]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return {each.currency: (each.rate, each.day.isoformat(), each.source) for each in exchange_rates(session)}


def bank(day: date = DAY, **worth: Any) -> BankRates:
    return BankRates("NBP", day, {"PLN": Fraction(1), **{code: Fraction(each) for code, each in worth.items()}})


@pytest.mark.both
@pytest.mark.row("C5")
def test_c5_more_than_ten_thousand_is_strictly_more_in_any_currency_with_a_rate(cast: Cast) -> None:
    in_zloty(cast)
    cast.run(set_rate, "eur", "4,25")
    rules, magda = Rules(cast), cast.magda.member_id
    rule = rules.make("any_action", set_fields(responsible_id=magda), when=[ABOVE])
    deals = {
        each: cast.deal(amount=each.split()[0], currency=each.split()[1])
        for each in ("10000.00 PLN", "10000.01 PLN", "2352.94 EUR", "2352.95 EUR", "99999.00 USD")
    }
    above = {each for each, deal in deals.items() if rules.value("deal", deal, "responsible_id") == magda}
    assert above == {"10000.01 PLN", "2352.95 EUR"}
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = matches(session, cast.anna, DEAL, read_tree({"all": [ABOVE]}))
    assert {record.id for record in found.records} == {deals[each] for each in above}
    trace = cast.run(rehearse_rule, rule, deals["99999.00 USD"]).trace
    message = "There is no exchange rate to compare an amount in %(currency)s with."
    assert trace[0]["reason"] == {"message": message, "values": {"currency": "USD"}}


def test_rules_follow_a_changed_rate(cast: Cast) -> None:
    in_zloty(cast)
    rules, magda = Rules(cast), cast.magda.member_id
    rules.make("any_action", set_fields(responsible_id=magda), when=[ABOVE])
    deal = cast.deal(amount="3000", currency="EUR")
    assert rules.value("deal", deal, "responsible_id") != magda
    cast.run(set_rate, "EUR", "4.25")
    cast.change("deal", deal, source="Fair")
    assert rules.value("deal", deal, "responsible_id") == magda


def test_a_rate_is_kept_exactly_and_its_history_tells_of_it(cast: Cast) -> None:
    in_zloty(cast)
    rate = cast.run(set_rate, "BHD", " 9.871234567 ", "20.11.2026")
    assert cast.run(set_rate, "bhd", "9.871234568") == rate
    assert kept(cast) == {"BHD": ("9.871234568", "2026-11-22", "")}
    changes = [each.changes for each in Rules(cast).history("exchange_rate", rate)]
    assert changes == [{"rate": [None, "9.871234567 PLN"]}, {"rate": ["9.871234567 PLN", "9.871234568 PLN"]}]
    cast.run(delete_rate, "BHD")
    assert (kept(cast), counting(cast)) == ({}, {})


def test_a_banks_file_renews_what_is_older_and_leaves_what_is_newer(cast: Cast) -> None:
    in_zloty(cast)
    cast.run(set_rate, "EUR", "4.30", "2026-11-21")
    cast.run(set_rate, "USD", "4", "2026-11-19")
    assert cast.run(renew_rates, bank(EUR="4.25", USD="3.4", JPY="0.025")) == BroughtRates(2, ())
    assert kept(cast) == {
        "EUR": ("4.3", "2026-11-21", ""), "USD": ("3.4", "2026-11-20", "NBP"), "JPY": ("0.025", "2026-11-20", "NBP"),
    }  # fmt: skip
    assert counting(cast) == {"EUR": "4.3", "USD": "3.4", "JPY": "0.025"}
    with pytest.raises(Invalid):
        cast.run(renew_rates, bank(date(2026, 11, 18), EUR="4.25", USD="3.4"))


def test_no_more_than_forty_are_kept_and_what_is_left_out_is_said(cast: Cast) -> None:
    in_zloty(cast)
    rare = [code for code in sorted(currencies(), reverse=True) if code not in ("PLN", "USD")][:60]
    cast.run(set_rate, rare[0], "2", "2026-11-01")
    worth: dict[str, Any] = {"USD": "3.4", **dict.fromkeys(rare, "2")}
    came = cast.run(renew_rates, bank(DAY, **worth))
    assert (came.renewed, len(came.left_out)) == (40, 21)
    assert {"USD", rare[0]} <= set(counting(cast))
    with pytest.raises(Problem) as full:
        cast.run(set_rate, came.left_out[0], "1")
    assert full.value.type == "invalid"
    cast.run(set_rate, "USD", "3.5")


def test_rates_in_a_former_currency_count_no_more(cast: Cast) -> None:
    in_zloty(cast)
    cast.run(set_rate, "USD", "3.4")
    cast.run(update_workspace, {"currency": "EUR"})
    assert (counting(cast), list(kept(cast))) == ({}, ["USD"])
    in_zloty(cast)
    assert counting(cast) == {"USD": "3.4"}


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("XQX", "1"), "currency"), (("EUR", "1"), "currency"), (("", "1"), "currency"), (("USD", ""), "rate"),
        (("USD", "0"), "rate"), (("USD", "-1"), "rate"), (("USD", "1e5"), "rate"), (("USD", "NaN"), "rate"),
        (("USD", "1234567890"), "rate"), (("USD", "1.2.3"), "rate"), (("USD", "٣"), "rate"), (("USD", ["1"]), "rate"),
        (("USD", "1", "soon"), "day"), (("USD", "1", "2062-01-01"), "day"),
    ],
)  # fmt: skip
def test_what_is_no_rate_is_refused_by_its_field(cast: Cast, args: tuple[object, ...], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(set_rate, *args)
    assert list(refused.value.errors) == [field]


def test_only_administrators_set_rates_and_only_their_own(cast: Cast) -> None:
    cast.run(set_rate, "USD", "0.9")
    for verb, args in ((set_rate, ("USD", "1")), (renew_rates, (bank(EUR="4"),)), (delete_rate, ("USD",))):
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args, by=cast.magda)
        assert refused.value.type == "not-allowed"
    with pytest.raises(Problem) as hidden:
        cast.run(delete_rate, "USD", by=cast.clara)
    assert hidden.value.type == "not-found"
