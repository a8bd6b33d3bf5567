"""Imports through the API, from the file to the withdrawal."""

import time
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.imports import exported_rows
from tests.support.workbooks import workbook
from tests.web.api.support import narrow_to_own

ROWS = "title,amount,mood\nFirst,100,good\nSecond,lots,bad\n,5,\n"
PATIENCE = 30.0


def test_a_file_comes_in_and_tells_each_fault(boris: TestClient, cast: Cast) -> None:
    url = _drafted(boris, ROWS)
    draft = boris.get(url).json()
    assert (draft["state"], draft["rows"], draft["file"]) == ("draft", 3, "file.csv")
    columns = boris.get(f"{url}/columns").json()["items"]
    assert columns == [
        {"name": "title", "samples": ["First", "Second"], "guess": "title"},
        {"name": "amount", "samples": ["100", "lots", "5"], "guess": "amount"},
        {"name": "mood", "samples": ["good", "bad"], "guess": None},
    ]
    preview = boris.get(f"{url}/preview").json()
    assert preview["becomes"] == {"added": 2, "merged": 0, "skipped": 0, "left_out": 1}
    assert preview["first_rows"][0]["values"] == {
        "title": "First",
        "amount": {"amount": "100.00", "currency": "EUR"},
    }
    assert {"column": "amount", "value": "lots", "detail": "Enter a number.", "rows": 1} in preview["faults"]
    assert exported_rows(cast, "deal") == []
    done = _run(boris, url)
    assert (done["state"], done["added"], done["left_out"], done["rows_done"]) == ("done", 2, 1, 3)
    came_in = [(row["title"], row["amount"]) for row in exported_rows(cast, "deal")]
    assert came_in == [("First", "100.00"), ("Second", "")]
    told = _all_faults(boris, url)
    assert [(each["row"], each["column"], each["taken"]) for each in told] == [
        (1, "mood", False),
        (3, "amount", True),
        (4, "title", False),
    ]
    assert (told[1]["value"], told[1]["detail"]) == ("lots", "Enter a number.")


