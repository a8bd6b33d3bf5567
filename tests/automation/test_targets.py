"""The ways from a record to those that are meant."""

import pytest

from stepmark.automation.targets import find_target, targets_of
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, TASK, Kind
from stepmark.catalogue.types.base import ValueFault


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_offered_can_be_found_again(kind: Kind) -> None:
    ways = list(targets_of(kind))
    assert [find_target(kind, way.key) for way in ways] == ways
    assert len({way.key for way in ways}) == len(ways)
    assert all(str(way.label) for way in ways)


@pytest.mark.parametrize(
    ("kind", "target", "end"),
    [
        (DEAL, "", DEAL),
        (DEAL, "contact.company", COMPANY),
        (DEAL, "company.contacts", CONTACT),
        (CONTACT, "deals", DEAL),
        (COMPANY, "tasks", TASK),
        (TASK, "deal.contact", CONTACT),
    ],
)
def test_where_a_target_ends(kind: Kind, target: str, end: Kind) -> None:
    assert find_target(kind, target).end is end


@pytest.mark.parametrize(
    "target", ["gone", "deals", "contact.deals.company", "contact.company.parent", "stage", "a" * 99]
)
def test_what_leads_nowhere_is_refused(target: str) -> None:
    with pytest.raises(ValueFault):
        find_target(DEAL, target)


def test_where_one_record_is_wanted_several_are_refused() -> None:
    assert find_target(CONTACT, "deals").back is not None
    with pytest.raises(ValueFault):
        find_target(CONTACT, "deals", several=False)
