"""A list taken along as a whole, however many pieces it is read in."""

import pytest

from stepmark.catalogue.kinds import COMPANY
from stepmark.queries import list_export
from stepmark.queries.list_export import exported_list
from stepmark.queries.list_scope import ListQuery
from tests.cast import Cast


def test_a_list_of_many_pieces_comes_out_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_export, "_CHUNK", 2)
    for number in range(5):
        cast.company(f"Company {number}", responsible_id=cast.boris.member_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        asked = ListQuery(columns=("name", "responsible_id"), sort="name")
        scope, rows = exported_list(session, cast.anna, COMPANY, asked)
        found = [(values[0], labels.get(scope.columns[1].field, values[1])) for values, labels in rows]
    assert [name for name, _boris in found] == [f"Company {number}" for number in range(5)]
    assert {str(boris and boris.name) for _name, boris in found} == {"Boris Lem"}
