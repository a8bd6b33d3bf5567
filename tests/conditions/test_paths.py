"""Paths lead over links to the fields of related records."""

import pytest

from stepmark.catalogue.kinds import kind_of
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import find_path, paths_from
from tests.conditions.asking import custom, fields

FIELDS = fields(custom("number"), custom("text", kind="company"))


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("deal", "amount", "Amount"),
        ("deal", "stage_id", "Stage"),
        ("deal", "custom.number", "Number"),
        ("deal", "company.type", "Company › Type"),
        ("deal", "contact.company.custom.text", "Contact person › Company › Text"),
        ("task", "deal.company.phones", "Deal › Company › Phones"),
        ("company", "parent.parent.parent_id", "Part of › Part of › Part of"),
    ],
)
def test_a_path_is_found_and_written_alike(kind: str, key: str, name: str) -> None:
    path = find_path(kind_of(kind), key, FIELDS)
    assert (path.key, path.name, path.is_own) == (key, name, "." not in key.removeprefix("custom."))


@pytest.mark.parametrize(
    "key",
    ["", ".", "..", "company", "company.", ".type", "company..type", "company_id.type", "stage.name", "custom",
     "custom.gone", "company.custom.number", "responsible.name", "task.title", "company.parent.parent.name", "\ud800"],
)  # fmt: skip
def test_what_leads_nowhere_is_refused(key: str) -> None:
    with pytest.raises(ValueFault):
        find_path(kind_of("deal"), key, FIELDS)


def test_every_path_that_is_offered_is_found_again() -> None:
    for kind in ("deal", "task", "contact", "company"):
        offered = list(paths_from(kind_of(kind), FIELDS))
        assert len({path.key for path in offered}) == len(offered)
        assert [find_path(kind_of(kind), path.key, FIELDS) for path in offered] == offered
