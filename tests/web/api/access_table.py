"""Every operation of the API, and what it answers whom."""

from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.kinds import KINDS


@dataclass(frozen=True)
class Row:
    """One operation on something of Anna's. Names in braces stand for the ids of fresh records.

    anna: its owner and administrator; boris: a salesperson and colleague; viktor: who only looks; clara: an
    administrator of another workspace. An upload sends a file instead of a body.
    """

    method: str
    path: str
    anna: int
    boris: int
    viktor: int
    clara: int
    body: Any = None
    upload: bool = False

    @property
    def operation(self) -> tuple[str, str]:
        """Method and path without the names of their places: ("GET", "/deals/{}")."""
        plain = "/".join("{}" if part.startswith("{") else part for part in self.path.split("?")[0].split("/"))
        return self.method, plain


WAYS = ("archive", "unarchive")
_MAIL = {"recipient": "olga@example.com", "subject": "Hello", "text": "Here it is."}
_DRAFT = "/imports/{import_draft}"


def _kind(plural: str, name: str, new: dict[str, Any]) -> list[Row]:
    ways = WAYS if KINDS[name].archivable else ()
    archive = [Row("POST", f"/{plural}/{{{name}}}/{way}", 200, 403, 403, 404) for way in ways]
    one, title = f"/{plural}/{{{name}}}", {KINDS[name].title_key: "Changed"}
    return [
        Row("GET", f"/{plural}", 200, 200, 200, 200),
        # Clara may make records of her own, but none that points into this workspace.
        Row("POST", f"/{plural}", 201, 201, 403, 422, new),
        Row("GET", one, 200, 200, 200, 404),
        Row("PATCH", one, 200, 403, 403, 404, title),
        Row("DELETE", one, 204, 403, 403, 404),
        Row("POST", f"/{plural}/{{deleted_{name}}}/restore", 200, 403, 403, 404),
        *archive,
    ]


def _accruals() -> list[Row]:
    """What is personal: to Boris and Viktor, who stand above nobody, Anna's does not exist."""
    one, new = "/accruals/{accrual}", {"reason": "Bonus", "amount": 5, "responsible_id": "{member}"}
    return [
        Row("GET", "/accruals", 200, 200, 200, 200),
        Row("POST", "/accruals", 201, 403, 403, 422, new),
        Row("GET", one, 200, 404, 404, 404),
        Row("PATCH", one, 200, 404, 403, 404, {"reason": "Changed"}),
        Row("DELETE", one, 204, 404, 403, 404),
        Row("POST", "/accruals/{deleted_accrual}/restore", 200, 404, 403, 404),
        Row("POST", f"{one}/reverse", 200, 404, 403, 404),
        Row("POST", f"{one}/book-again", 200, 404, 403, 404),
    ]


def _documents() -> list[Row]:
    one = "/documents/{document}"
    steps: list[tuple[str, Any]] = [
        ("ask-for-signature", None),
        ("sign", {"signed_by": "Olga"}),
        ("refuse", {}),
        ("back-to-draft", None),
        ("versions/{document_version}/restore", None),
    ]
    return [
        *_kind("documents", "document", {"title": "Contract", "deal_id": "{deal}"}),
        *(Row("POST", f"{one}/{step}", 200, 403, 403, 404, body) for step, body in steps),
        _read(f"{one}/versions", 404),
        Row("POST", f"{one}/versions", 201, 403, 403, 404, upload=True),
        _read("/documents/{written_document}/versions/{document_version}/content", 404),
        _read(f"{one}/signing-links", 404),
        Row("POST", "/documents/{written_document}/signing-links", 201, 403, 403, 404, {"signer": "Olga"}),
        Row("DELETE", "/documents/{written_document}/signing-links/{signing_link}", 204, 403, 403, 404),
    ]


def _settings(method: str, path: str, anna: int, clara: int, body: Any = None) -> Row:
    """What only administrators may do."""
    return Row(method, path, anna, 403, 403, clara, body)


