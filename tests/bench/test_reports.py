"""How long each report takes over a hundred thousand deals; seconds are told, never asserted."""

import time

import pytest
from fastapi import FastAPI

from stepmark.web.reports.pictures import REPORTS
from tests.bench.conftest import Report
from tests.bench.histories import fill_with_histories
from tests.cast import Cast
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # SQLite alone, which the histories are written for

DEALS = 100_000


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
