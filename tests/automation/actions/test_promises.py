"""What becomes of every action in a rule that runs: done once, told, taken back, and kept to its workspace."""

from dataclasses import replace
from html import escape
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from stepmark.automation.actions import actions
from stepmark.automation.actions.base import Action
from stepmark.automation.advance import advance
from stepmark.automation.outside import OutsideAction
from stepmark.automation.parameters import asked_in
from stepmark.automation.runs import start_rule
from stepmark.automation.things import BY_WIDGET, THINGS
from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import DEAL, KINDS, LEAD, PRODUCT
from stepmark.catalogue.values import to_json
from stepmark.commands.records import create_record
from stepmark.commands.ticks import tick_step
from stepmark.commands.webhooks import create_webhook
from stepmark.domain.documents import DocumentTemplate
from stepmark.domain.history import History
from stepmark.domain.incoming_webhooks import IncomingWebhook
from stepmark.domain.lead_forms import LeadForm
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.people import Group, Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.products import Product
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.domain.webhooks import Webhook
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import speaking
from stepmark.queries.condition_values import fields_by_kind
from stepmark.queries.values import values_of
from tests.automation.actions.test_contract import with_value
from tests.cast import Cast
from tests.support.actions import SAMPLES, SILENT
from tests.support.mails import mail_template, mailbox
from tests.support.papers import INVOICE, invoice
from tests.support.payments import payee
from tests.support.rules import Rules, set_fields
from tests.support.sms import sms_account
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
BY_HAND = {"on": "by_hand", "roles": ["administrator"]}


@pytest.fixture(params=actions())
def action(request: pytest.FixtureRequest) -> Action[Any]:
    return actions()[request.param]


def test_it_is_done_once_and_the_trace_tells_what_it_changed(cast: Cast, rules: Rules, action: Action[Any]) -> None:
    run, _record = ran(cast, rules, action)
    told = [entry for entry in run.trace if entry["path"] == "action/1"]
    waits = action.key == "wait" or isinstance(action, OutsideAction)
    assert [entry["outcome"] for entry in told] == ["waiting" if waits else "done"]
    assert (action.key in SILENT) != bool(told[0].get("events"))
    before = happened(cast)
    assert not cast.run(advance, run.id)
    assert happened(cast) == before


def test_its_run_is_undone_or_says_what_stays(cast: Cast, rules: Rules, action: Action[Any]) -> None:
    rule, record_id = prepared(cast, rules, action)
    before = everything(cast)
    cast.run(start_rule, rule, record_id)
    (run,) = rules.runs(rule)
    if action.key in {*SILENT, "run_rule"}:  # what another rule did is its own run
        with pytest.raises(Problem, match="changed nothing"):
            cast.run(undo_run, run.id)
        return
    assert cast.run(undo_run, run.id) == []
    assert everything(cast) == before


def test_it_takes_nothing_of_another_workspace(cast: Cast, rules: Rules, action: Action[Any]) -> None:
    furnish(cast, rules)
    sample, theirs = SAMPLES[action.key], foreign(cast)
    for asked in asked_in(action.Settings.model_validate(sample)):
        if asked.widget.name in BY_WIDGET and asked.place[0] in sample:
            settings = with_value(sample, asked.place, theirs[BY_WIDGET[asked.widget.name]])
            with pytest.raises(Invalid) as refused:
                rules.make(BY_HAND, {"do": action.key, "settings": settings}, kind=kind_for(action))
            assert any("settings" in place for place in refused.value.errors)


def test_its_form_speaks_three_languages(app: FastAPI, cast: Cast, action: Action[Any]) -> None:
    anna = signed_in(app, cast, cast.anna)
    for language in ("en", "pl", "ru"):
        with cast.database.writing(cast.anna.workspace_id) as session:
            session.execute(update(Member).where(Member.id == cast.anna.member_id).values(locale=language))
            session.commit()
        with speaking(language):
            label = escape(str(action.label), quote=False)
        shown = anna.get("/rules/new", params={"kind": kind_for(action), "do": action.key})
        assert shown.status_code == 200
        assert f"1: {label}" in shown.text, language


def ran(cast: Cast, rules: Rules, action: Action[Any]) -> tuple[Any, int]:
    rule, record_id = prepared(cast, rules, action)
    cast.run(start_rule, rule, record_id)
    return rules.runs(rule)[-1], record_id


