"""What an export holds, for whom, and that no spreadsheet runs it."""

import pytest

from stepmark.platform.spreadsheet import guarded, unguarded
from tests.cast import Cast
from tests.support.imports import exported_rows


def test_every_field_is_there_and_links_by_id_and_by_name(cast: Cast) -> None:
    cast.field("budget")
    company = cast.company("ACME", phones=["+48 600 100 200", "+48 600 100 201"])
    cast.deal(title="Big one", company_id=company, amount="1000", currency="PLN", custom__budget="0.5")
    (row,) = exported_rows(cast, "deal")
    assert (row["company_id"], row["company"]) == (str(company), "ACME")
    assert (row["amount"], row["currency"], row["custom.budget"]) == ("1000.00", "PLN", "0.5")
    assert (row["process"], row["stage"], row["responsible"]) == ("New business", "Discovery", "Anna Maj")
    assert exported_rows(cast, "company")[0]["phones"] == "+48 600 100 200; +48 600 100 201"


def test_each_role_exports_what_it_may(cast: Cast) -> None:
    for actor in (cast.anna, cast.boris, cast.magda):
        cast.deal(title=actor.name, responsible_id=actor.member_id)
    titles = {
        actor.name: [row["title"] for row in exported_rows(cast, "deal", by=actor)]
        for actor in (cast.anna, cast.magda, cast.boris, cast.viktor)
    }
    assert titles == {
        "Anna Maj": ["Anna Maj", "Boris Lem", "Magda Nowak"],
        "Magda Nowak": ["Boris Lem", "Magda Nowak"],
        "Boris Lem": ["Boris Lem"],
        "Viktor Orlov": [],
    }


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+48 600 100 200", "'+48 600 100 200"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("-12.50", "-12.50"),
        ("+5", "+5"),
        ("ACME", "ACME"),
        ("it's", "it's"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_that_an_import_takes_off(cell: str, written: str) -> None:
    assert guarded(cell) == written
    assert unguarded(written) == cell
