"""Texts with placeholders that want to run away or to read what is not theirs, in every field that takes such texts.

Each is refused in words when it is saved, or it does harm to nothing: in bounded time, in bounded size, and without a
word of another record or workspace.
"""

import io
import json
import time
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from fastapi import FastAPI

from stepmark.automation.actions import actions
from stepmark.automation.document_templates import create_document_template
from stepmark.automation.mail_templates import create_mail_template
from stepmark.automation.parameters import Widget
from stepmark.automation.rules import delete_rules
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.sms_accounts import create_sms_account
from stepmark.domain.deliveries import Delivery
from stepmark.domain.documents import DocumentTemplate, DocumentVersion
from stepmark.domain.history import History
from stepmark.domain.notes import Notice
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.runs import Run
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from tests.cast import Cast
from tests.support.actions import SAMPLES
from tests.support.mails import mail_template, mailbox
from tests.support.payments import payee
from tests.support.people import rows
from tests.support.rules import Rules
from tests.support.sms import sms_account
from tests.support.web import signed_in
from tests.support.words import document, lines_of, paragraph

pytestmark = pytest.mark.sqlite_alone
SECRET = "Hidden-4711"
SECONDS, LETTERS = 2.0, 200_000
BOMBS = (
    "{% for a in (1..100000000) %}x{% endfor %}",
    "{% for a in (1..200) %}{% for b in (1..200) %}{% for c in (1..200) %}xxxxx{% endfor %}{% endfor %}{% endfor %}",
    "{% assign a = 'x' %}" + "{% assign a = a | append: a %}" * 30 + "{{ a }}",
    "{% assign a = 'xxxx' %}" + "{% assign a = a | replace: 'x', a %}" * 12 + "{{ a }}",
    "{% capture a %}{{ a }}{{ a }}x{% endcapture %}" * 30 + "{{ a }}",
    "{% assign a = 9 %}" + "{% assign a = a | times: a %}" * 30 + "{{ a }}",
    "{% if a %}" * 300 + "{% endif %}" * 300,
    "{{ " + "[a" * 120 + " }}",
    "{{" * 400,
    "{% raw %}" * 100,
    "{% cycle 'a', 'b' %}{% tablerow i in (1..9999999) %}x{% endtablerow %}",
)
ESCAPES = (
    "{% include '/etc/passwd' %}{% render '../settings' %}{% layout 'x' %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ deal.__class__.__init__.__globals__ }}",
    "{{ self }}{{ config }}{{ request.environ }}{{ session.bind }}{{ deal.metadata }}",
    "{{ deal.company.deals }}{{ deals[1].title }}{{ deal[2].title }}{{ workspace.deals.first.title }}",
    "{{ deal.responsible.person.password_hash }}{{ user.tokens }}{{ deal.responsible.workspace.members }}",
    "{% assign deal = other %}{{ deal.title }}{% for d in deals %}{{ d.title }}{% endfor %}",
    "{{ payload }}{{ secret }}{{ env.STEPMARK_SECRET_KEY }}{{ deal.id | find: 2 }}",
    "{%- liquid\n assign a = deal\n echo a.session\n-%}{{ deal | json }}{{ deal | inspect }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}{% import os %}{% set x = 1 %}${7*7}#{7*7}<%= 7*7 %>",
)


@pytest.fixture
def deal(cast: Cast) -> int:
    """One with all that actions need, beside others that nobody may read through it."""
    cast.deal(title=SECRET)
    cast.company(SECRET)
    cast.run(create_mail_template, {"name": "x", "kind": "deal", "subject": "x", "body": SECRET})
    cast.put(DocumentTemplate(name="Contract", kind="deal", body="For {{ deal.title }}"))
    cast.put(ProjectTemplate(name="Installation", tasks=[{"title": "Measure"}]))
    mailbox(cast)
    payee(cast)
    mail_template(cast)
    sms_account(cast)
    client = cast.contact("Olga", emails=["olga@example.com"], phones=["+48 600 100 200"])
    return cast.deal(title="Mine", company_id=cast.company("Client"), contact_id=client, amount=5)


def _texts() -> Iterator[Any]:
    for key, action in actions().items():
        for name, field in action.Settings.model_fields.items():
            widgets = [each.name for each in field.metadata if isinstance(each, Widget)]
            if action.serves(DEAL) and ("text" in widgets or "long_text" in widgets):
                yield pytest.param(key, {name: "%s"}, id=f"{key}.{name}")
    yield pytest.param("set_fields", {"target": "self", "values": {"source": {"text": "%s"}}}, id="set_fields.values")


