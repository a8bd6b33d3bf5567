"""The pages of webhooks in: kept, mapped from what came in, tried out and read."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook
from stepmark.domain.leads import Lead
from stepmark.domain.people import Member
from tests.cast import Cast
from tests.support.incoming import address_of, incoming_webhook, stranger
from tests.support.people import row, rows
from tests.support.rules import Rules, set_fields
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/incoming-webhooks"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_one_is_made_mapped_from_what_came_in_and_used(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    assert "No webhooks yet" in anna.get(URL).text
    made = anna.post(URL, data={"name": "Shop <b>", "kind": "lead"})
    assert made.headers["location"] == f"{URL}/1/edit"
    assert "Nothing is mapped yet" in anna.get(f"{URL}/1").text
    refused = stranger(app).post(address_of(cast, 1), json={"customer": {"name": "Olga <i>"}, "items": [{"sku": "7"}]})
    assert refused.status_code == 422
    form = anna.get(f"{URL}/1/edit").text
    for part in ('value="customer.name"', "Olga &lt;i&gt;", 'value="items.0.sku"'):
        assert part in form
    mapped = {"path": ["customer.name", "items.0.sku", ""], "field": ["title", "source", ""]}
    rest = {"name": "Shop", "version": "1", "find_by": "", "missing": "create", "is_signed__shown": "1"}
    assert anna.patch(f"{URL}/1", data={**rest, **mapped}).headers["location"] == f"{URL}/1"
    stranger(app).post(address_of(cast, 1), json={"customer": {"name": "Olga <i>"}, "items": [{"sku": "7"}]})
    assert (rows(cast, Lead)[0].title, rows(cast, Lead)[0].source) == ("Olga <i>", "7")
    shown = anna.get(f"{URL}/1").text
    for part in (address_of(cast, 1), "Lead: Olga &lt;i&gt;", "Created", "Refused", "customer.name", "Anna Maj"):
        assert part in shown


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(anna: TestClient, cast: Cast) -> None:
    answer = anna.post(URL, data={"name": "", "kind": "lead"})
    assert (answer.status_code, "Fill in “Name”." in answer.text) == (422, True)
    hook = incoming_webhook(cast)
    lines = {"path": ["a", "b"], "field": ["title", "title"], "find_by": "", "missing": "create"}
    answer = anna.patch(f"{URL}/{hook}", data={"name": "Web", "version": "1", **lines})
    assert answer.status_code == 422
    for part in ("“Title” is filled twice.", 'value="Web"', 'value="b"'):
        assert part in answer.text
    assert anna.patch(f"{URL}/{hook}", data={"name": "Web", "version": "7", **lines}).status_code == 409


def test_it_is_switched_renewed_and_deleted_where_rules_are_named(anna: TestClient, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    trigger = {"on": "webhook_received", "incoming_webhook_id": hook}
    Rules(cast).make(trigger, set_fields(source="Web"), kind="lead", name="Mark it")
    was = row(cast, IncomingWebhook, hook)
    anna.post(f"{URL}/{hook}/address")
    anna.post(f"{URL}/{hook}/secret")
    anna.patch(f"{URL}/{hook}", data={"active": "false"})
    found = row(cast, IncomingWebhook, hook)
    assert (found.active, found.token == was.token, found.secret == was.secret) == (False, False, False)
    assert "Mark it" in anna.get(f"{URL}/{hook}").text
    assert "Mark it" in anna.get(f"{URL}/{hook}/deletion").text
    assert "comes in through the webhook" in anna.get("/rules/1").text
    assert anna.delete(f"{URL}/{hook}").headers["location"] == URL
    assert anna.get(f"{URL}/{hook}").status_code == 404
    assert "was deleted. Choose another." in anna.get("/rules/1").text


def test_a_trial_is_taken_like_a_call_and_read(anna: TestClient, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    assert "Let it come in" in anna.get(f"{URL}/{hook}/calls/new").text
    for wrong in ("no", "[1]", '{"a": "' + "x" * 70_000 + '"}', ""):
        answer = anna.post(f"{URL}/{hook}/calls", data={"body": wrong})
        assert answer.status_code in (413, 422)
        assert "Let it come in" in answer.text
    done = anna.post(f"{URL}/{hook}/calls", data={"body": '{"subject": "<script>"}'})
    page = anna.get(done.headers["location"]).text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page.partition("<main")[2].partition("</main>")[0]
    assert anna.get(f"{URL}/{hook}/calls?before=1").text.count("Nothing here") == 1
    assert len(rows(cast, IncomingCall)) == 1


def test_whoever_takes_it_over_lends_it_their_rights(anna: TestClient, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(
            update(IncomingWebhook).values(owner_id=cast.boris.member_id), execution_options={"scoped_by_hand": True}
        )
        session.execute(update(Member).where(Member.id == cast.boris.member_id).values(active=False))
        session.commit()
    assert "Whoever keeps it has left" in anna.get(f"{URL}/{hook}").text
    refused = anna.post(f"{URL}/{hook}/calls", data={"body": "{}"})
    assert "take it over" in refused.text
    anna.post(f"{URL}/{hook}/owner")
    assert row(cast, IncomingWebhook, hook).owner_id == cast.anna.member_id