def prepared(cast: Cast, rules: Rules, action: Action[Any]) -> tuple[int, int]:
    """A rule with the action, to be started by hand, and a record that it does something to."""
    furnish(cast, rules)
    record_id = record_for(cast, action)
    if action.key == "untick_step":
        cast.run(tick_step, record_id, cast.steps[0])
    do = {"do": action.key, "settings": SAMPLES[action.key]}
    return rules.make(BY_HAND, do, kind=kind_for(action), name="A rule"), record_id


def furnish(cast: Cast, rules: Rules) -> None:
    """What the samples name by the id 1."""
    rules.make("by_hand", set_fields(source="Called"))
    cast.put(DocumentTemplate(name="Contract", kind="deal", body="For {{ deal.title }}"))
    cast.put(ProjectTemplate(name="Installation", tasks=[{"title": "Measure", "type": "to_do"}]))
    cast.run(create_record, PRODUCT, {"name": "Tiles", "price": "10"})
    cast.run(create_webhook, {"name": "Theirs", "url": "https://example.com/hook"})
    mailbox(cast)
    payee(cast)
    mail_template(cast)
    sms_account(cast)


def kind_for(action: Action[Any]) -> str:
    return next(kind.name for kind in (DEAL, LEAD, INVOICE) if action.serves(kind))


def record_for(cast: Cast, action: Action[Any]) -> int:
    if kind_for(action) == INVOICE.name:
        return invoice(cast, issued=True)
    company = cast.company("ACME", responsible_id=None)
    contact = cast.contact("Olga", emails=["olga@example.com"], phones=["+48600100200"])
    new = cast.deal if action.serves(DEAL) else cast.lead
    return new(company_id=company, contact_id=contact, amount=1000, responsible_id=cast.boris.member_id)


def foreign(cast: Cast) -> dict[str, int]:
    """One of each thing that rules name, in Clara's workspace."""
    with cast.database.writing(cast.clara.workspace_id) as session:
        process = Process(name="Theirs")
        session.add(process)
        session.flush()
        stage = Stage(process_id=process.id, name="Theirs")
        session.add(stage)
        session.flush()
        rows: dict[str, Any] = {
            "stage": stage,
            "step": Step(process_id=process.id, stage_id=stage.id, name="Theirs"),
            "group": Group(name="Theirs"),
            "product": Product(name="Theirs", currency="EUR"),
            "project_template": ProjectTemplate(name="Theirs", tasks=[]),
            "document_template": DocumentTemplate(name="Theirs", kind="deal", body=""),
            "webhook": Webhook(name="Theirs", url="https://example.com/hook"),
            "incoming_webhook": IncomingWebhook(name="Theirs", kind="lead", token_hash="theirs"),
            "lead_form": LeadForm(name="Theirs", token_hash="theirs"),
            "mailbox": Mailbox(name="Theirs", address="c@example.com", host="x", port=25, security="none"),
            "sms_account": SmsAccount(name="Theirs", provider="smsapi", settings={}, senders=[]),
            "mail_template": MailTemplate(name="Theirs", kind="deal", subject="", body=""),
        }
        session.add_all(rows.values())
        session.flush()
        ids = {what: row.id for what, row in rows.items()}
        session.commit()
    theirs = Rules(replace(cast, anna=cast.clara))
    rule = theirs.make("by_hand", {"do": "create_task", "settings": {"title": "Theirs"}})
    assert set(THINGS) <= {*ids, "user", "rule", "process"}
    # An id of ours would be taken for ours: only one that nobody here has shows whose it is.
    return {what: _beyond(cast, what, row_id) for what, row_id in (ids | {"user": 0, "rule": rule}).items()}


def _beyond(cast: Cast, what: str, row_id: int) -> int:
    if what == "user":
        return int(cast.clara.member_id or 0)
    model = THINGS[what].model
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalar(select(model.id).where(model.id == row_id)) is None
    return row_id


def happened(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count()).select_from(History)) or 0


def everything(cast: Cast) -> dict[str, dict[int, dict[str, Any]]]:
    """The values of all live records, by kind and id."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        fields = fields_by_kind(session)
        found = {}
        for name, kind in KINDS.items():
            rows = session.scalars(select(kind.model).where(kind.model.deleted_at.is_(None))).all()
            values = values_of(session, fields[name], rows)
            plain = {key: each for key, each in fields[name].items() if key != "last_contact_at"}
            found[name] = {
                row.id: {key: to_json(field, values[row.id].get(key)) for key, field in plain.items()} for row in rows
            }
        return found
