"""The three access questions for every page: what may its owner, a colleague, a stranger and nobody at all do there?"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from stepmark.catalogue.kinds import DEAL, PRODUCT
from stepmark.commands.records import create_record
from stepmark.commands.ticks import tick_step
from stepmark.domain.accruals import Accrual
from stepmark.domain.bulk import BulkRun
from stepmark.domain.constants import Constant
from stepmark.domain.deliveries import Delivery
from stepmark.domain.documents import Document, DocumentTemplate, DocumentVersion
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.domain.history import History
from stepmark.domain.holidays import Holiday
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.notes import File, Note, Notice
from stepmark.domain.payment_links import PaymentLink
from stepmark.domain.people import AccessLink, ApiToken, Group, Member, Role, SignIn
from stepmark.domain.price_lists import PriceList, ProductPrice
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.domain.tasks import Task
from stepmark.domain.views import SavedView
from stepmark.platform.clock import now
from tests.cast import Cast
from tests.support.deliveries import failed_delivery, webhook
from tests.support.incoming import lead_form, received_call
from tests.support.papers import invoice
from tests.support.routes import Endpoint, endpoints
from tests.support.rules import periodic_rule, rule_that_ran
from tests.support.signing import signed_link
from tests.support.web import signed_in

# Anybody who sees a record may write a note or leave a file on it, make papers of it, and start a project from a
# template.
FOR_COLLEAGUES = {
    "/{plural:plural}/{record_id:id}/notes",
    "/{plural:plural}/{record_id:id}/files",
    "/project-templates/{template_id:id}/projects",
    "/{plural:plural_with_lines}/{record_id:id}/lines/{papers:plural_of_papers}",
    "/{plural:plural}/{record_id:id}/documents",
}
# Pages of what this cast has not got: a stored file's content, a deal in the bin, a binding's first step.
NOT_THERE = {
    "/settings/document-templates/{document_template_id:id}/file",
    "/settings/document-templates/{document_template_id:id}/preview/file",
    "/files/{file_id:id}",
    "/bin/{plural:plural}/{record_id:id}/purge",
    "/bindings/new/effect",
}
# A stream answers for as long as it is listened to; tests/web/routes/test_checklists.py asks it who may.
STREAMS = {"/{sales:plural_of_sales}/{deal_id:id}/stream", "/notices/stream"}


@pytest.fixture
def pages(app: FastAPI) -> list[Endpoint]:
    """Every endpoint outside the API; the API's have a table of their own."""
    return [each for each in endpoints(app) if not each.path.startswith("/api/") and each.path not in STREAMS]


