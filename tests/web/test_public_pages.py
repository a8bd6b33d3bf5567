"""Pages for strangers: whose they are, in a language that the stranger reads, and found by no search engine."""

import pytest
from fastapi import FastAPI
from starlette.requests import Request

from stepmark.web.caller import Visitor
from stepmark.web.public_pages import Host, public_page

pytestmark = pytest.mark.sqlite_alone

HOST = Host(1, "Nut & <b>Bolt</b>", "pl", "Europe/Warsaw")


@pytest.mark.parametrize(
    ("asked", "spoken"), [("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de-DE,en;q=0.5", "en"), ("de", "pl"), ("", "pl")]
)
def test_the_browser_chooses_the_language_and_else_the_workspace(app: FastAPI, asked: str, spoken: str) -> None:
    assert f'<html lang="{spoken}">' in _page(app, asked)


def test_it_bears_the_name_of_the_workspace_and_none_of_the_members_menus(app: FastAPI) -> None:
    page = _page(app, "")
    assert "Nut &amp; &lt;b&gt;Bolt" in page
    assert "<nav" not in page
    assert 'name="robots" content="noindex' in page


def _page(app: FastAPI, language: str) -> str:
    headers = [(b"accept-language", language.encode())]
    request = Request({"type": "http", "app": app, "method": "GET", "path": "/", "headers": headers})
    answer = public_page(Visitor(request), HOST, "public/_layout.html")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    return bytes(answer.body).decode()
