"""Bringing a file in through the browser's pages, from the upload to the withdrawal."""

import csv
import io
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from stepmark.domain.imports import ImportRun
from stepmark.importing import background
from stepmark.importing.background import Background
from stepmark.platform.clock import now
from stepmark.web.uploads import file_store
from stepmark.worker.housekeeping import keep_house
from tests.cast import Cast
from tests.support.import_pages import begun, brought_in, ended, mapped, uploaded, withdrawn
from tests.support.imports import exported_rows
from tests.support.pages import form_values
from tests.support.people import rows
from tests.support.web import signed_in
from tests.support.workbooks import SHEET, with_part, workbook

pytestmark = pytest.mark.sqlite_alone  # pages are the same on both, and the importer has its own tests


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_file_comes_in_and_its_report_tells_each_fault(anna: TestClient, cast: Cast) -> None:
    url = brought_in(anna, "deal", "title,amount,mood\nFirst,100,good\nSecond,lots,bad\n,5,\n")
    came_in = [(row["title"], row["amount"]) for row in exported_rows(cast, "deal")]
    assert came_in == [("First", "100.00"), ("Second", "")]
    page = anna.get(url).text
    assert "Enter a number." in page
    assert "“Title” is missing" in page
    report = anna.get(f"{url}/report")
    assert report.headers["content-disposition"].startswith("attachment")
    assert "lots" in report.content.decode("utf-8-sig")


def test_a_workbook_comes_in_by_its_chosen_sheet(anna: TestClient, cast: Cast) -> None:
    book = workbook([["nothing"], ["here"]], Deals=[["title", "amount"], ["Sale", 1.2], ["=1+1", 5]])
    url = uploaded(anna, "deal", book, "deals.xlsx")
    reread = anna.patch(f"{url}/mapping", data={"reread": "1", "sheet": "Deals"})
    assert reread.headers["location"] == f"{url}/mapping"
    answer = mapped(anna, url)
    assert answer.headers["location"] == f"{url}/preview", answer.text
    begun(anna, url)
    assert [(row["title"], row["amount"]) for row in exported_rows(cast, "deal")] == [("Sale", "1.20")]
    assert "“Title” is missing" in anna.get(url).text  # a formula that was never worked out shows nothing


def test_encoding_and_separator_are_guessed_and_can_be_changed(anna: TestClient, cast: Cast) -> None:
    url = uploaded(anna, "company", "name;address\nŻółw;Łódź\n".encode("cp1250"))
    page = anna.get(f"{url}/mapping").text
    assert "Żółw" in page
    anna.patch(f"{url}/mapping", data={"reread": "1", "encoding": "cp1252", "separator": ","})
    page = anna.get(f"{url}/mapping").text
    assert "Żółw" not in page
    assert "name;address" in page
    anna.patch(f"{url}/mapping", data={"reread": "1", "encoding": "utf-8"})
    assert "can&#39;t be read as utf-8" in anna.get(f"{url}/mapping").text


def test_the_date_order_is_asked_for_only_where_it_is_open(anna: TestClient, cast: Cast) -> None:
    clear = uploaded(anna, "deal", "title,expected_close\nA,31/12/2026\n")
    assert 'name="dates"' not in anna.get(f"{clear}/mapping").text
    assert mapped(anna, clear).status_code == 303
    open_ = uploaded(anna, "deal", "title,expected_close\nA,1/2/2026\n")
    asked = mapped(anna, open_)
    assert (asked.status_code, 'name="dates"' in asked.text) == (422, True)
    assert mapped(anna, open_, dates="mdy").status_code == 303
    begun(anna, open_)
    assert [row["expected_close"] for row in exported_rows(cast, "deal")] == ["2026-01-02"]