@pytest.fixture
def ids(cast: Cast) -> dict[str, object]:
    """Something of Anna's for each name in an address. A new name must be added here."""
    change = cast.edge.change(cast.anna, create_record, DEAL, {"title": "ACME — ERP integration"}).undo
    deal = cast.deal()
    cast.field("budget")
    cast.run(tick_step, deal, cast.steps[3])
    rule, run = rule_that_ran(cast, deal)
    product = cast.run(create_record, PRODUCT, {"name": "Secret"})
    paper = invoice(cast, name="Secret", company_id=cast.company("Secret"))
    price_list = cast.put(PriceList(name="Secret", name_folded="secret"))
    with cast.database.writing(None) as session:
        link = AccessLink(
            token_hash="x", workspace_id=cast.anna.workspace_id, email="new@example.com", expires_at=now()
        )
        token = ApiToken(token_hash="y", member_id=cast.anna.member_id)
        person_id = session.get_one(Member, cast.anna.member_id).person_id
        sign_in = SignIn(token_hash="z", person_id=person_id, member_id=cast.anna.member_id)
        session.add_all([link, token, sign_in])
        session.flush()
        made = {"invitation_id": link.id, "token_id": token.id, "sign_in_id": sign_in.id}
        session.commit()
    return made | {
        "change_id": change or 0,
        "clients": "companies",
        "client_id": cast.company("Secret"),
        "contact_id": cast.contact("Secret"),
        "template": "company",
        "deal_id": deal,
        "sales": "deals",
        "lead_id": cast.lead(title="Secret"),
        "record_id": deal,
        "task_id": cast.put(_task(deal)),
        "papers": "invoices",
        "payables": "deals",
        "payment_link_id": _payment_link(cast, deal),
        "pay_token": "no-such-token",
        "hook_token": "no-such-token",
        "paper_id": paper,
        "invoice_id": paper,
        "step_id": cast.steps[0],
        "stage_id": cast.stages[0],
        "process_id": cast.process_id,
        "binding_id": cast.bind("custom.budget", cast.steps[1]),
        "field_id": cast.field("size"),
        "member_id": cast.boris.member_id,
        "product_id": product,
        "price_list_id": price_list,
        "price_id": cast.put(ProductPrice(product_id=product, price_list_id=price_list, currency="EUR", amount=5)),
        "group_id": cast.put(Group(name="North")),
        "note_id": cast.put(Note(kind="deal", record_id=deal, text="Secret", author_id=cast.anna.member_id)),
        "file_id": cast.put(
            File(kind="deal", record_id=deal, name="x", size=1, content_type="text/plain", sha256="0" * 64)
        ),
        "import_id": cast.put(_import(cast)),
        "view_id": cast.put(SavedView(kind="deal", name="Secret", author_id=cast.anna.member_id, filter={"all": []})),
        "run_id": cast.put(BulkRun(kind="deal", action="delete", ids=[deal], total=1, member_id=cast.anna.member_id)),
        "exception_id": cast.put(ExceptionEntry(type="email", text="Secret@example.com", folded="secret@example.com")),
        "constant_id": cast.put(Constant(key="vat", name="Secret", type="number", value=23)),
        "holiday_id": cast.put(Holiday(day=now().date(), name="Secret")),
        "template_id": cast.put(ProjectTemplate(name="Secret", tasks=[])),
        "accrual_id": cast.put(_accrual(cast)),
        "document_id": (document := _document(cast)),
        **signed_link(cast, document, "Secret"),
        "document_template_id": cast.put(DocumentTemplate(name="Secret", kind="deal", body="Secret")),
        "webhook_id": webhook(cast, "Secret"),
        **received_call(cast, "Secret"),
        "lead_form_id": lead_form(cast, "Secret"),
        "delivery_id": failed_delivery(cast, "Secret"),
        "returned_mail_id": cast.put(ReturnedMail(folded="secret@example.com", reason="Secret")),
        **_mail(cast),
        **_sms(cast),
        "rule_id": rule,
        "periodic_id": periodic_rule(cast),
        "rule_run_id": run,
        "notice_id": cast.put(Notice(member_id=cast.anna.member_id, message="Hello")),
        "plural": "deals",
        "kind_name": "deal",
        "kind": "deal",
        "key": "source",
        "topic": "deal",
        "token": "no-such-token",
        "number": 1,
        "report": "funnel",
        "recipe": "offer_follow_up",
        "currency": "USD",
    }


def test_every_route_says_whom_it_is_for(app: FastAPI) -> None:
    assert [each for each in endpoints(app) if not each.declared] == []


