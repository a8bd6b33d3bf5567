"""Something of everything that has a page, by the names of ids in addresses, and any text in all that keeps texts."""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Column, ColumnElement, inspect, select, update
from sqlalchemy.orm import Session

from stepmark.automation.deliveries import try_mailbox
from stepmark.automation.document_templates import create_document_template, document_about
from stepmark.automation.hand_sms import try_sms_account
from stepmark.catalogue.kinds import COMPANY, DEAL, PRODUCT, TASK
from stepmark.commands.accruals import ACCRUAL
from stepmark.commands.constants import create_constant
from stepmark.commands.documents import mark_signed
from stepmark.commands.exceptions import add_exception
from stepmark.commands.invitations import invite_member
from stepmark.commands.members import update_profile
from stepmark.commands.messages import MESSAGE
from stepmark.commands.notices import tell
from stepmark.commands.projects import start_project
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.ticks import tick_step
from stepmark.commands.work import Work
from stepmark.domain.accruals import Accrual
from stepmark.domain.bindings import Binding
from stepmark.domain.bulk import BulkRefusal, BulkRun
from stepmark.domain.companies import Company
from stepmark.domain.constants import Constant
from stepmark.domain.contacts import Contact, ContactPoint
from stepmark.domain.deals import Deal
from stepmark.domain.deliveries import Delivery
from stepmark.domain.documents import Document, DocumentTemplate, DocumentVersion
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.history import History
from stepmark.domain.holidays import Holiday
from stepmark.domain.imports import ImportFault, ImportRun
from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook
from stepmark.domain.invoices import Invoice
from stepmark.domain.lead_forms import LeadForm
from stepmark.domain.leads import Lead
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.messages import Message
from stepmark.domain.notes import File, Note, Notice
from stepmark.domain.orders import Order
from stepmark.domain.payment_links import PaymentLink, PaymentSettings
from stepmark.domain.people import AccessLink, ApiToken, Group, Member, Person, SignIn
from stepmark.domain.price_lists import PriceList, ProductPrice
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.projects import Project, ProjectTemplate
from stepmark.domain.quotes import Quote
from stepmark.domain.requisites import Requisite
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Run
from stepmark.domain.signing_links import SigningLink
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import StageVisit, Tick
from stepmark.domain.views import SavedView
from stepmark.domain.webhooks import Webhook
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.i18n import _
from tests.cast import Cast
from tests.support.deliveries import failed_delivery, webhook
from tests.support.imports import bring_in
from tests.support.incoming import lead_form, received_call
from tests.support.mails import mail_template, mailbox
from tests.support.papers import ORDER, QUOTE, invoice, paper
from tests.support.payments import payee, payment_link
from tests.support.records import named
from tests.support.rules import periodic_rule, rule_that_ran
from tests.support.signing import signed_link
from tests.support.sms import sms_account

# What takes any text; whatever else these tables hold is chosen from lists, or made of it.
FREE: dict[type, tuple[str, ...]] = {
    Person: ("name",),
    Workspace: ("name",),
    AccessLink: ("name",),
    ContactPoint: ("text",),
    CustomField: ("label", "help"),
    File: ("name", "content_type"),
    History: ("record_label", "actor_name"),
    ImportRun: ("file_name",),
    ImportFault: ("column", "value"),
    Member: ("name", "job_title"),
    Group: ("name",),
    Note: ("text",),
    Process: ("name",),
    ApiToken: ("name",),
    Company: ("name", "status", "type", "address"),
    Contact: ("name", "job_title"),
    FieldValue: ("text",),
    Notice: ("details",),
    SavedView: ("name", "q"),
    SignIn: ("user_agent", "address"),
    Stage: ("name",),
    Step: ("name", "guidance"),
    BulkRefusal: ("label", "details"),
    Binding: ("name",),
    Deal: ("title", "source", "close_reason"),
    Lead: ("title", "source", "close_reason"),
    StageVisit: ("override_reason",),
    Task: ("title", "description"),
    Tick: ("note",),
    Rule: ("name", "label"),
    Run: ("rule_name", "record_label", "actor_name"),
    Holiday: ("name",),
    Constant: ("name", "value"),
    ExceptionEntry: ("text", "why"),
    Project: ("name", "description"),
    ProjectTemplate: ("name",),
    Quote: ("name", "description"),
    Order: ("name", "description"),
    Invoice: ("name", "description"),
    Requisite: ("text",),
    Accrual: ("reason",),
    Document: ("title", "signed_by", "refusal", "description"),
    DocumentVersion: ("name", "media_type"),
    DocumentTemplate: ("name", "body"),
    SigningLink: ("signer", "email", "author_name", "answer_name", "browser", "refusal"),
    Webhook: ("name", "url"),
    IncomingWebhook: ("name",),
    IncomingCall: ("body", "record_label"),
    SmsAccount: ("name",),
    LeadForm: ("name", "intro", "consent", "thanks", "source"),
    Mailbox: ("name", "address", "sender_name", "host", "login"),
    ReturnedMail: ("reason",),
    MailTemplate: ("name", "subject", "body", "html"),
    PaymentLink: ("title",),
    PaymentSettings: ("payee_name", "payee_address"),
    Delivery: ("via_name", "recipient", "record_label", "rule_name"),
    Message: ("subject", "sender", "recipient", "body"),
}