def test_an_imported_field_ticks_the_step_that_is_bound_to_it(boris: TestClient, cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    url = _drafted(boris, "title,How much\nSale,7\n")
    told = boris.put(f"{url}/mapping", json={"columns": {"title": "title", "How much": "Budget"}})
    assert (told.status_code, told.json()["mapping"]["columns"]["How much"]) == (200, "Budget")
    _run(boris, url)
    [deal] = boris.get("/api/v1/deals").json()["items"]
    assert boris.get(f"/api/v1/deals/{deal['id']}/checklist").json()["progress"]["ticked"] == 1


def test_the_mapping_says_what_a_text_means(boris: TestClient, cast: Cast) -> None:
    cast.field("colour", type="choice", options=["Red", "Green"])
    url = _drafted(boris, "title,colour\nA,crimson\n")
    [unknown] = boris.get(f"{url}/preview").json()["unknown"]
    assert (unknown["field"], unknown["text"], unknown["rows"]) == ("custom.colour", "crimson", 1)
    boris.put(f"{url}/mapping", json={"values": {"custom.colour": {"crimson": "Red"}}})
    assert boris.get(f"{url}/preview").json()["unknown"] == []
    _run(boris, url)
    assert [row["custom.colour"] for row in exported_rows(cast, "deal")] == ["Red"]


def test_the_same_file_is_brought_in_again_only_if_it_is_said(boris: TestClient, cast: Cast) -> None:
    _run(boris, _drafted(boris, "title\nA\n"))
    url = _drafted(boris, "title\nA\n")
    refused = boris.post(f"{url}/run", json={})
    assert (refused.status_code, refused.json()["type"], refused.json()["field"]) == (409, "/problems/in-use", "again")
    _run(boris, url, again=True)
    assert len(exported_rows(cast, "deal")) == 2


def test_the_same_request_twice_is_one_import(boris: TestClient, cast: Cast) -> None:
    key = {"Idempotency-Key": "once"}
    first, second = (boris.post("/api/v1/deals/imports", files=_file("title\nA\n"), headers=key) for _time in range(2))
    assert first.json() == second.json()
    url = f"/api/v1/imports/{first.json()['id']}"
    answers = [boris.post(f"{url}/run", json={}, headers={"Idempotency-Key": "run"}) for _time in range(2)]
    assert [each.status_code for each in answers] == [202, 202]
    _ended(boris, url)
    again = boris.post(f"{url}/run", json={}, headers={"Idempotency-Key": "run"})
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (202, "true")
    assert boris.post(f"{url}/run", json={}).status_code == 409
    assert len(exported_rows(cast, "deal")) == 1


def test_a_withdrawal_names_what_it_leaves(boris: TestClient, cast: Cast) -> None:
    url = _drafted(boris, "title\nA\nB\n")
    _run(boris, url)
    deal = next(each for each in boris.get("/api/v1/deals").json()["items"] if each["title"] == "B")
    assert boris.patch(f"/api/v1/deals/{deal['id']}", json={"amount": "5"}).status_code == 200
    answer = boris.post(f"{url}/withdrawal")
    assert answer.status_code == 202
    ended = _ended(boris, url)
    assert (ended["state"], ended["withdrawn"]) == ("withdrawn", 1)
    assert [row["title"] for row in exported_rows(cast, "deal")] == ["B"]
    [left] = boris.get(f"{url}/leftovers").json()["items"]
    assert (left["kind"], left["record_id"], left["label"]) == ("deal", deal["id"], "B")
    assert boris.post(f"{url}/withdrawal").status_code == 409


def test_imports_are_listed_the_latest_first_and_each_member_sees_their_own(
    boris: TestClient, anna: TestClient, cast: Cast
) -> None:
    narrow_to_own(cast)
    mine = [_id(_drafted(boris, f"title\n{name}\n")) for name in "ABC"]
    hers = _id(_drafted(anna, "title\nD\n"))
    page = boris.get("/api/v1/imports?limit=2").json()
    assert [each["id"] for each in page["items"]] == [mine[2], mine[1]]
    rest = boris.get(f"/api/v1/imports?limit=2&after={page['next']}").json()
    assert ([each["id"] for each in rest["items"]], rest["next"]) == ([mine[0]], None)
    assert boris.get(f"/api/v1/imports/{hers}").status_code == 404
    assert len(anna.get("/api/v1/imports").json()["items"]) == 4
    assert boris.delete(f"/api/v1/imports/{mine[0]}").status_code == 204
    assert boris.get(f"/api/v1/imports/{mine[0]}").status_code == 404


def test_a_workbook_is_read_by_the_sheet_that_is_named(boris: TestClient, cast: Cast) -> None:
    book = workbook([["nothing"]], Deals=[["title"], ["Sale"]])
    made = boris.post("/api/v1/deals/imports", files={"file": ("deals.xlsx", book)}).json()
    url = f"/api/v1/imports/{made['id']}"
    assert boris.put(f"{url}/mapping", json={"sheet": "Deals"}).status_code == 200
    _run(boris, url)
    assert [row["title"] for row in exported_rows(cast, "deal")] == ["Sale"]


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({"columns": {"nowhere": "title"}}, "mapping"),
        ({"columns": {"title": "no such field"}}, "mapping"),
        ({"columns": {"title": None}}, "mapping"),
        ({"columns": 5}, "columns"),
        ({"unknown": 5}, "unknown"),
        ({"dates": "someday"}, "dates"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_and_not_kept(
    boris: TestClient, cast: Cast, mapping: Any, field: str
) -> None:
    url = _drafted(boris, "title\nA\n")
    before = boris.get(url).json()
    refused = boris.put(f"{url}/mapping", json=mapping)
    assert refused.status_code == 422, refused.text
    assert refused.json()["field"].split("/")[0] == field, refused.text
    assert boris.get(url).json() == before


def test_what_is_no_table_is_refused(boris: TestClient, app: FastAPI) -> None:
    for content, name in ((b"", "a.csv"), (b"\xd0\xcf\x11\xe0", "a.xls"), (b"PK\x03\x04", "a.xlsx")):
        refused = boris.post("/api/v1/deals/imports", files={"file": (name, content)})
        assert (refused.status_code, refused.json()["field"]) == (422, "file"), name
    assert boris.post("/api/v1/boats/imports", files=_file("title\nA\n")).status_code == 404


def _file(data: str) -> dict[str, tuple[str, bytes]]:
    return {"file": ("file.csv", data.encode())}


def _drafted(client: TestClient, data: str) -> str:
    made = client.post("/api/v1/deals/imports", files=_file(data))
    assert made.status_code == 201, made.text
    return f"/api/v1/imports/{made.json()['id']}"


def _id(url: str) -> int:
    return int(url.rpartition("/")[2])


def _run(client: TestClient, url: str, **said: Any) -> Any:
    begun = client.post(f"{url}/run", json=said)
    assert begun.status_code == 202, begun.text
    return _ended(client, url)


def _ended(client: TestClient, url: str) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        shape = client.get(url).json()
        if shape["state"] in ("done", "withdrawn") or shape["trouble"]:
            assert shape["trouble"] is None, shape
            return shape
        time.sleep(0.02)
    raise AssertionError(f"{url} did not end")


def _all_faults(client: TestClient, url: str) -> list[Any]:
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get(f"{url}/faults?limit=1&after={after}").json()
        found, after = [*found, *page["items"]], page["next"]
    return found