@pytest.mark.parametrize(("key", "settings"), list(_texts()))
def test_no_text_of_an_action_runs_away_or_reads_what_is_not_its_own(
    cast: Cast, deal: int, key: str, settings: dict[str, Any]
) -> None:
    rules = Rules(cast)
    for number, text in enumerate((*BOMBS, *ESCAPES), start=1):
        filled = {**_sample(key), **json.loads(json.dumps(settings).replace('"%s"', json.dumps(text)))}
        with _bounded():
            rule_id = _made(rules, {"do": key, "settings": filled})
            if rule_id is not None:
                cast.change("deal", deal, amount=str(number * 100))
                cast.run(delete_rules, [rule_id])
    _require_nothing_leaked(cast)


@pytest.mark.parametrize("key", ["subject", "body", "html"])
def test_no_mail_template_runs_away_or_reads_what_is_not_its_own(cast: Cast, deal: int, key: str) -> None:
    rules = Rules(cast)
    for number, text in enumerate((*BOMBS, *ESCAPES), start=1):
        with _bounded():
            try:
                template = mail_template(cast, **{key: text})
            except Problem:
                continue
            rule_id = _made(rules, {"do": "send_mail", "settings": {"template_id": template, "to_client": True}})
            cast.change("deal", deal, amount=str(number * 100))
            cast.run(delete_rules, [rule_id])
    _require_nothing_leaked(cast)


def test_no_document_template_runs_away_or_reads_what_is_not_its_own(cast: Cast, deal: int) -> None:
    rules = Rules(cast)
    for number, text in enumerate((*BOMBS, *ESCAPES), start=1):
        with _bounded():
            try:
                template = cast.run(create_document_template, {"name": "x", "kind": "deal", "body": text})
            except Problem:
                continue
            settings = {"template_id": template, "title": "x"}
            rule_id = _made(rules, {"do": "create_document", "settings": settings})
            cast.change("deal", deal, amount=str(number * 100))
            cast.run(delete_rules, [rule_id])
    _require_nothing_leaked(cast)


def test_no_word_template_runs_away_or_reads_what_is_not_its_own(app: FastAPI, cast: Cast, deal: int) -> None:
    anna, url = signed_in(app, cast, cast.anna), "/settings/document-templates"
    for text in (*BOMBS, *ESCAPES):
        files = {"file": ("x.docx", io.BytesIO(document(paragraph(escape(text)))))}
        with _bounded():
            saved = anna.post(url, data={"name": "x", "kind": "deal", "body": ""}, files=files)
            newest = rows(cast, DocumentTemplate)[-1].id
            made = anna.post(f"/deals/{deal}/documents", data={"template_id": newest, "title": "x"})
        assert {saved.status_code, made.status_code} <= {303, 422}
    made_files = FileStore(cast.database.settings.files_dir, 10**6)
    contents = [made_files.path(str(each.sha256)).read_bytes() for each in rows(cast, DocumentVersion) if each.sha256]
    assert [each for each in contents if SECRET in " ".join(lines_of(each))] == []
    _require_nothing_leaked(cast)


@pytest.mark.parametrize("key", ["url", "headers", "body"])
def test_no_request_to_a_provider_of_sms_takes_them(cast: Cast, key: str) -> None:
    usual = {"method": "POST", "url": "https://sms.example.com/", "headers": "", "body": "{{ text }}"}
    for text in (*BOMBS, *ESCAPES):
        given = {"name": "x", "provider": "generic", "settings": usual | {key: text}, "senders": [], "country": "PL"}
        with _bounded(), pytest.raises(Problem):
            cast.run(create_sms_account, given)


def _sample(key: str) -> dict[str, Any]:
    sample = dict(SAMPLES[key])
    return {name: value for name, value in sample.items() if name not in ("step_id", "template_id", "copy")} | (
        {"template_id": sample["template_id"]} if key in ("create_document", "start_project") else {}
    )


def _made(rules: Rules, action: dict[str, Any]) -> int | None:
    """An enabled rule; None where it is refused."""
    try:
        return rules.make({"on": "modified", "fields": ["amount"]}, action)
    except Problem:
        return None


class _bounded:  # noqa: N801 - it reads as a word of the sentence
    """In so many seconds of our own."""

    def __enter__(self) -> None:
        self.began = time.thread_time()

    def __exit__(self, *_error: object) -> None:
        assert time.thread_time() - self.began < SECONDS


def _require_nothing_leaked(cast: Cast) -> None:
    by_rules = [each for each in rows(cast, History) if (each.cause or {}).get("kind") == "rule"]
    written = [
        *(str(each.html) for each in rows(cast, DocumentVersion)),
        *(json.dumps(each.content) for each in rows(cast, Delivery)),
        *(json.dumps(each.details) for each in rows(cast, Notice)),
        *(json.dumps([each.trace, each.yielded]) for each in rows(cast, Run)),
        *(json.dumps([each.record_label, each.changes]) for each in by_rules),
    ]
    assert all(len(each) < LETTERS for each in written)
    forbidden = (SECRET, "root:x:", "argon2", "a key for tests only", "<class")
    assert [each for each in written if any(word in each for word in forbidden)] == []
