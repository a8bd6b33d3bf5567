"""Fresh things of Anna's for each row of the table, by the names that its path and body use."""

import re
from collections.abc import Callable
from io import BytesIO
from itertools import count
from typing import Any

from stepmark.automation.document_templates import create_document_template
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, LEAD, PRODUCT, TASK, Kind
from stepmark.commands.accruals import ACCRUAL
from stepmark.commands.constants import create_constant
from stepmark.commands.documents import DOCUMENT, add_version
from stepmark.commands.erasure import erase_contact
from stepmark.commands.exceptions import add_exception
from stepmark.commands.exchange_rates import set_rate
from stepmark.commands.fields import delete_field
from stepmark.commands.files import Upload, add_files
from stepmark.commands.groups import create_group
from stepmark.commands.holidays import add_holiday
from stepmark.commands.import_drafts import draft_import
from stepmark.commands.invitations import invite_member
from stepmark.commands.leaving import deactivate_member
from stepmark.commands.messages import MESSAGE
from stepmark.commands.notes import add_note
from stepmark.commands.price_lists import create_price_list, set_price
from stepmark.commands.projects import PROJECT
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.views import ViewContent, create_view
from stepmark.conditions.tree import ALWAYS
from stepmark.domain.documents import Document
from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook
from stepmark.domain.people import AccessLink
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.projects import ProjectTemplate
from stepmark.platform.clock import now
from stepmark.queries.personal_data import data_of_contact
from stepmark.web.uploads import file_store
from tests.cast import Cast
from tests.support.deliveries import failed_delivery, webhook
from tests.support.imports import bring_in
from tests.support.incoming import incoming_webhook, lead_form
from tests.support.mails import mail_template, mailbox
from tests.support.papers import invoice
from tests.support.payments import payee, payment_link
from tests.support.people import rows
from tests.support.records import named
from tests.support.rules import Rules, set_fields
from tests.support.signing import asked_to_sign, written_document
from tests.support.sms import sms_account