def furnish(cast: Cast) -> dict[str, object]:
    """Put something there for each name in an address; returns the ids by these names."""
    company = cast.company("ACME", phones=["+48 600 100 200"], emails=["office@example.com"])
    contact = cast.contact("Olga", company_id=company)
    cast.field("colour", "choice", options=["Red", "Green"])
    cast.field("story", "long_text")
    cast.field("budget")
    deal = cast.deal(
        company_id=company, contact_id=contact, source="Fair", amount="5", custom__story="x", custom__budget=5
    )
    change = cast.edge.change(cast.anna, create_record, DEAL, {"title": "New"}).undo
    task = cast.run(add_task_to_step, deal, cast.steps[1], {"title": "Call", "due_at": "2020-01-01T10:00"})
    cast.run(tick_step, deal, cast.steps[0], note="Done")
    cast.run(delete_record, TASK, cast.run(create_record, TASK, {"title": "Thrown away"}))
    cast.run(invite_member, "dora@example.com", "viewer", "Dora")
    cast.run(_told, deal)
    rule, run = rule_that_ran(cast, deal)
    holiday = cast.put(Holiday(day=now().date(), name="Harvest"))
    ids = {"deal_id": deal, "record_id": deal, "companies": company, "contacts": contact, "tasks": task}
    ids |= {"sales": "deals", "lead_id": (lead := cast.lead(source="Fair")), "leads": lead}
    ids |= {"contact_id": contact, "constant_id": cast.run(create_constant, "Name", "text", "Value")}
    ids |= {"rule_id": rule, "periodic_id": periodic_rule(cast), "rule_run_id": run, "number": 1, "holiday_id": holiday}
    ids |= {"template_id": cast.put(ProjectTemplate(name="Installation", tasks=[{"title": "Call", "type": "call"}]))}
    ids |= {"projects": cast.run(start_project, ids["template_id"], {"deal_id": deal})}
    ids |= {each.plural: paper(cast, each, deal_id=deal, company_id=company) for each in (QUOTE, ORDER)}
    ids |= dict.fromkeys(("invoices", "paper_id", "invoice_id"), invoice(cast, company_id=company, issued=True))
    cast.run(set_requisites, COMPANY, company, {"company": {"legal_name": "ACME", "address.actual": "Here"}})
    ids |= {"client_id": company, "exception_id": cast.run(add_exception, "spam@example.com", "Spam")}
    ids |= {"accruals": cast.run(create_record, ACCRUAL, named(cast, ACCRUAL, "Bonus", deal_id=deal))}
    ids |= {"messages": cast.run(create_record, MESSAGE, {"subject": "Hello", "deal_id": deal, "body": "There"})}
    ids |= {"webhook_id": webhook(cast), "delivery_id": failed_delivery(cast)}
    ids |= received_call(cast)
    ids |= {"lead_form_id": lead_form(cast)}
    ids |= {"mailbox_id": (box := mailbox(cast)), "mail_template_id": mail_template(cast)}
    ids |= {"returned_mail_id": cast.put(ReturnedMail(folded="office@example.com", reason="550 No such user"))}
    ids |= {"trial_id": cast.run(try_mailbox, box)}
    cast.run(update_profile, {"phone": "+48600100200"})
    ids |= {"sms_account_id": (account := sms_account(cast)), "sms_trial_id": cast.run(try_sms_account, account)}
    payee(cast)
    link = payment_link(cast, DEAL, deal)
    ids |= {"payables": "deals", "payment_link_id": link.id, "pay_token": link.token, "hook_token": "no-such-token"}
    ids |= {"accrual_id": ids["accruals"], **_document(cast, deal), "contact_id": contact}
    return {**_rows(cast, deal), **ids, "task_id": task, "change_id": change, **_of_process(cast), **WORDS}


def _document(cast: Cast, deal: int) -> dict[str, object]:
    template = cast.run(create_document_template, {"name": "Contract", "kind": "deal", "body": "{{ deal.title }}"})
    document = cast.run(document_about, DEAL, deal, template, {})
    cast.run(mark_signed, document, "", "Olga")
    ids = {"documents": document, "document_id": document, "document_template_id": template}
    return ids | signed_link(cast, document)


