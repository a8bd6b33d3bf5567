"""The demo's 8,800 deals through the browser's pages, in both forms of their dates; the short form takes the first."""

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from stepmark.demo.files import DATA
from stepmark.domain.deals import Deal
from stepmark.platform.clock import today
from tests.cast import Cast
from tests.support.import_pages import begun, mapped, uploaded, withdrawn
from tests.support.pages import form_values
from tests.support.people import rows
from tests.support.web import signed_in

PRODUCTS = ["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Basic", "GTX Plus Pro"]
COLUMNS = ["source", "", "title", "title", "stage_id", "created_at", "closed_at", "amount"]
EXTRA = {"company_id": "account", "custom.product": "product", "status": "deal_stage"}
MEANS = {
    ("stage_id", "Won"): "New business / Contract",
    ("stage_id", "Lost"): "New business / Contract",
    ("stage_id", "Engaging"): "New business / Proposal",
    ("stage_id", "Prospecting"): "New business / Discovery",
    ("status", "Engaging"): "Open",
    ("status", "Prospecting"): "Open",
    ("custom.product", "GTXPro"): "GTX Pro",
}
PATIENCE = 3000.0
Line = dict[str, str]


@pytest.fixture
def lines(*, long_form: bool) -> list[Line]:
    """What the file holds."""
    whole = list(csv.DictReader((DATA / "sales_pipeline.csv").read_text().splitlines()))
    return whole if long_form else whole[:150]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("form", ["iso", "mdy"])
def test_the_demos_deals_come_in_whole_and_go_again(
    app: FastAPI,
    cast: Cast,
    form: str,
    lines: list[Line],
    backend: str,
    record_property: Callable[[str, Any], None],
    *,
    long_form: bool,
) -> None:
    anna = signed_in(app, cast, cast.anna)
    cast.field("product", type="choice", options=PRODUCTS)
    started = time.monotonic()
    url = _described(anna, _file(lines, form))
    described = time.monotonic()
    page = begun(anna, url, patience=PATIENCE)
    done = time.monotonic()
    assert "This import is done." in page
    deals = rows(cast, Deal)
    assert [_as_line(deal) for deal in deals] == [_expected(line) for line in lines]
    assert sum(deal.company_id is not None for deal in deals) == sum(line["account"] != "" for line in lines)
    report = anna.get(f"{url}/report").content.decode("utf-8-sig")
    told = [row for row in csv.reader(io.StringIO(report)) if "GTK 500" in row]
    assert len(told) == sum(line["product"] == "GTK 500" for line in lines)
    exported = anna.get("/deals/export?view=0&columns=title")
    assert exported.text.count("\n") == len(lines) + 1
    withdrawing = time.monotonic()
    assert "This import was withdrawn." in withdrawn(anna, url, PATIENCE)
    assert all(deal.is_deleted for deal in rows(cast, Deal))
    told_in = {
        "columns and preview": described - started,
        "coming in": done - described,
        "withdrawal": time.monotonic() - withdrawing,
    }
    for part, seconds in told_in.items() if long_form else ():
        record_property("bench", (f"{len(lines)} deals through the pages, {form}: {part}", backend, f"{seconds:.1f} s"))


def _file(lines: list[Line], form: str) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    text = written.getvalue()
    return text if form == "iso" else re.sub(r"(\d{4})-0?(\d+)-0?(\d+)", r"\2/\3/\1", text)


def _described(anna: TestClient, text: str) -> str:
    """Upload the file and say on the pages what its columns and texts mean; the address of the draft."""
    url = uploaded(anna, "deal", text, "sales_pipeline.csv")
    said = {f"column-{at}": key for at, key in enumerate(COLUMNS)}
    for at, (key, name) in enumerate(EXTRA.items()):
        said |= {f"extra-field-{at}": key, f"extra-column-{at}": name}
    answer = mapped(anna, url, **said)
    assert answer.status_code == 303, answer.text
    shown = form_values(anna.get(f"{url}/preview").text)
    unknown = {key: value for key, value in shown.items() if key.startswith(("field-", "text-"))}
    told = {f"means-{at}": MEANS[said] for at, said in _unknown(shown) if said in MEANS}
    assert anna.patch(f"{url}/values", data=unknown | told).status_code == 303
    assert anna.get(f"{url}/preview").status_code == 200
    return url


def _unknown(shown: dict[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The texts that name nothing, each with its number and its field."""
    for key, field in shown.items():
        if key.startswith("field-"):
            yield key[6:], (field, shown[f"text-{key[6:]}"])


def _as_line(deal: Deal) -> tuple[Any, ...]:
    created = deal.created_at.date().isoformat()
    closed = deal.closed_at and deal.closed_at.date().isoformat()
    return deal.source, deal.title, created, closed or "", deal.status, deal.amount_minor


def _expected(line: Line) -> tuple[Any, ...]:
    title = " – ".join(each for each in (line["product"], line["account"]) if each)
    status = {"Won": "won", "Lost": "lost"}.get(line["deal_stage"], "open")
    created, closed = line["engage_date"] or today("UTC").isoformat(), line["close_date"]
    amount = int(line["close_value"]) * 100 if line["close_value"] else None
    return line["opportunity_id"], title, created, closed, status, amount