def _read(path: str, clara: int = 200) -> Row:
    """What every member may read."""
    return Row("GET", path, 200, 200, 200, clara)


def _document_templates() -> list[Row]:
    url, one = "/document-templates", "/document-templates/{document_template}"
    made: Any = {"kind": "deal", "record_id": "{deal}"}
    return [
        Row("GET", url, 200, 200, 403, 200),
        _settings("POST", url, 201, 201, {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"}),
        Row("GET", one, 200, 200, 403, 404),
        _settings("PATCH", one, 200, 404, {"name": "Changed"}),
        # A text has no file; tests/web/api/test_document_templates.py reads a Word document's.
        _settings("GET", f"{one}/file", 404, 404),
        Row("POST", f"{one}/documents", 201, 201, 403, 404, made),
        _settings("DELETE", one, 204, 404),
    ]


def _merge(path: str) -> Row:
    """Into one that exists; what is merged into it does not, which only those are told who may change the one."""
    return Row("POST", path, 404, 403, 403, 404, {"ids": [2**62]})


def _requisites(path: str) -> list[Row]:
    return [_read(path, 404), Row("PUT", path, 200, 403, 403, 404, {"person": {"full_name": "Olga"}})]


def _lines(path: str) -> list[Row]:
    return [_read(path, 404), Row("PUT", path, 200, 403, 403, 404, {"lines": []})]


def _checklist(one: str, step: str) -> list[Row]:
    return [
        _read(f"{one}/checklist", 404),
        *_lines(f"{one}/lines"),
        Row("PUT", f"{one}/steps/{step}/tick", 200, 403, 403, 404, {}),
        Row("DELETE", f"{one}/steps/{step}/tick", 200, 403, 403, 404),
        Row("POST", f"{one}/steps/{step}/tasks", 201, 403, 403, 404, {"title": "Call"}),
    ]


RULE = {
    "name": "Rule",
    "kind": "deal",
    "trigger": {"on": "created"},
    "actions": [{"do": "set_fields", "settings": {"values": {}}}],
}
MAILBOX = {"name": "Office", "address": "office@example.com", "host": "smtp.example.com", "member_id": "{member}"}

TABLE = [
    *_kind("deals", "deal", {"title": "ACME", "company_id": "{company}"}),
    *_kind("leads", "lead", {"title": "Enquiry", "company_id": "{company}"}),
    *_kind("companies", "company", {"name": "ACME", "parent_id": "{company}"}),
    *_kind("contacts", "contact", {"name": "Olga", "company_id": "{company}"}),
    *_kind("tasks", "task", {"title": "Call", "deal_id": "{deal}"}),
    *_accruals(),
    *_documents(),
    *_kind("messages", "message", {"subject": "Hello", "deal_id": "{deal}"}),
    # There is nothing that a product links to, but a responsible member of one's own.
    *_kind("projects", "project", {"name": "Installation", "deal_id": "{deal}"}),
    Row("GET", "/project-templates", 200, 200, 403, 200),
    _settings("POST", "/project-templates", 201, 201, {"name": "Installation"}),
    Row("GET", "/project-templates/{project_template}", 200, 200, 403, 404),
    _settings("PATCH", "/project-templates/{project_template}", 200, 404, {"name": "Changed"}),
    _settings("DELETE", "/project-templates/{project_template}", 204, 404),
    Row("POST", "/project-templates/{project_template}/projects", 201, 201, 403, 404, {}),
    *_kind("quotes", "quote", {"name": "Windows", "deal_id": "{deal}"}),
    *_kind("orders", "order", {"name": "Windows", "deal_id": "{deal}"}),
    *_kind("invoices", "invoice", {"name": "Windows", "deal_id": "{deal}"}),
    Row("POST", "/invoices/{whole_invoice}/issue", 200, 403, 403, 404),
    Row("POST", "/invoices/{issued_invoice}/cancellation", 200, 403, 403, 404),
    Row("POST", "/invoices/{issued_invoice}/payment", 200, 403, 403, 404, {}),
    Row("DELETE", "/invoices/{issued_invoice}/payment", 200, 403, 403, 404),
    Row("POST", "/orders/{order}/payment", 200, 403, 403, 404, {}),
    Row("DELETE", "/orders/{order}/payment", 200, 403, 403, 404),
    _read("/quotes/{quote}/pdf", 404),
    _read("/orders/{order}/pdf", 404),
    _read("/invoices/{invoice}/pdf", 404),
    *_lines("/quotes/{quote}/lines"),
    *_lines("/orders/{order}/lines"),
    *_lines("/invoices/{invoice}/lines"),
    *_kind("products", "product", {"name": "GTX", "responsible_id": "{member}"}),
    _read("/{deals}/{deal}/notes", 404),
    Row("POST", "/{deals}/{deal}/notes", 201, 403, 403, 404, {"text": "Call back"}),
    Row("PATCH", "/notes/{note}", 200, 403, 403, 404, {"text": "Changed"}),
    Row("DELETE", "/notes/{note}", 204, 403, 403, 404),
    _read("/{deals}/{deal}/files", 404),
    Row("POST", "/{deals}/{deal}/files", 201, 403, 403, 404, upload=True),
    Row("POST", "/files", 201, 201, 403, 201, upload=True),
    _read("/files/{file}", 404),
    _read("/files/{file}/content", 404),
    Row("DELETE", "/files/{file}", 204, 403, 403, 404),
    _read("/bin"),
    Row("DELETE", "/bin/{deals}/{deleted_deal}", 204, 403, 403, 404),
    _read("/views"),
    Row("POST", "/views", 201, 201, 201, 201, {"name": "View {key}"}),
    Row("GET", "/views/{view}", 200, 404, 404, 404),
    Row("GET", "/views/{shared_view}", 200, 200, 200, 404),
    Row("PATCH", "/views/{shared_view}", 200, 403, 403, 404, {"name": "Changed {key}"}),
    Row("POST", "/views/{shared_view}/opening", 200, 200, 200, 404),
    Row("DELETE", "/views/{shared_view}/opening", 204, 204, 204, 404),
    Row("DELETE", "/views/{shared_view}", 204, 403, 403, 404),
    Row("GET", "/imports", 200, 200, 403, 200),
    Row("POST", "/{deals}/imports", 201, 201, 403, 201, upload=True),
    *(Row("GET", _DRAFT + part, 200, 404, 403, 404) for part in ("", "/columns", "/preview", "/faults", "/leftovers")),
    Row("PUT", f"{_DRAFT}/mapping", 200, 404, 403, 404, {}),
    Row("POST", f"{_DRAFT}/run", 202, 404, 403, 404, {}),
    Row("DELETE", "/imports/{another_draft}", 204, 404, 403, 404),
    Row("POST", "/imports/{import}/withdrawal", 202, 404, 403, 404),
    _read("/products/{product}/prices", 404),
    Row("PUT", "/products/{product}/prices/{price_list}", 200, 403, 403, 404, {"price": "99.90 EUR"}),
    Row("DELETE", "/products/{priced_product}/prices/{everybody}", 204, 403, 403, 404),
    _read("/price-lists"),
    _settings("POST", "/price-lists", 201, 201, {"name": "Partners {key}"}),
    _read("/price-lists/{price_list}", 404),
    _settings("PATCH", "/price-lists/{price_list}", 200, 404, {"name": "Changed {key}"}),
    _settings("DELETE", "/price-lists/{price_list}", 204, 404),
    *_checklist("/deals/{deal}", "{step}"),
    *_checklist("/leads/{lead}", "{lead_step}"),
    Row("POST", "/leads/{lead}/conversion", 201, 403, 403, 404, {}),
    _read("/history?kind=deal&id={deal}", 404),
    _read("/members"),
    _read("/members/{member}", 404),
    _settings("PATCH", "/members/{member}", 200, 404, {"job_title": "Changed"}),
    _settings("POST", "/members/{colleague}/leaving", 200, 404, {}),
    _settings("DELETE", "/members/{colleague}/leaving", 200, 404),
    _settings("POST", "/members/{colleague}/password-link", 201, 404),
    _settings("GET", "/invitations", 200, 200),
    _settings("POST", "/invitations", 201, 201, {"email": "{key}@example.com", "role": "viewer"}),
    _settings("DELETE", "/invitations/{invitation}", 204, 404),
    _settings("GET", "/workspace", 200, 200),
    _settings("PATCH", "/workspace", 200, 200, {"stale_days": 21}),
    _settings("GET", "/groups", 200, 200),
    _settings("POST", "/groups", 201, 201, {"name": "North {key}"}),
    _settings("GET", "/groups/{group}", 200, 404),
    _settings("PATCH", "/groups/{group}", 200, 404, {"name": "Changed {key}"}),
    _settings("DELETE", "/groups/{group}", 204, 404),
    _read("/me"),
    _settings("GET", "/plan", 200, 200),
    _read("/exchange-rates"),
    _settings("PUT", "/exchange-rates/{foreign_currency}", 200, 200, {"rate": "4.25"}),
    _settings("DELETE", "/exchange-rates/{kept_currency}", 204, 404),
    _read("/holidays"),
    _settings("POST", "/holidays", 201, 201, {"day": "2026-12-24", "name": "Christmas Eve"}),
    _settings("POST", "/holidays/imports", 200, 200, {"country": "PL", "year": 2026}),
    _settings("DELETE", "/holidays/{holiday}", 204, 404),
    _settings("GET", "/constants", 200, 200),
    _settings("POST", "/constants", 201, 201, {"name": "Tax rate {key}", "type": "number", "value": 23}),
    _settings("PATCH", "/constants/{constant}", 200, 404, {"value": 8}),
    _settings("DELETE", "/constants/{constant}", 204, 404),
    Row("GET", "/payment-links?kind=deal&record_id={deal}", 200, 200, 200, 404),
    Row("POST", "/payment-links", 201, 403, 403, 404, {"kind": "deal", "record_id": "{payable}"}),
    Row("DELETE", "/payment-links/{payment_link}", 204, 403, 403, 404),
    _settings("GET", "/webhooks", 200, 200),
    _settings("POST", "/webhooks", 201, 201, {"name": "ERP", "url": "https://example.com/hook"}),
    _settings("GET", "/webhooks/{webhook}", 200, 404),
    _settings("PATCH", "/webhooks/{webhook}", 200, 404, {"active": False}),
    _settings("POST", "/webhooks/{webhook}/secret", 200, 404),
    _settings("POST", "/webhooks/{webhook}/tries", 201, 404),
    _settings("DELETE", "/webhooks/{webhook}", 204, 404),
    # Members keep their own alone: what is the workspace's does not exist to Boris.
    Row("GET", "/mailboxes", 200, 200, 403, 200),
    Row("POST", "/mailboxes", 201, 201, 403, 422, MAILBOX),
    Row("GET", "/mailboxes/{mailbox}", 200, 404, 403, 404),
    Row("PATCH", "/mailboxes/{mailbox}", 200, 404, 403, 404, {"name": "Changed"}),
    _settings("POST", "/mailboxes/{mailbox}/standard", 200, 404),
    Row("POST", "/mailboxes/{mailbox}/trials", 202, 404, 403, 404),
    Row("DELETE", "/mailboxes/{mailbox}", 204, 404, 403, 404),
    _settings("GET", "/mail-templates", 200, 200),
    _settings("POST", "/mail-templates", 201, 201, {"name": "Hi", "kind": "deal", "subject": "Hi", "body": "Hello"}),
    _settings("GET", "/mail-templates/{mail_template}", 200, 404),
    _settings("PATCH", "/mail-templates/{mail_template}", 200, 404, {"subject": "Changed"}),
    _settings("DELETE", "/mail-templates/{mail_template}", 204, 404),
    *_document_templates(),
    _settings("GET", "/sms-accounts", 200, 200),
    _settings("POST", "/sms-accounts", 201, 201, {"name": "Bulk", "provider": "smsapi", "secret": "key"}),
    _settings("GET", "/sms-accounts/{sms_account}", 200, 404),
    _settings("PATCH", "/sms-accounts/{sms_account}", 200, 404, {"active": False}),
    _settings("POST", "/sms-accounts/{sms_account}/standard", 200, 404),
    _settings("DELETE", "/sms-accounts/{sms_account}", 204, 404),
    _settings("GET", "/incoming-webhooks", 200, 200),
    _settings("POST", "/incoming-webhooks", 201, 201, {"name": "Shop", "kind": "lead"}),
    _settings("GET", "/incoming-webhooks/{incoming_webhook}", 200, 404),
    _settings("PATCH", "/incoming-webhooks/{incoming_webhook}", 200, 404, {"active": False}),
    _settings("POST", "/incoming-webhooks/{incoming_webhook}/address", 200, 404),
    _settings("POST", "/incoming-webhooks/{incoming_webhook}/secret", 200, 404),
    _settings("POST", "/incoming-webhooks/{incoming_webhook}/owner", 200, 404),
    _settings("GET", "/incoming-webhooks/{incoming_webhook}/calls", 200, 404),
    _settings("GET", "/incoming-webhooks/{incoming_webhook}/calls/{incoming_call}", 200, 404),
    _settings("DELETE", "/incoming-webhooks/{incoming_webhook}", 204, 404),
    _settings("GET", "/lead-forms", 200, 200),
    _settings("POST", "/lead-forms", 201, 201, {"name": "Ask us", "fields": [{"field": "message"}]}),
    _settings("GET", "/lead-forms/{lead_form}", 200, 404),
    _settings("PATCH", "/lead-forms/{lead_form}", 200, 404, {"active": False}),
    _settings("POST", "/lead-forms/{lead_form}/address", 200, 404),
    _settings("POST", "/lead-forms/{lead_form}/owner", 200, 404),
    _settings("GET", "/lead-forms/{lead_form}/entries", 200, 404),
    _settings("DELETE", "/lead-forms/{lead_form}", 204, 404),
    Row("POST", "/{deals}/{mailed_deal}/mails", 202, 403, 403, 404, _MAIL),
    Row("POST", "/{deals}/{texted_deal}/sms", 202, 403, 403, 404, {"recipient": "+48 600 100 200", "text": "Hello"}),
    _settings("GET", "/erasures", 200, 200),
    _settings("GET", "/contacts/{contact}/personal-data", 200, 404),
    _settings("POST", "/contacts/{contact}/erasure", 200, 404, {"confirmed": True}),
    _settings("GET", "/members/{colleague}/personal-data", 200, 404),
    _settings("POST", "/members/{who_left}/erasure", 200, 404, {"confirmed": True}),
    *(Row("POST", f"/{{deals}}/{{deal}}/{each}", 201, 201, 403, 404) for each in ("quotes", "orders", "invoices")),
    _settings("GET", "/deliveries", 200, 200),
    _settings("GET", "/deliveries/{delivery}", 200, 404),
    _settings("POST", "/deliveries/{delivery}/again", 200, 404),
    _settings("GET", "/runs", 200, 200),
    _settings("GET", "/runs/{run}", 200, 404),
    _settings("POST", "/runs/{failed_run}/retry", 200, 404),
    _settings("POST", "/runs/{run}/undo", 200, 404),
    _merge("/companies/{company}/merge"),
    _merge("/contacts/{contact}/merge"),
    *_requisites("/companies/{company}/requisites"),
    *_requisites("/contacts/{contact}/requisites"),
    Row("GET", "/exceptions", 200, 403, 403, 200),
    _settings("POST", "/exceptions", 201, 201, {"value": "{key}@example.com"}),
    _settings("DELETE", "/exceptions/{exception}", 204, 404),
    _settings("GET", "/bindings", 200, 200),
    _settings("POST", "/bindings", 201, 422, {"field": "custom.{key}", "step_id": "{step}"}),
    _settings("GET", "/bindings/{binding}", 200, 404),
    _settings("PATCH", "/bindings/{binding}", 200, 404, {"active": False}),
    _settings("DELETE", "/bindings/{binding}", 204, 404),
    _settings("GET", "/bindings/{binding}/backlog", 200, 404),
    _settings("POST", "/bindings/{active_binding}/backlog", 200, 404),
    _settings("GET", "/bindings/{binding}/missing", 200, 404),
    _read("/fields"),
    _settings("POST", "/fields", 201, 201, {"label": "Field {key}", "type": "number"}),
    _settings("GET", "/field-access/{kind}", 200, 200),
    _settings("PATCH", "/field-access/{kind}", 200, 200, {"fields": {"source": {"viewer": "hidden"}}}),
    _read("/fields/{field}", 404),
    _settings("PATCH", "/fields/{field}", 200, 404, {"label": "Changed"}),
    _settings("DELETE", "/fields/{field}", 204, 404),
    _settings("GET", "/fields/{field}/usage", 200, 404),
    _settings("POST", "/fields/{deleted_field}/restore", 200, 404),
    _read("/processes"),
    _settings("POST", "/processes", 201, 201, {"name": "Renewals", "stages": [{"name": "Offer"}]}),
    _read("/processes/{process}", 404),
    _settings("PATCH", "/processes/{process}", 200, 404, {"name": "Changed"}),
    _settings("DELETE", "/processes/{process}", 204, 404),
    _settings("POST", "/processes/{deleted_process}/restore", 200, 404),
    _settings("POST", "/processes/{process}/stages", 201, 404, {"name": "Stage"}),
    _read("/stages/{stage}", 404),
    _settings("GET", "/stages/{stage}/usage", 200, 404),
    _settings("PATCH", "/stages/{stage}", 200, 404, {"name": "Changed"}),
    _settings("DELETE", "/stages/{stage}", 204, 404),
    _settings("POST", "/stages/{deleted_stage}/restore", 200, 404),
    _settings("POST", "/stages/{stage}/steps", 201, 404, {"name": "Step"}),
    _read("/steps/{step}", 404),
    _settings("GET", "/steps/{step}/usage", 200, 404),
    _settings("PATCH", "/steps/{step}", 200, 404, {"name": "Changed"}),
    _settings("DELETE", "/steps/{step}", 204, 404),
    _settings("POST", "/steps/{deleted_step}/restore", 200, 404),
    _settings("GET", "/rules", 200, 200),
    _settings("POST", "/rules", 201, 201, RULE),
    _settings("POST", "/rules/matches", 200, 200, {}),
    _settings("GET", "/rules/{rule}", 200, 404),
    _settings("PATCH", "/rules/{rule}", 200, 404, {"name": "Changed"}),
    _settings("POST", "/rules/{rule}/copy", 201, 404),
    Row("POST", "/rules/{startable_rule}/start", 200, 200, 403, 404, {"record_id": "{deal}"}),
    _settings("GET", "/rules/{rule}/versions", 200, 404),
    _settings("POST", "/rules/{rule}/versions/{first_version}/restore", 200, 404),
    _settings("POST", "/rules/{rule}/rehearsals", 200, 404, {"record_id": "{deal}"}),
    _settings("DELETE", "/rules/{rule}", 204, 404),
]
