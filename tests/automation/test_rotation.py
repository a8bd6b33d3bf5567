"""Taking turns while several want one at once."""

from concurrent.futures import ThreadPoolExecutor

from tests.cast import Cast
from tests.support.rules import Rules


def test_two_at_once_never_get_the_same_turn(cast: Cast, rules: Rules) -> None:
    people = [each.member_id or 0 for each in (cast.anna, cast.boris, cast.magda)]
    settings = {"to": {"who": "list", "member_ids": people}}
    rules.make("created", {"do": "assign_responsible", "settings": settings})
    with ThreadPoolExecutor(3) as pool:
        deals = list(pool.map(lambda number: cast.deal(title=f"Deal {number}"), range(6)))
    given = sorted(rules.value("deal", each, "responsible_id") for each in deals)
    assert given == sorted(people * 2)