def test_two_columns_fill_a_text_together_and_one_fills_two_fields(anna: TestClient, cast: Cast) -> None:
    url = uploaded(anna, "deal", "first,second,third\nBig,sale,Referral\n")
    extra = {
        "extra-field-0": "currency",
        "extra-value-0": "PLN",
        "extra-field-1": "company_id",
        "extra-column-1": "third",
    }
    answer = mapped(anna, url, column__0="title", column__1="title", column__2="source", **extra)
    assert answer.status_code == 303, answer.text
    shown = form_values(anna.get(f"{url}/mapping").text)
    assert (shown["column-0"], shown["column-1"], shown["column-2"]) == ("title", "title", "source")
    assert {shown["extra-field-0"], shown["extra-field-1"]} == {"currency", "company_id"}
    begun(anna, url)
    (row,) = exported_rows(cast, "deal")
    assert (row["title"], row["source"], row["company"], row["currency"]) == (
        "Big – sale",
        "Referral",
        "Referral",
        "PLN",
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"column-0": ""}, "No column fills “Title”"),
        ({"column-1": "amount", "column-2": "amount"}, "Two columns fill “Amount”"),
        ({"duplicates": "skip", "key": "source"}, "no column fills it"),
        ({"extra-field-0": "source"}, "Say what fills “Source”"),
        ({"column-1": "company.phones"}, "belongs to a record that no column names"),
    ],
)
def test_what_does_not_fit_is_told_on_the_form(anna: TestClient, said: dict[str, str], told: str) -> None:
    url = uploaded(anna, "deal", "title,a,b\nSale,1,2\n")
    answer = mapped(anna, url, **said)
    assert (answer.status_code, told in answer.text) == (422, True)


def test_the_preview_tells_what_will_happen_and_writes_nothing(anna: TestClient, cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    cast.deal(title="There")
    url = uploaded(
        anna, "deal", "title,budget,company,Company phone\nThere,1,ACME,\nNew,many,ACME,12\nThere,2,,\n,,,\n,3,,\n"
    )
    mapped(anna, url, duplicates="merge", key="title")
    page = "".join(anna.get(f"{url}/preview").text.split())
    for told in ("New:deals</dt><dd>1<", "Changed</dt><dd>2<", "New:companies</dt><dd>1<", "Leftout</dt><dd>1<"):
        assert told in page
    assert "“Budget”ticks“Discovery1”inupto2deals" in page
    assert "Enteranumber." in page
    assert (len(exported_rows(cast, "deal")), len(exported_rows(cast, "company"))) == (1, 0)


def test_texts_that_name_nothing_are_told_what_they_mean(anna: TestClient, cast: Cast) -> None:
    url = uploaded(anna, "deal", "title,stage,responsible,status\nA,Closed Won,Borys,Won\nB,Discovery,Borys,Open\n")
    mapped(anna, url)
    page = anna.get(f"{url}/preview").text
    shown = {key: value for key, value in form_values(page).items() if key.startswith(("field-", "text-"))}
    means = {"Closed Won": "New business / Contract", "Borys": "boris@example.com"}
    told = {f"means-{key[5:]}": means[text] for key, text in shown.items() if key.startswith("text-")}
    assert len(told) == 2
    assert anna.patch(f"{url}/values", data={**shown, **told}).status_code == 303
    assert "Texts that name nothing here" not in anna.get(f"{url}/preview").text
    begun(anna, url)
    rows_in = [(row["stage"], row["responsible"], row["status"]) for row in exported_rows(cast, "deal")]
    assert rows_in == [("Contract", "Boris Lem", "won"), ("Discovery", "Boris Lem", "open")]


def test_a_file_that_is_in_already_needs_a_second_word(anna: TestClient, cast: Cast) -> None:
    brought_in(anna, "company", "name\nACME\n")
    url = uploaded(anna, "company", "name\nACME\n")
    mapped(anna, url)
    assert "already (import 1, 1 rows)" in anna.get(f"{url}/preview").text
    refused = anna.post(f"{url}/run")
    assert refused.status_code == 409
    begun(anna, url, again="1")
    assert len(exported_rows(cast, "company")) == 2


def test_a_whole_import_is_withdrawn(anna: TestClient, cast: Cast) -> None:
    url = brought_in(anna, "deal", "title,company\nA,ACME\nB,ACME\n")
    assert "Withdraw" in anna.get(f"{url}/withdrawal").text
    page = withdrawn(anna, url)
    assert "This import was withdrawn." in page
    assert (exported_rows(cast, "deal"), exported_rows(cast, "company")) == ([], [])
    assert anna.post(f"{url}/withdrawal").status_code == 409


def test_a_draft_can_be_dropped_and_is_nobody_elses(app: FastAPI, anna: TestClient, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    url = uploaded(boris, "company", "name\nACME\n")
    for path in ("", "/mapping", "/preview", "/state", "/report"):
        assert signed_in(app, cast, cast.magda).get(url + path).status_code == 404
        assert anna.get(url + path).status_code in (200, 303)
    assert signed_in(app, cast, cast.viktor).get("/imports").status_code == 403
    assert boris.delete(url).status_code == 303
    assert boris.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.csv", b"", "This file is empty"),
        ("quotes.csv", b'name\n"never closed\n', "A quotation mark in line 2"),
        ("cell.csv", b"name\n" + b"x" * 1_000_001 + b"\n", "A cell in line 2 is too long"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "This is an old Excel file"),
        ("no.xlsx", b"name\nACME\n", "This is no Excel workbook"),
        ("photo.csv", bytes(range(256)) * 10 + b"\0" * 1000, "This is no text file"),
    ],
)
def test_a_broken_file_is_refused_in_words_and_leaves_nothing(
    anna: TestClient, cast: Cast, name: str, data: bytes, told: str
) -> None:
    answer = anna.post("/imports", data={"kind": "company"}, files={"file": (name, data)})
    assert (answer.status_code in (413, 422), told in answer.text) == (True, True)
    assert rows(cast, ImportRun) == []


