"""A list taken along as a file: exactly its rows, columns and order, and nothing in it that runs."""

import csv
import io
import json
from datetime import datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from tests.cast import Cast
from tests.support.web import signed_in

DANGEROUS = ["=1+1", "+1-2", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil")', "'=1"]


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_file_holds_what_the_list_shows_in_its_order(anna: TestClient, cast: Cast) -> None:
    company = cast.company("Żółw Ltd", type="Partner")
    for number in range(3):
        cast.deal(title=f"Deal {number}", amount=f"{number}.50", company_id=company)
    cast.deal(title="Won", status="won")
    query = "/deals/export?columns=title,amount,company_id,company.type,responsible_id,status&sort=-amount"
    assert _rows(anna.get(query).content) == [
        ["Title", "Amount", "Company", "Company › Type", "Responsible", "Status"],
        ["Deal 2", "2.50 EUR", "Żółw Ltd", "Partner", "Anna Maj", "Open"],
        ["Deal 1", "1.50 EUR", "Żółw Ltd", "Partner", "Anna Maj", "Open"],
        ["Deal 0", "0.50 EUR", "Żółw Ltd", "Partner", "Anna Maj", "Open"],
    ]
    tree = json.dumps({"all": [{"field": "title", "op": "contains", "value": "1"}]})
    assert [row[0] for row in _rows(anna.get("/deals/export", params={"filter": tree}).content)] == ["Title", "Deal 1"]


def test_no_cell_runs_as_a_formula_in_either_format(anna: TestClient, cast: Cast) -> None:
    for text in DANGEROUS:
        cast.company(text)
    plain = anna.get("/companies/export?columns=name")
    assert all(not row[0].startswith(("=", "+", "-", "@", "\t")) for row in _rows(plain.content))
    sheet = load_workbook(io.BytesIO(anna.get("/companies/export?columns=name&as=xlsx").content)).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} == {text.strip() for text in DANGEROUS}


def test_a_workbook_knows_numbers_and_days_and_takes_any_text(anna: TestClient, cast: Cast) -> None:
    cast.field("budget")
    cast.deal(title="Odd \x01\x0b text \U0001f600", custom__budget="2.5", expected_close="2027-01-31")
    cast.deal(title="Early", expected_close="0001-01-01")
    answer = anna.get("/deals/export?columns=title,custom.budget,expected_close&as=xlsx&sort=-title")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    _title, odd, early = sheet.iter_rows(values_only=True)
    assert odd == ("Odd \ufffd\ufffd text \U0001f600", 2.5, datetime(2027, 1, 31))  # noqa: DTZ001 - a day has no zone
    assert early[2] == "0001-01-01"


def test_what_looks_like_a_characters_number_stays_as_it_is(anna: TestClient, cast: Cast) -> None:
    cast.company("a_x0041_b")
    sheet = load_workbook(io.BytesIO(anna.get("/companies/export?columns=name&as=xlsx").content)).active
    assert sheet is not None
    assert sheet["A2"].value == "a_x005F_x0041_b"


def test_one_takes_along_only_what_is_ones_own_or_ones_teams(app: FastAPI, cast: Cast) -> None:
    for owner in (cast.anna, cast.magda, cast.boris):
        cast.deal(title=f"{owner.name}'s", by=owner)
    for actor, number in ((cast.anna, 3), (cast.magda, 2), (cast.boris, 1)):
        assert len(_rows(signed_in(app, cast, actor).get("/deals/export").content)) == 1 + number
    assert signed_in(app, cast, cast.viktor).get("/deals/export").status_code == 403
    assert len(_rows(signed_in(app, cast, cast.clara).get("/deals/export").content)) == 1


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
