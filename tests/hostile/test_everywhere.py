"""Any text in all that is stored and in all that is sent: every page shows it as text, and no form fails over it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.web import live_streams
from tests.cast import Cast
from tests.hostile.asking import encoded, faults_of, getting, sending
from tests.hostile.strings import NULS, sample, storable
from tests.hostile.world import furnish, path_of, write_everywhere
from tests.support.routes import Endpoint, endpoints

Attempt = tuple[str, Callable[[], Any]]
STREAMS = ("/{sales:plural_of_sales}/{deal_id:id}/stream", "/notices/stream")
# What forms of all sorts send, whichever of them does.
INPUTS = (
    "name", "title", "label", "text", "note", "reason", "override_reason", "description", "guidance", "help", "options",
    "source", "email", "job_title", "token_name", "task_template.title", "task_template.type", "type", "kind", "key",
    "task_template.due_in_days", "value", "value_currency", "value__several", "action", "ids", "version", "position",
    "container", "place", "where", "do", "more", "column", "column-0", "extra-field-0", "extra-value-0", "encoding",
    "separator", "sheet", "dates", "duplicates", "linked-company", "reread", "field-0", "text-0", "means-0", "c.mode",
    "c.0.field", "c.0.op", "c.0.value", "c.1.mode", "filter", "q", "columns", "sort", "view", "mine", "state", "stage",
    "company_id", "contact_id", "contact_ids", "responsible_id", "co_executor_ids", "add_contact", "add_contact_text",
    "amount", "amount_currency", "currency", "time_zone", "locale", "role", "superior_id", "member_ids", "group_ids",
    "group_ids__shown", "heir_id", "member_id", "status", "stage_id", "process_id", "step_id", "field", "below",
    "due_at", "expected_close", "custom.budget", "custom.colour", "custom.story", "shared", "required", "multiple",
    "asked", "needs_note", "confirmed", "again", "next", "password", "new_password", "current_password", "move_to",
    "day",
)  # fmt: skip


def test_what_is_stored_is_shown_as_text_on_every_page(
    anna: TestClient, program: TestClient, app: FastAPI, cast: Cast, *, long_form: bool
) -> None:
    ids = furnish(cast)
    texts = [text for text in storable() if text.strip()]
    paths = [path_of(path, ids) for path in _paths(app, "GET")]
    paths += [
        f"/{plural}/{ids[plural]}{end}"
        for plural in ("companies", "contacts", "tasks", "projects", "accruals", "documents", "messages", "leads")
        for end in ("", "/edit")
    ]

    def attempts() -> Iterator[Attempt]:
        for turn in range(0, len(texts), 40 if long_form else len(texts)):
            write_everywhere(cast, texts[turn:] + texts[:turn])
            for path in paths:
                yield f"{turn} {path}", getting(program if path.startswith("/api/") else anna, path)

    assert not list(faults_of(attempts()))


def test_no_form_fails_whatever_its_inputs_hold(anna: TestClient, app: FastAPI, cast: Cast, *, long_form: bool) -> None:
    # Half a pair is left out: a form that holds one is refused before anything else of it is looked at.
    ids, texts = furnish(cast), (*storable(), *NULS)
    forms = [each for each in endpoints(app) if each.method != "GET" and not each.path.startswith("/api/")]
    forms = [each for each in forms if each.path not in ("/sign-out", "/profile/sessions")]

    def attempts() -> Iterator[Attempt]:
        # What deletes comes last, else nothing is left to be asked for.
        for row, form in enumerate(sorted(forms, key=lambda each: (each.method == "DELETE", each.path))):
            for turn in range(0, len(texts), 50 if long_form else len(texts)):
                said = {name: texts[(row * 131 + turn + at * 17) % len(texts)] for at, name in enumerate(INPUTS)}
                yield f"{form.method} {form.path} {turn}", sending(anna, form.method, path_of(form.path, ids), said)

    assert not list(faults_of(attempts()))


def test_a_stream_takes_any_last_event(anna: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_streams, "LASTS_SECONDS", 0.0)
    deal = cast.deal(title="<b>")

    def attempts() -> Iterator[Attempt]:
        for text in sample(4):
            for path in STREAMS:
                headers = {"Last-Event-ID": encoded(text), "HX-Current-URL": f"http://{encoded(text)}"}
                yield (
                    f"{path} {text!r}",
                    getting(anna, f"{path_of(path, {'sales': 'deals', 'deal_id': deal})}?{encoded(text)}", headers),
                )

    assert not list(faults_of(attempts()))


def _paths(app: FastAPI, method: str) -> list[str]:
    found: list[Endpoint] = [each for each in endpoints(app) if each.method == method and each.path not in STREAMS]
    return sorted({each.path for each in found})