PAPER = {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"}
NAME = re.compile(r"\{(\w+)\}")
_numbers = count(1)


class World:
    """Makes what a row names, once for the row."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._made: dict[str, Any] = {}

    def filled(self, template: Any) -> Any:
        """A path or a body with every name replaced: "{deal}" alone becomes a number."""
        if isinstance(template, dict):
            return {key: self.filled(value) for key, value in template.items()}
        if not isinstance(template, str):
            return template
        if alone := NAME.fullmatch(template):
            return self._get(alone[1])
        return NAME.sub(lambda found: str(self._get(found[1])), template)

    def _get(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _MAKERS[name](self._cast)
        return self._made[name]


class Nowhere(World):
    """Makes nothing: what a row names is not there."""

    def _get(self, _name: str) -> Any:
        return 1


def _record(kind: Kind, *, deleted: bool = False) -> Callable[[Cast], int]:
    def make(cast: Cast) -> int:
        record_id = int(cast.run(create_record, kind, named(cast, kind, "Anna's", responsible_id=cast.anna.member_id)))
        if deleted:
            cast.run(delete_record, kind, record_id)
        return record_id

    return make


def _payable(cast: Cast) -> int:
    payee(cast)
    return cast.deal(amount="100", responsible_id=cast.anna.member_id)


def _document(cast: Cast) -> int:
    document = _record(DOCUMENT)(cast)
    cast.run(add_version, document, [Upload("Anna's.pdf", "a" * 64, 1)])
    return document


def _signing_link(cast: Cast) -> int:
    """One of the document that the path names before it."""
    return asked_to_sign(cast, rows(cast, Document)[-1].id).id


def _incoming_call(cast: Cast) -> int:
    """One of the webhook that the path names before it."""
    hook = rows(cast, IncomingWebhook)[-1].id
    return cast.put(IncomingCall(webhook_id=hook, body="{}", outcome="refused", kind="lead"))


def _process(cast: Cast, **values: Any) -> int:
    return cast.put(Process(name="Anna's", **values))


def _stage(cast: Cast, **values: Any) -> int:
    return cast.put(Stage(process_id=cast.process_id, name="Anna's", position=9, **values))


def _step(cast: Cast, **values: Any) -> int:
    stage_id = cast.stages[0]
    return cast.put(Step(process_id=cast.process_id, stage_id=stage_id, name="Anna's", position=9, **values))


def _lead_step(cast: Cast) -> int:
    place = {"process_id": cast.lead_process_id, "stage_id": cast.lead_stages[0]}
    return cast.put(Step(name="Anna's", position=9, **place))


def _field(cast: Cast) -> int:
    return cast.field(f"field_{next(_numbers)}")


def _deleted_field(cast: Cast) -> int:
    field = _field(cast)
    cast.run(delete_field, field)
    return field


def _key(cast: Cast) -> str:
    key = f"field_{next(_numbers)}"
    cast.field(key)
    return key


def _binding(cast: Cast, *, active: bool = False) -> int:
    return cast.bind(f"custom.{_key(cast)}", _step(cast), active=active)


def _run(cast: Cast, *, failed: bool = False) -> int:
    """What a rule did to a company of Anna's; a failed one has lost its field meanwhile."""
    key, rules = f"field_{next(_numbers)}", Rules(cast)
    field = cast.field(key, kind="company")
    rules.make("created", set_fields(**{f"custom__{key}": 5}), kind="company", name=f"Sets {key}")
    if failed:
        cast.run(delete_field, field)
    cast.company()
    return rules.runs()[-1].id


def _priced_product(cast: Cast) -> int:
    product = _record(PRODUCT)(cast)
    cast.run(set_price, product, None, "5 USD")
    return product


def _kept_currency(cast: Cast) -> str:
    cast.run(set_rate, "CHF", "1.07")
    return "CHF"


def _file(cast: Cast) -> int:
    """A file on a deal of Anna's."""
    content = file_store(cast.database.settings).keep(BytesIO(b"%PDF"))
    return int(cast.run(add_files, DEAL, _record(DEAL)(cast), [Upload("Anna's.pdf", content.sha256, content.size)])[0])


def _import_draft(cast: Cast) -> int:
    """A file of one row."""
    data = f"title\nAnna's {next(_numbers)}\n".encode()
    content = file_store(cast.database.settings).keep(BytesIO(data))
    return int(cast.run(draft_import, DEAL, Upload("Anna's.csv", content.sha256, content.size), 1))


def _import(cast: Cast) -> int:
    return bring_in(cast, "deal", f"title\nAnna's {next(_numbers)}\n")


def _view(cast: Cast, *, shared: bool = False) -> int:
    return int(cast.run(create_view, DEAL, f"View {next(_numbers)}", ViewContent(ALWAYS), shared=shared))


def _mailed_deal(cast: Cast) -> int:
    mailbox(cast)
    return _record(DEAL)(cast)


def _texted_deal(cast: Cast) -> int:
    sms_account(cast)
    return _record(DEAL)(cast)


def _who_left(cast: Cast) -> int:
    """Magda."""
    cast.run(deactivate_member, cast.magda.member_id)
    return int(cast.magda.member_id or 0)


def _erased(cast: Cast) -> int:
    """A contact that is no more."""
    contact = cast.contact()
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = data_of_contact(session, contact)
    cast.run(erase_contact, contact, found)
    return contact


def _invitation(cast: Cast) -> int:
    cast.run(invite_member, f"{next(_numbers)}@example.com", "viewer")
    return rows(cast, AccessLink)[-1].id


_MAKERS: dict[str, Callable[[Cast], Any]] = {
    "kind": lambda _cast: "deal",
    "import_draft": _import_draft,
    "another_draft": _import_draft,
    "import": _import,
    "view": _view,
    "shared_view": lambda cast: _view(cast, shared=True),
    "deal": _record(DEAL),
    "deleted_deal": _record(DEAL, deleted=True),
    "lead": _record(LEAD),
    "deleted_lead": _record(LEAD, deleted=True),
    "company": _record(COMPANY),
    "deleted_company": _record(COMPANY, deleted=True),
    "contact": _record(CONTACT),
    "deleted_contact": _record(CONTACT, deleted=True),
    "task": _record(TASK),
    "deleted_task": _record(TASK, deleted=True),
    "project": _record(PROJECT),
    "deleted_project": _record(PROJECT, deleted=True),
    "quote": _record(KINDS["quote"]),
    "deleted_quote": _record(KINDS["quote"], deleted=True),
    "order": _record(KINDS["order"]),
    "deleted_order": _record(KINDS["order"], deleted=True),
    "invoice": _record(KINDS["invoice"]),
    "deleted_invoice": _record(KINDS["invoice"], deleted=True),
    "whole_invoice": invoice,
    "issued_invoice": lambda cast: invoice(cast, issued=True),
    "project_template": lambda cast: cast.put(ProjectTemplate(name="Anna's", tasks=[{"title": "Call"}])),
    "document": _document,
    "deleted_document": _record(DOCUMENT, deleted=True),
    "document_version": lambda _cast: 1,
    "written_document": written_document,
    "signing_link": _signing_link,
    "message": _record(MESSAGE),
    "deleted_message": _record(MESSAGE, deleted=True),
    "accrual": _record(ACCRUAL),
    "deleted_accrual": _record(ACCRUAL, deleted=True),
    "product": _record(PRODUCT),
    "deleted_product": _record(PRODUCT, deleted=True),
    "deals": lambda _cast: "deals",
    "note": lambda cast: cast.run(add_note, DEAL, _record(DEAL)(cast), "Anna's"),
    "file": _file,
    "everybody": lambda _cast: "everybody",
    "priced_product": _priced_product,
    "price_list": lambda cast: cast.run(create_price_list, f"List {next(_numbers)}"),
    "colleague": lambda cast: cast.magda.member_id,
    "invitation": _invitation,
    "group": lambda cast: cast.run(create_group, f"Group {next(_numbers)}"),
    "member": lambda cast: cast.anna.member_id,
    "process": _process,
    "deleted_process": lambda cast: _process(cast, deleted_at=now()),
    "stage": _stage,
    "deleted_stage": lambda cast: _stage(cast, deleted_at=now()),
    "step": _step,
    "lead_step": _lead_step,
    "deleted_step": lambda cast: _step(cast, deleted_at=now()),
    "field": _field,
    "deleted_field": _deleted_field,
    "key": _key,
    "binding": _binding,
    "active_binding": lambda cast: _binding(cast, active=True),
    "constant": lambda cast: cast.run(create_constant, f"Constant {next(_numbers)}", "number", 23),
    "holiday": lambda cast: cast.run(add_holiday, f"2030-01-{1 + next(_numbers) % 31}", "Day off"),
    "webhook": webhook,
    "mailbox": mailbox,
    "mail_template": mail_template,
    "document_template": lambda cast: cast.run(create_document_template, PAPER),
    "sms_account": sms_account,
    "incoming_webhook": incoming_webhook,
    "incoming_call": _incoming_call,
    "lead_form": lead_form,
    "payable": _payable,
    "payment_link": lambda cast: payment_link(cast, DEAL, _payable(cast)).id,
    "delivery": failed_delivery,
    "exception": lambda cast: cast.run(add_exception, f"{_key(cast)}@example.com"),
    "foreign_currency": lambda _cast: "USD",
    "kept_currency": _kept_currency,
    "startable_rule": lambda cast: Rules(cast).make("by_hand", set_fields(source="Referral")),
    "erased": _erased,
    "first_version": lambda _cast: 1,
    "mailed_deal": _mailed_deal,
    "texted_deal": _texted_deal,
    "who_left": _who_left,
    "rule": lambda cast: Rules(cast).make("created", set_fields(source="Referral")),
    "run": _run,
    "failed_run": lambda cast: _run(cast, failed=True),
}
