"""A lead form as strangers and programs see it."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.exceptions import add_exception
from stepmark.commands.lead_forms import renew_form_address, update_lead_form
from stepmark.domain.lead_forms import FormEntry
from stepmark.domain.leads import Lead
from stepmark.web.throttle import FORM_BY_ADDRESS
from tests.cast import Cast
from tests.hostile.strings import sample
from tests.support.incoming import form_address, lead_form, stranger
from tests.support.people import rows
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
CROSS = {"Sec-Fetch-Site": "cross-site", "Origin": "https://acme.example"}


@pytest.fixture
def visitor(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Somebody's browser, which need not wait."""
    monkeypatch.setattr("stepmark.web.hooks.lead_forms._QUICKEST", -1.0)
    return stranger(app)


def filled(visitor: TestClient, url: str, **values: Any) -> dict[str, Any]:
    """The form with these values and all that it carries along."""
    stamp = re.search(r'name="stamp"\s+value="([^"]+)"', visitor.get(url).text)
    return {"stamp": stamp[1] if stamp else "", "website": "", "person_name": "Olga", "message": "", **values}


def test_it_is_shown_sent_and_thanked_for_from_inside_another_site(visitor: TestClient, cast: Cast) -> None:
    url = form_address(cast, lead_form(cast, intro="Tell us <b>", thanks="Bye <i>", consent="I agree"))
    page = visitor.get(url, headers={"Accept-Language": "en"})
    for part in ("Baltic Sales", "Tell us &lt;b&gt;", "Who are you?", "I agree", 'type="email"', "noindex"):
        assert part in page.text
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert not page.cookies
    given = filled(visitor, url, emails="olga@example.com", consent="1")
    answer = visitor.post(url, data=given, headers=CROSS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{url}/thanks")
    assert "Bye &lt;i&gt;" in visitor.get(answer.headers["location"]).text
    assert (rows(cast, Lead)[0].person_name, len(rows(cast, FormEntry))) == ("Olga", 1)


def test_what_is_missing_is_told_and_nothing_is_lost(visitor: TestClient, cast: Cast) -> None:
    url = form_address(cast, lead_form(cast, consent="I agree"))
    answer = visitor.post(url, data=filled(visitor, url, person_name="", emails="no", message="Roof </textarea>"))
    assert answer.status_code == 422
    for part in (
        "Fill in “Who are you?”.",
        "Tick that you agree.",
        "Enter an e-mail address",
        'value="no"',
        "Roof &lt;/textarea&gt;",
    ):
        assert part in answer.text
    answer = visitor.post(url, data=filled(visitor, url, emails="no", consent="1"))
    assert "Enter an e-mail address" in answer.text
    assert (rows(cast, Lead), rows(cast, FormEntry)) == ([], [])


def test_programs_are_thanked_and_make_no_lead(visitor: TestClient, cast: Cast) -> None:
    form = lead_form(cast)
    url = form_address(cast, form)
    for wrong in ({"website": "https://spam"}, {"stamp": ""}, {"stamp": "1.a.b"}, {"stamp": "x" * 5_000}):
        assert visitor.post(url, data=filled(visitor, url, **wrong)).headers["location"] == f"{url}/thanks"
    assert ([each.outcome for each in rows(cast, FormEntry)], rows(cast, Lead)) == (["spam"] * 4, [])
    cast.run(update_lead_form, form, {"plain_html": True})
    visitor.post(url, data={"person_name": "Olga"}, headers=CROSS)
    assert len(rows(cast, Lead)) == 1


def test_what_comes_at_once_or_after_a_day_is_asked_for_once_more(app: FastAPI, cast: Cast) -> None:
    visitor, url = stranger(app), form_address(cast, lead_form(cast))
    answer = visitor.post(url, data=filled(visitor, url))
    assert (answer.status_code, "That was very quick." in answer.text) == (422, True)
    assert 'value="Olga"' in answer.text
    assert rows(cast, FormEntry) == []


def test_somebody_barred_sees_the_same_thanks(visitor: TestClient, cast: Cast) -> None:
    cast.run(add_exception, "olga@example.com")
    url = form_address(cast, lead_form(cast, redirect_url="https://acme.example/thanks?a=1"))
    answer = visitor.post(url, data=filled(visitor, url, emails="olga@example.com"))
    assert answer.headers["location"] == "https://acme.example/thanks?a=1"
    assert "form-action 'self' https://acme.example;" in visitor.get(url).headers["content-security-policy"]
    assert rows(cast, Lead) == []


def test_an_address_that_is_off_renewed_or_nobodys_does_not_exist(visitor: TestClient, cast: Cast) -> None:
    off, renewed = lead_form(cast), lead_form(cast)
    urls = [form_address(cast, off), form_address(cast, renewed), "/forms/none"]
    cast.run(update_lead_form, off, {"active": False})
    cast.run(renew_form_address, renewed)
    for url in urls:
        assert [visitor.get(url).status_code, visitor.post(url, data={"a": "b"}).status_code] == [404, 404]


def test_hostile_texts_are_kept_or_refused_in_words(visitor: TestClient, cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr("stepmark.web.throttle.FORM_BY_ADDRESS", FORM_BY_ADDRESS.__class__(9_999, 1))
    url = form_address(cast, lead_form(cast))
    for text in sample(40):
        given = filled(visitor, url, person_name=text[:200], message=text, emails=text[:200])
        given = {key: value.encode("utf-8", "replace") for key, value in given.items()}
        assert visitor.post(url, data=given).status_code in (303, 422), text


def test_nobody_sends_without_end(visitor: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stepmark.web.throttle.FORM_BY_ADDRESS", FORM_BY_ADDRESS.__class__(2, 15))
    url = form_address(cast, lead_form(cast))
    assert [visitor.post(url, data=filled(visitor, url)).status_code for _ in range(3)] == [303, 303, 429]


def test_administrators_make_change_copy_and_delete_one(app: FastAPI, cast: Cast) -> None:
    anna, pages = signed_in(app, cast, cast.anna), "/settings/lead-forms"
    assert "No forms yet" in anna.get(pages).text
    fields = {"field": ["person_name", "message", ""], "label": ["", "Why <b>?", ""], "required": ["1", "", ""]}
    made = anna.post(pages, data={"name": 'Ask "us"', "plain_html__shown": "1", "plain_html": "1", **fields})
    one = made.headers["location"]
    shown = anna.get(one).text
    for part in ("&lt;iframe", "Ask &amp;#34;us&amp;#34;", "&lt;textarea name=", "Why &amp;lt;b&amp;gt;?"):
        assert part in shown
    assert "Why &lt;b&gt;?" in anna.get(f"{one}/edit").text
    wrong = anna.patch(one, data={"name": "", "version": "1", **fields})
    assert (wrong.status_code, "Why &lt;b&gt;?" in wrong.text) == (422, True)
    assert anna.patch(one, data={"name": "Ask", "version": "9", **fields}).status_code == 409
    assert anna.patch(one, data={"name": "Ask", "version": "1", **fields}).headers["location"] == one
    anna.patch(one, data={"active": "false"})
    anna.post(f"{one}/address")
    anna.post(f"{one}/owner")
    assert "show nothing any more" not in anna.get(f"{one}/deletion").text
    assert anna.delete(one).headers["location"] == pages
    assert anna.get(one).status_code == 404
