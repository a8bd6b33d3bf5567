"""Twenty rules that each match a part of the demo's deals, and how many of its rows each must run for."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from stepmark.demo.files import DATA
from tests.support.rules import set_fields

Line = dict[str, str]
PRODUCTS = ("GTX Basic", "GTX Plus Basic", "GTX Plus Pro", "MG Advanced", "MG Special", "GTK 500")
# The label's first word in lower case is the key.
FIELDS = ("Family", "Tier", "Scored", "Ended", "Lead", "Segment")
_BANDS = {"D": (0, 499), "C": (500, 1_999), "B": (2_000, 4_999), "A": (5_000, 100_000)}
_SECTORS = ("Retail", "Medical", "Software")


class BusyRule(NamedTuple):
    """A rule as the API takes it, and whether a row of the file makes it run."""

    draft: dict[str, Any]
    runs_for: Callable[[Line], bool]


def busy_rules() -> list[BusyRule]:
    """Those for created deals, and one that follows what four of them change."""
    return [
        *(
            _created([_equal("custom.product", each)], set_fields(custom__family=each), _sold(each))
            for each in PRODUCTS
        ),
        _created([{"field": "custom.product", "op": "empty"}], set_fields(custom__family="unknown"), _sold("GTXPro")),
        *(_created([_between(*ends)], set_fields(custom__tier=tier), _costs(*ends)) for tier, ends in _BANDS.items()),
        _rule({"on": "modified", "fields": ["custom.tier"]}, [], set_fields(custom__scored="yes"), _costs(0, 100_000)),
        *(
            _created([_equal("status", each)], set_fields(custom__ended=each), _stands(each))
            for each in ("won", "lost")
        ),
        _created([_equal("status", "open")], _task("Call about {{ deal.title }}"), _stands("open")),
        _created(
            [{"field": "company_id", "op": "empty"}], _task("Find out who asks"), lambda line: not line["account"]
        ),
        _created(
            [_equal("custom.product", "MG Special"), _equal("status", "won")],
            set_fields(custom__lead="told"),
            _sold_special,
        ),
        *(
            _created([_equal("company.custom.sector", each)], set_fields(custom__segment=each), _is_in(each))
            for each in _SECTORS
        ),
    ]


def pipeline(count: int | None = None) -> list[Line]:
    """The first lines of the file of deals, or all."""
    with (DATA / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:count]


def _created(when: Sequence[Any], do: dict[str, Any], runs_for: Callable[[Line], bool]) -> BusyRule:
    return _rule({"on": "created"}, when, do, runs_for)


def _rule(
    trigger: dict[str, Any], when: Sequence[Any], do: dict[str, Any], runs_for: Callable[[Line], bool]
) -> BusyRule:
    conditions = {"all": list(when)} if when else {}
    draft = {"name": "Busy", "kind": "deal", "trigger": trigger, "conditions": conditions, "actions": [do]}
    return BusyRule(draft, runs_for)


def _equal(field: str, value: str) -> dict[str, Any]:
    return {"field": field, "op": "equal", "value": value}


def _between(least: int, most: int) -> dict[str, Any]:
    return {"field": "amount", "op": "between", "value": [str(least), str(most)]}


def _task(title: str) -> dict[str, Any]:
    return {"do": "create_task", "settings": {"title": title}}


def _sold(product: str) -> Callable[[Line], bool]:
    return lambda line: line["product"] == product


def _sold_special(line: Line) -> bool:
    return line["product"] == "MG Special" and line["deal_stage"] == "Won"


def _costs(least: int, most: int) -> Callable[[Line], bool]:
    return lambda line: bool(line["close_value"]) and least <= Decimal(line["close_value"]) <= most


def _stands(status: str) -> Callable[[Line], bool]:
    return lambda line: {"Won": "won", "Lost": "lost"}.get(line["deal_stage"], "open") == status


def _is_in(sector: str) -> Callable[[Line], bool]:
    return lambda line: line["account"] in _accounts(sector.lower())


@cache
def _accounts(sector: str) -> frozenset[str]:
    with (DATA / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["account"] for row in csv.DictReader(file) if row["sector"] == sector)