def test_a_workbook_that_unpacks_to_too_much_is_refused_in_words(anna: TestClient, cast: Cast) -> None:
    bomb = with_part(workbook([["name"]]), SHEET, b"\0" * 110 * 1024 * 1024)
    answer = anna.post("/imports", data={"kind": "company"}, files={"file": ("bomb.xlsx", bomb)})
    assert (answer.status_code, "unpacks to more than 100 MB" in answer.text) == (413, True)
    assert rows(cast, ImportRun) == []


def test_a_file_beyond_the_limit_is_refused_by_what_it_declares_and_by_what_comes(app: FastAPI, cast: Cast) -> None:
    app.state.settings.max_upload_mb = 1
    anna = signed_in(app, cast, cast.anna)
    refused = anna.post("/imports", data={"kind": "deal"}, files={"file": ("a.csv", b"name\n" + b"x\n" * 600_000)})
    assert (refused.status_code, "larger than 1 MB" in refused.text) == (413, True)
    headers = {"Content-Length": str(300 * 1024 * 1024), "Content-Type": "multipart/form-data; boundary=x"}
    early = anna.post("/imports", headers=headers, content=b"--x\r\n")
    assert (early.status_code, "At most" in early.text) == (413, True)
    assert "at most 1 MB" in anna.get("/imports/new").text


def test_a_file_that_does_not_say_its_size_is_refused_by_what_comes(app: FastAPI, cast: Cast) -> None:
    app.state.settings.max_upload_mb = 1
    anna = signed_in(app, cast, cast.anna)

    def pieces() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname\n'
        yield from [b"x" * 1024 * 1024] * 20

    answer = anna.post("/imports", headers={"Content-Type": "multipart/form-data; boundary=x"}, content=pieces())
    assert (400 <= answer.status_code < 500, rows(cast, ImportRun)) == (True, [])


def test_doubled_columns_missing_ones_and_rows_of_another_width_are_told(anna: TestClient, cast: Cast) -> None:
    url = brought_in(anna, "company", "name,name,,status\nACME,Twin,x,Client\nBeta\nGamma,,,,shifted\n")
    page = anna.get(url).text
    for told in ("Two columns have this name", "cells"):
        assert told in page
    assert [(row["name"], row["status"]) for row in exported_rows(cast, "company")] == [
        ("ACME", "Client"),
        ("Beta", ""),
    ]
    refused = mapped(anna, uploaded(anna, "company", "status,type\nClient,VIP\n"))
    assert (refused.status_code, "No column fills “Name”" in refused.text) == (422, True)


def test_a_header_alone_and_zero_rows_are_no_fault(anna: TestClient, cast: Cast) -> None:
    url = brought_in(anna, "company", "name,status\n")
    assert "This import is done." in anna.get(url).text