# Names in addresses that are no ids.
WORDS = {
    "recipe": "offer_follow_up",
    "plural": "deals",
    "kind_name": "deal",
    "kind": "deal",
    "key": "custom.budget",
    "topic": "deal",
    "report": "funnel",
    "currency": "USD",
    "clients": "companies",
    "papers": "invoices",
    "template": "company",
    "token": "no-such-token",
    "name": "1-1",
    "signed": "no-such-signature",
}


def path_of(pattern: str, ids: dict[str, object]) -> str:
    """The address of something that is there."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: str(ids[name[1]]), pattern)


def write_everywhere(cast: Cast, texts: Sequence[str]) -> None:
    """Let each row of each table hold other texts, cut to what fits, wherever a table takes any."""
    numbers = count()
    with cast.database.writing(None) as session:
        for model, columns in FREE.items():
            for key in _keys(session, model):
                values = {column: _next(texts, next(numbers), model, column) for column in columns}
                session.execute(update(model).where(*key).values(values), execution_options=_UNTRACKED)
        session.commit()


_UNTRACKED = {"synchronize_session": False}


def _keys(session: Session, model: type) -> Iterator[list[ColumnElement[bool]]]:
    primary: Sequence[Column[Any]] = inspect(model).primary_key
    for row in session.execute(select(*primary)).all():
        yield [column == value for column, value in zip(primary, row, strict=True)]


def _next(texts: Sequence[str], number: int, model: type, column: str) -> str | dict[str, str]:
    kind: Any = inspect(model).columns[column].type
    longest = getattr(kind, "length", None) or 300
    # With its number, as some of these have to be distinct.
    text = f"{texts[number % len(texts)][: longest - 8]} {number}"
    # A message is ours and is translated; what it tells of is anybody's.
    return {"text": text} if column == "details" else text


def _of_process(cast: Cast) -> dict[str, object]:
    product = cast.run(create_record, PRODUCT, {"name": "GTX"})
    price_list = cast.put(PriceList(name="Partners", name_folded="partners"))
    return {
        "process_id": cast.process_id,
        "stage_id": cast.stages[0],
        "step_id": cast.steps[0],
        "member_id": cast.boris.member_id,
        "binding_id": cast.bind("custom.budget", cast.steps[2]),
        "field_id": cast.field("size", "choice", options=["S", "M"]),
        "group_id": cast.put(Group(name="North")),
        "product_id": product,
        "price_list_id": price_list,
        "price_id": cast.put(ProductPrice(product_id=product, price_list_id=price_list, currency="EUR", amount=5)),
    }


def _rows(cast: Cast, deal: int) -> dict[str, object]:
    me = cast.anna.member_id
    file = File(kind="deal", record_id=deal, name="x.txt", size=1, content_type="text/plain", sha256="0" * 64)
    bulk = BulkRun(kind="deal", action="delete", ids=[deal], total=1, done=1, member_id=me, finished_at=now())
    run_id = cast.put(bulk)
    refusal = BulkRefusal(run_id=run_id, record_id=deal, label="ACME", message="No: %(text)s", details={"text": "you"})
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.add(refusal)
        session.commit()
    return {
        "run_id": run_id,
        "file_id": cast.put(file),
        "note_id": cast.put(Note(kind="deal", record_id=deal, text="Hello", author_id=me)),
        "view_id": cast.put(SavedView(kind="deal", name="V", author_id=me, shared=True, filter={"all": []})),
        "notice_id": cast.put(Notice(member_id=me, message="Hello, %(text)s", details={"text": "you"})),
        "import_id": bring_in(cast, "deal", "title,amount\nX,lots\n,5\n"),
        **_without_workspace(cast),
    }


def _without_workspace(cast: Cast) -> dict[str, object]:
    with cast.database.writing(None) as session:
        person_id = session.get_one(Member, cast.anna.member_id).person_id
        link = AccessLink(
            token_hash="x", workspace_id=cast.anna.workspace_id, email="new@example.com", expires_at=now()
        )
        token = ApiToken(token_hash="y", member_id=cast.anna.member_id, name="Mine")
        sign_in = SignIn(token_hash="z", person_id=person_id, member_id=cast.anna.member_id, user_agent="Firefox")
        session.add_all([link, token, sign_in])
        session.flush()
        made: dict[str, object] = {"invitation_id": link.id, "token_id": token.id, "sign_in_id": sign_in.id}
        session.commit()
    return made


def _told(work: Work, deal: int) -> None:
    tell(work, work.actor.member_id, _("“%(text)s” is done.", text="Call"), DEAL.name, deal)
