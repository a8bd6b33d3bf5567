"""How long each report takes over a hundred thousand deals; seconds are told, never asserted."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from stepmark.platform.settings import Settings
from stepmark.web.reports.pictures import REPORTS
from tests.bench.conftest import Report
from tests.bench.histories import fill_with_histories
from tests.cast import Cast
from tests.support.databases import Databases
from tests.support.web import signed_in

DEALS = 100_000


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """SQLite alone, which the histories are written for."""
    with databases.fresh("sqlite", tmp_path / "data") as settings:
        yield settings


@pytest.mark.long
def test_a_hundred_thousand_deals_are_reported_on(app: FastAPI, cast: Cast, report: Report) -> None:
    fill_with_histories(cast, DEALS)
    magda = signed_in(app, cast, cast.magda)
    for key in REPORTS:
        for period in ("all", "own&from=2025-01-01&to=2025-12-31"):
            start = time.perf_counter()
            page = magda.get(f"/reports/{key}?period={period}")
            report(f"report {key}, {DEALS:,} deals, {period[:3]}, seconds", f"{time.perf_counter() - start:.2f}")
            assert page.status_code == 200
            assert 'role="img"' in page.text