def test_nobody_is_led_to_the_sign_in(app: FastAPI, cast: Cast, pages: list[Endpoint], ids: dict[str, object]) -> None:
    nobody = TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})
    before = _events(cast)
    wrong = []
    for each in pages:
        if each.role is not None:
            answer = nobody.request(each.method, _url(each, ids))
            if answer.status_code != 303 or not answer.headers["location"].startswith("/sign-in"):
                wrong.append((each.method, each.path, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert _events(cast) == before


def test_a_lower_role_is_refused(app: FastAPI, cast: Cast, pages: list[Endpoint], ids: dict[str, object]) -> None:
    wrong = []
    for actor in (cast.viktor, cast.boris, cast.magda):
        browser = signed_in(app, cast, actor)
        before = _events(cast)
        for each in _above(pages, actor.role):
            answer = browser.request(each.method, _url(each, ids))
            if answer.status_code != 403:
                wrong.append((actor.role, each.method, each.path, answer.status_code))
        assert _events(cast) == before
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.both
def test_a_stranger_finds_nothing_and_changes_nothing(
    app: FastAPI, cast: Cast, pages: list[Endpoint], ids: dict[str, object]
) -> None:
    clara = signed_in(app, cast, cast.clara)
    before = _events(cast)
    wrong = []
    for each in pages:
        if "_id" not in each.path:
            continue
        answer = clara.request(each.method, _url(each, ids))
        # What can't be read at all may be refused before the row is looked for, in the same words for everybody.
        allowed = {404} if each.method == "GET" else {404, 422}
        if answer.status_code not in allowed or "ACME" in answer.text or "Secret" in answer.text:
            wrong.append((each.method, each.path, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert _events(cast) == before


def test_a_colleague_sees_but_does_not_change_what_is_not_theirs(
    app: FastAPI, cast: Cast, pages: list[Endpoint], ids: dict[str, object]
) -> None:
    boris = signed_in(app, cast, cast.boris)
    before = _events(cast)
    wrong = []
    for each in pages:
        if (
            each.role is Role.SALESPERSON
            and "_id" in each.path
            and each.method != "GET"
            and each.path not in FOR_COLLEAGUES
        ):
            answer = boris.request(each.method, _url(each, ids))
            if answer.status_code not in (403, 404, 422):
                wrong.append((each.method, each.path, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert _events(cast) == before


@pytest.mark.both
def test_the_owner_may_open_every_page(app: FastAPI, cast: Cast, pages: list[Endpoint], ids: dict[str, object]) -> None:
    anna = signed_in(app, cast, cast.anna)
    wrong = []
    for each in pages:
        if each.method == "GET" and each.role is not None and each.path not in NOT_THERE:
            answer = anna.get(_url(each, ids))
            if answer.status_code not in (200, 303, 307):
                wrong.append((each.path, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_no_page_fails_on_an_empty_form(
    app: FastAPI, cast: Cast, pages: list[Endpoint], ids: dict[str, object]
) -> None:
    anna = signed_in(app, cast, cast.anna)
    wrong = []
    for each in sorted(pages, key=lambda each: each.method == "DELETE"):
        if each.method != "GET" and each.path != "/sign-out":
            answer = anna.request(each.method, _url(each, ids))
            if answer.status_code >= 500 or answer.status_code in (401, 403):
                wrong.append((each.method, each.path, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def _above(pages: list[Endpoint], role: Role) -> Iterator[Endpoint]:
    return (each for each in pages if each.role is not None and each.role.rank > role.rank)


def _url(endpoint: Endpoint, ids: dict[str, object]) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(ids[found[1]]), endpoint.path)


def _events(cast: Cast) -> int:
    with cast.database.reading(None) as session:
        return session.scalar(select(func.count()).select_from(History)) or 0


def _payment_link(cast: Cast, deal: int) -> int:
    sums = {"amount_minor": 5, "currency": "EUR", "lines": [], "payee": {}}
    names = {"kind": "deal", "record_id": deal, "title": "Secret", "token_hash": "Secret", "token": "Secret"}
    return cast.put(PaymentLink(**names, **sums, expires_at=now() + timedelta(days=1)))


def _task(deal: int) -> Task:
    return Task(title="Call", type="to_do", deal_id=deal)


def _accrual(cast: Cast) -> Accrual:
    return Accrual(
        reason="Secret", responsible_id=cast.anna.member_id, amount_minor=5, currency="EUR", day=now().date()
    )


def _document(cast: Cast) -> int:
    document = cast.put(Document(title="Secret", responsible_id=cast.anna.member_id))
    version = {"name": "Secret", "media_type": "text/html", "size": 1, "html": "<p>Secret</p>"}
    cast.put(DocumentVersion(document_id=document, number=1, **version))
    return document


def _mail(cast: Cast) -> dict[str, object]:
    server = {"address": "Secret@example.com", "host": "mail.example.com", "port": 25, "security": "none"}
    mailbox = cast.put(Mailbox(name="Secret", **server))
    content = {"subject": "Secret", "text": "Secret", "once": True}
    trial = Delivery(channel="mail", via_id=mailbox, key="Secret", recipient="Secret@example.com", content=content)
    template = MailTemplate(name="Secret", kind="deal", subject="Secret", body="Secret")
    return {"mailbox_id": mailbox, "trial_id": cast.put(trial), "mail_template_id": cast.put(template)}


def _sms(cast: Cast) -> dict[str, object]:
    account = cast.put(SmsAccount(name="Secret", provider="smsapi", settings={}, secret="Secret", senders=["Secret"]))
    content = {"text": "Secret", "sender": "Secret", "once": True}
    trial = Delivery(channel="sms", via_id=account, key="Secret SMS", recipient="Secret", content=content)
    return {"sms_account_id": account, "sms_trial_id": cast.put(trial)}


def _import(cast: Cast) -> ImportRun:
    return ImportRun(
        kind="deal",
        file_name="Secret.csv",
        sha256="0" * 64,
        mapping={},
        member_id=cast.anna.member_id,
        state=ImportState.DONE,
        rows_total=1,
    )
