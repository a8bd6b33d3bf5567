"""Style sheets and scripts: kept for ever under their mark, and asked for anew without it."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from stepmark.web.static_files import StaticFiles, asset

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def anybody() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[Mount("/static", StaticFiles())])) as client:
        yield client


@pytest.mark.parametrize("path", ["css/tokens.css", "js/stepmark.js", "vendor/htmx.min.js", "icons.svg"])
def test_what_a_page_names_is_kept_for_ever(anybody: TestClient, path: str) -> None:
    answer = anybody.get(asset(path))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER)


def test_what_a_file_imports_comes_with_it(anybody: TestClient) -> None:
    sheet, script = (anybody.get(asset(path)) for path in ("css/stepmark.css", "js/stepmark.js"))
    assert "--space-4:" in sheet.text
    assert "function openFrom(" in script.text
    assert sheet.headers["Content-Type"].startswith("text/css;")
    assert script.headers["Content-Type"].startswith("text/javascript;")


def test_and_is_not_sent_again_to_who_has_it(anybody: TestClient) -> None:
    mark = anybody.get("/static/css/stepmark.css").headers["ETag"]
    answer = anybody.get("/static/css/stepmark.css", headers={"If-None-Match": mark})
    assert (answer.status_code, answer.content, answer.headers["Cache-Control"]) == (304, b"", "no-cache")


@pytest.mark.parametrize("before", ["", "0123456789/"])
def test_without_the_mark_or_with_an_older_one_it_is_there_and_asked_for_again(
    anybody: TestClient, before: str
) -> None:
    answer = anybody.get(f"/static/{before}js/stepmark.js")
    assert (answer.text, answer.headers["Cache-Control"]) == (anybody.get(asset("js/stepmark.js")).text, "no-cache")


@pytest.mark.parametrize(
    "path", ["../static_files.py", "%2e%2e/static_files.py", "/etc/passwd", "js", "", "nothing.js", "%00"]
)
def test_nothing_else_is_there(anybody: TestClient, path: str) -> None:
    for before in ("/static/", "/static/0123456789/", asset("")):
        assert anybody.get(before + path).status_code == 404