def test_hostile_names_and_cells_break_no_page(anna: TestClient, cast: Cast) -> None:
    nasty = "<script>alert(1)</script>\0\u202e=cmd|' /C calc'!A0"
    url = uploaded(anna, "deal", f'title,"{nasty}","{nasty}"\n"{nasty}",x,y\nA,{nasty},=1+1\n', f"{nasty}.csv")
    assert mapped(anna, url).status_code == 303
    assert "<script>alert(1)" not in anna.get(f"{url}/preview").text
    begun(anna, url)
    page, report = anna.get(url).text, anna.get(f"{url}/report").content.decode("utf-8-sig")
    assert "<script>alert(1)" not in page
    assert not any(cell.startswith(("=", "+", "@")) for line in csv.reader(io.StringIO(report)) for cell in line)
    form = {"field-0": "stage_id\0", "text-0": "\ud800".encode("utf-8", "surrogatepass"), "means-0": "\0"}
    other = uploaded(anna, "deal", "title\nA\n")
    assert anna.patch(f"{other}/values", data=form).status_code == 422
    garbage = {
        "encoding": "rot13",
        "separator": "ab",
        "dates": "x",
        "duplicates": "x",
        "linked-deal": "x",
        "sheet": "\0",
    }
    assert anna.patch(f"{other}/mapping", data={**garbage, "column-0": "title"}).status_code in (303, 422)
    assert anna.get(f"{url}?after=x.y").status_code == 200


def test_reports_are_paged(anna: TestClient, cast: Cast) -> None:
    url = brought_in(anna, "deal", "title,amount\n" + "".join(f"D{at},lots\n" for at in range(60)))
    first = anna.get(url).text
    assert first.count("<td>amount</td>") == 50
    link = first.partition('rel="next"')[2].partition('href="')[2].partition('"')[0]
    assert anna.get(link).text.count("<td>amount</td>") == 10


def test_an_import_that_a_process_left_goes_on_in_the_next(app: FastAPI, cast: Cast, anna: TestClient) -> None:
    url = uploaded(anna, "company", "name\n" + "".join(f"Company {at}\n" for at in range(200)))
    mapped(anna, url)
    app.state.background.stop()
    assert anna.post(f"{url}/run").status_code == 303
    left = rows(cast, ImportRun)[0]
    assert (left.state, left.rows_done < 200) == ("rows", True)
    app.state.background = Background(cast.edge, file_store(app.state.settings))
    app.state.background.resume()
    assert "This import is done." in ended(anna, url)
    assert len(exported_rows(cast, "company")) == 200


def test_an_import_that_can_not_go_on_says_why_and_may_be_told_to(app: FastAPI, cast: Cast, anna: TestClient) -> None:
    url = uploaded(anna, "company", "name\nACME\n")
    mapped(anna, url)
    path = file_store(app.state.settings).path(rows(cast, ImportRun)[0].sha256)
    data = path.read_bytes()
    app.state.background.stop()
    anna.post(f"{url}/run")
    path.unlink()
    app.state.background = Background(cast.edge, file_store(app.state.settings))
    app.state.background.resume()
    assert "is not kept any more. Upload it again." in ended(anna, url)
    path.write_bytes(data)
    begun(anna, url)
    assert len(exported_rows(cast, "company")) == 1


def test_housekeeping_keeps_the_files_that_are_needed_and_drops_old_drafts(
    app: FastAPI, cast: Cast, anna: TestClient
) -> None:
    waiting = uploaded(anna, "company", "name\nACME\n")
    done = brought_in(anna, "company", "name\nBeta\n")
    store = file_store(app.state.settings)
    paths = {run.id: store.path(run.sha256) for run in rows(cast, ImportRun)}
    for path in paths.values():
        os.utime(path, (0, 0))
    keep_house(cast.edge, app.state.settings)
    assert [path.exists() for _id, path in sorted(paths.items())] == [True, False]
    assert anna.get(f"{waiting}/mapping").status_code == 200
    with cast.database.writing(None) as session:
        session.get_one(ImportRun, 1).started_at = now() - timedelta(days=8)
        session.commit()
    keep_house(cast.edge, app.state.settings)
    assert anna.get(waiting).status_code == 404
    assert anna.get(done).status_code == 200


def test_a_fault_of_ours_stops_the_import_and_is_told(
    app: FastAPI, cast: Cast, anna: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = uploaded(anna, "company", "name\nACME\n")
    mapped(anna, url)
    with monkeypatch.context() as broken:
        broken.setattr(background, "carry_on", lambda *_anything: 1 / 0)
        assert "Something went wrong on the server." in begun(anna, url)
    begun(anna, url)
    assert len(exported_rows(cast, "company")) == 1
