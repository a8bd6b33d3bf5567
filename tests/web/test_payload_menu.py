"""The star offers what came in last through a webhook, or what a lead form asks for, and a text is shown with it."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.catalogue.kinds import LEAD
from stepmark.commands.records import create_record, delete_record
from stepmark.domain.lead_forms import EntryOutcome, FormEntry
from stepmark.web.payload_menu import Brought, brought_by
from tests.cast import Cast
from tests.support.incoming import address_of, incoming_webhook, lead_form, stranger
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
HOSTILE = {
    "city": "<b>Łódź</b>\n",
    "size": 9,
    "Full name": "Olga",
    "if": "kept",
    "a.b": "point",
    'say "so"': "quoted",
    "": "empty",
    "tags": ["new", "hot"],
    "items": [{"sku": "7", "deep": {"er": {"still": {"too": "far"}}}}, {"sku": "8"}],
    'it\'s "both"': "both",
    "}} {{ deal.title": "unsayable",
    "x" * 600: "too long",
    "nothing": [],
}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def _brought(cast: Cast, source: str) -> Brought:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return brought_by(session, source)


def _editor(client: TestClient, trigger: dict[str, Any], text: str = "") -> str:
    """The editor of a rule about leads that writes a text into a task."""
    action = {"a0.do": "set_fields", "a0.values.0.field": "title", "a0.values.0.how": "text", "a0.values.0.text": text}
    rest = {"mode": "instant", "kind": "lead", "kind_was": "lead", "c.mode": "all", "do": "at"}
    named = {f"t.{key}": value for key, value in trigger.items()}
    return client.post("/rules/editor", data={**rest, **action, **named}, headers={"HX-Request": "true"}).text


def test_what_came_in_last_is_offered_and_each_offer_prints_its_example(app: FastAPI, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    stranger(app).post(address_of(cast, hook), json={"old": "1"})
    stranger(app).post(address_of(cast, hook), json=HOSTILE)
    brought = _brought(cast, f"incoming_webhook:{hook}")
    assert [(each.label, each.example) for each in brought.offers] == [
        ("city", "<b>Łódź</b>"), ("size", "9"), ("Full name", "Olga"), ("if", "kept"), ("a.b", "point"),
        ('say "so"', "quoted"), ("“”", "empty"), ("tags", "new, hot"), ("tags › The first", "new"),
        ("items › The first › sku", "7"), ("it's \"both\"", "both"),
    ]  # fmt: skip
    lead = cast.run(create_record, LEAD, {"title": "Olga"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        record = session.get_one(LEAD.model, lead)
        scope = scope_of(session, cast.anna, LEAD, record, payload=brought.payload)
        assert [render(each.code, scope).text.strip() for each in brought.offers] == [
            each.example for each in brought.offers
        ]


def test_no_more_than_a_hundred_are_offered(app: FastAPI, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    stranger(app).post(address_of(cast, hook), json={f"n{number}": number for number in range(400)})
    assert len(_brought(cast, f"incoming_webhook:{hook}").offers) == 100


def test_the_editor_leads_to_a_first_call_and_then_shows_its_fields(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    trigger = {"on": "webhook_received", "incoming_webhook_id": str(hook)}
    page = _editor(anna, trigger)
    assert "No call yet: send one to see its fields." in page
    assert f'href="/settings/incoming-webhooks/{hook}/calls/new"' in page
    assert "Choose above where it comes in" in _editor(anna, {"on": "webhook_received"})
    stranger(app).post(address_of(cast, hook), json={"city": "<b>"})
    page = _editor(anna, trigger, "In {{ payload.city }}")
    for part in (
        "<code>{{ payload.city }}</code>",
        "data-example>&lt;b&gt;<",
        f'data-source="incoming_webhook:{hook}"',
    ):
        assert part in page
    assert ("No call yet" in page, 'class="placeholder-name gone"' in page) == (False, False)
    assert "payload.city" not in _editor(anna, {"on": "created"})


def test_a_form_offers_what_it_asks_for_by_its_own_labels(anna: TestClient, cast: Cast) -> None:
    form = lead_form(cast)
    for name, outcome in (("Olga", EntryOutcome.CREATED), ("Bot", EntryOutcome.SPAM)):
        cast.put(FormEntry(form_id=form, given={"person_name": name}, outcome=outcome))
    page = _editor(anna, {"on": "form_received", "lead_form_id": str(form)})
    for part in ("Who are you?", "{{ payload.message }}", "data-example>Olga<"):
        assert part in page


def test_a_preview_reads_the_last_call_for_the_record_it_made(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    stranger(app).post(address_of(cast, hook), json={"subject": "Roof", "from": {"email": "a@example.com"}})
    newest = cast.run(create_record, LEAD, {"title": "Newest"})
    asked = {"kind": "lead", "text": "{{ payload.subject }}!", "source": f"incoming_webhook:{hook}"}
    page = anna.post("/placeholders/preview", data=asked).text
    assert ("For “Roof”" in page, "Roof!" in page) == (True, True)
    cast.run(delete_record, LEAD, newest - 1)
    assert "For “Newest”" in anna.post("/placeholders/preview", data=asked).text
    # Pages of calls are for administrators, and so is what they hold.
    boris = signed_in(app, cast, cast.boris).post("/placeholders/preview", data=asked).text
    assert "Roof!" not in boris


@pytest.mark.parametrize(
    "source", ["incoming_webhook:x", "incoming_webhook:999", f"lead_form:{'9' * 30}", "payload", "?"]
)
def test_a_source_that_is_not_there_is_no_fault(anna: TestClient, cast: Cast, source: str) -> None:
    cast.run(create_record, LEAD, {"title": "Olga"})
    answer = anna.post("/placeholders/preview", data={"kind": "lead", "text": "{{ payload.x }}", "source": source})
    assert (answer.status_code, "“payload.x” is empty." in answer.text) == (200, True)
