"""What is left to say after a redirect, kept in a cookie that anybody may write."""

import json
from typing import Any
from urllib.parse import quote, unquote

import pytest
from fastapi import FastAPI

from stepmark.platform.i18n import _
from stepmark.web.render import see_other
from tests.support.web import browser

KEPT = {"message": "Saved %(name)s", "plural": "", "number": None, "values": {"name": "x"}}


def test_a_long_text_is_cut_until_browsers_keep_the_cookie() -> None:
    names = ", ".join(["Żółw " * 60] * 5)
    answer = see_other("/deals", _("%(undone)s: %(names)s", undone="Undone", names=names))
    cookie = answer.headers["set-cookie"]
    assert len(cookie) < 2_500
    said = json.loads(unquote(cookie.partition("=")[2].partition(";")[0]))[0]["values"]
    assert said["undone"] == "Undone"
    assert said["names"].startswith("Żółw Żółw")
    assert said["names"].endswith("…")


def test_what_it_says_is_shown_once_as_text(app: FastAPI) -> None:
    page = _shown(app, json.dumps([{**KEPT, "values": {"name": "<b>"}}, "good", None, None]))
    assert "Saved &lt;b&gt;" in page


@pytest.mark.parametrize(
    "said",
    [
        {**KEPT, "message": "Saved %(name)999999999s"},
        {**KEPT, "message": "Saved %(name)c", "values": {"name": 99999999999}},
        {**KEPT, "message": "Saved %s"},
        {**KEPT, "message": "Saved %(other)s"},
        {**KEPT, "message": 5},
        {**KEPT, "number": float("inf")},
        {**KEPT, "values": {"name": "\ud800"}},
        {**KEPT, "values": ["name"]},
        {**KEPT, "values": {"message": "x"}},
        {"message": "Saved"},
    ],
)
def test_what_this_house_never_said_is_not_shown(app: FastAPI, said: Any) -> None:
    assert "Saved" not in _shown(app, json.dumps([said, "good", None, None]))


def test_what_is_no_text_of_ours_breaks_nothing(app: FastAPI) -> None:
    for cookie in ("[" * 4_000, "[" * 9_000, '["Saved"]', '["Saved","\\ud800",1,2]', "%ff", "null", '"Saved"', "{}"):
        assert "Saved" not in _shown(app, cookie)


def _shown(app: FastAPI, cookie: str) -> str:
    answer = browser(app).get("/sign-in", headers={"Cookie": f"stepmark_flash={quote(cookie)}"})
    assert answer.status_code == 200
    return answer.text
