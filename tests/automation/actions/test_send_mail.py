"""Mail by rules: from whom, to whom, with what, once, and what is kept of it."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from stepmark.automation import attachments
from stepmark.automation.deliveries import send_again
from stepmark.automation.mail_templates import delete_mail_template
from stepmark.automation.rules import enable_rule
from stepmark.automation.sweep import begin_sweep, carry_on_sweep
from stepmark.automation.trace import shown_text
from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import DEAL, kind_of
from stepmark.commands.files import Upload, add_files
from stepmark.commands.mailboxes import delete_mailbox, update_mailbox
from stepmark.commands.messages import MESSAGE
from stepmark.commands.payments import mark_paid
from stepmark.commands.records import create_record
from stepmark.domain.deliveries import Delivery
from stepmark.domain.documents import DocumentTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.messages import Message
from stepmark.platform import clock
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.mail_server import answering, dropping, mail_host
from tests.support.mails import OFFICE, mail_template, mailbox
from tests.support.papers import INVOICE, invoice, paper
from tests.support.pdfs import pdf_text
from tests.support.people import row, rows
from tests.support.rules import Rules, set_fields
from tests.support.web import signed_in

CHANGED = {"on": "modified", "fields": ["amount"]}
alone = pytest.mark.sqlite_alone
CLIENT = "olga@example.com"


@pytest.fixture
def sender(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Sends to loopback too."""
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
    return Sender(cast.edge)


def send_mail(**settings: Any) -> dict[str, Any]:
    return {"do": "send_mail", "settings": {"to_client": True, **settings}}


def deal_with_client(cast: Cast, **more: Any) -> int:
    return cast.deal(title="Dach", contact_id=cast.contact("Olga", emails=[CLIENT, "two@example.com"]), **more)


def sweep(cast: Cast, rule: int, day: date) -> None:
    """One day, to its end."""
    clock.set_clock(f"{day.isoformat()}T12:00:00Z")
    sweep_id = cast.run(begin_sweep, rule, day)
    while sweep_id is not None and cast.run(carry_on_sweep, sweep_id):
        pass


def reason_of(rules: Rules) -> str:
    return str(shown_text(rules.runs()[-1].trace[-1]["reason"]))


@pytest.mark.row("S36", "S37", "S38", "B1")
def test_the_client_gets_one_mail_by_the_template_and_it_stands_on_the_timeline(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    with mail_host() as host:
        mailbox(cast, host)
        template = mail_template(cast, html="<h1 onclick='x'>{{ deal.title }}</h1><script>1</script>")
        rules.make(CHANGED, [send_mail(template_id=template), set_fields(source="Written to")], name="Greet")
        deal = deal_with_client(cast)
        cast.change("deal", deal, amount="5", title="Dach <b>")
        assert (rules.outcomes(), host.received) == (["waiting"], [])
        assert sender.send_all() == 1
        assert sender.send_all() == 0
    (received,) = host.received
    assert received.recipients == (CLIENT,)
    message = received.message
    assert (message["from"], message["subject"]) == (f"Dachy Żak <{OFFICE}>", "About Dach <b>")
    assert message["auto-submitted"] == "auto-generated"
    assert "it is about Dach <b>." in received.body()
    assert received.body("html").strip() == "<h1>Dach &lt;b&gt;</h1>"
    assert (rules.outcomes(), rules.value("deal", deal, "source")) == (["done"], "Written to")
    (kept,) = rows(cast, Message)
    assert (kept.subject, kept.sender, kept.recipient) == ("About Dach <b>", OFFICE, CLIENT)
    assert (kept.direction, kept.deal_id, kept.body) == ("out", deal, "Hello,\n\nit is about Dach <b>.")
    sent = [each for each in rules.history("deal", deal) if each.name == "message.sent"]
    assert [each.cause["name"] for each in sent] == ["Greet"]
    (run,) = rules.runs()
    assert [str(each) for each in cast.run(undo_run, run.id)] == [f"what was sent to {CLIENT}"]
    assert len(rows(cast, Message)) == 1


@pytest.mark.row("S39", "S40")
@alone
def test_the_responsible_person_is_the_sender_or_else_the_standard_address(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    with mail_host() as host:
        mailbox(cast, host)
        other = mailbox(cast, host, name="Sales", address="sales@example.com")
        own = mailbox(cast, host, name="Own", address="boris@example.com", member_id=cast.boris.member_id)
        text = {"subject": "Hello", "text": "Hello"}
        rules.make(CHANGED, send_mail(from_responsible=True, **text))
        rules.make(CHANGED, send_mail(from_responsible=True, mailbox_id=other, **text))
        deal = deal_with_client(cast, responsible_id=cast.boris.member_id)
        cast.change("deal", deal, amount="5")
        sender.send_all()
        cast.run(update_mailbox, own, {"active": False})
        cast.change("deal", deal, amount="6")
        sender.send_all()
    senders = [each.sender for each in host.received]
    assert senders == ["boris@example.com", "boris@example.com", OFFICE, "sales@example.com"]


@pytest.mark.row("S41")
@alone
def test_client_and_employee_each_get_a_mail_of_their_own(cast: Cast, rules: Rules, sender: Sender) -> None:
    boris = {"who": "member", "member_id": cast.boris.member_id}
    with mail_host() as host:
        mailbox(cast, host)
        rules.make(CHANGED, send_mail(subject="Hello", text="Hello", to=[boris, boris]))
        rules.make(CHANGED, send_mail(subject="Staff", text="Hello", to=[boris], to_client=False))
        cast.change("deal", deal_with_client(cast), amount="5")
        assert sender.send_all() == 3
    sent = sorted((str(each.message["subject"]), each.recipients) for each in host.received)
    boris_at = "boris@example.com"
    assert sent == [("Hello", (boris_at,)), ("Hello", (CLIENT,)), ("Staff", (boris_at,))]


@pytest.mark.row("S42", "S43")
@alone
def test_documents_of_the_run_and_files_of_the_record_are_attached(cast: Cast, rules: Rules, sender: Sender) -> None:
    template = cast.put(DocumentTemplate(name="Offer", kind="deal", body="For {{ deal.title }} & all"))
    kept = FileStore(cast.database.settings.files_dir, 10**6).keep(io.BytesIO(b"\x00plan"))
    with mail_host() as host:
        mailbox(cast, host)
        send = send_mail(subject="Offer", text="Hello", attach_documents=True, attach_files=True)
        rules.make(CHANGED, [{"do": "create_document", "settings": {"template_id": template, "title": "Offer"}}, send])
        deal = deal_with_client(cast)
        cast.run(add_files, DEAL, deal, [Upload("Plan – 1.pdf", kept.sha256, kept.size)])
        cast.change("deal", deal, amount="5")
        sender.send_all()
    (received,) = host.received
    assert received.attached["Plan – 1.pdf"] == b"\x00plan"
    assert "For Dach & all" in pdf_text(received.attached["Offer.pdf"])


@pytest.mark.row("S42")
@alone
def test_a_rule_that_creates_no_document_to_attach_is_asked_whether_that_is_meant(
    app: FastAPI, cast: Cast, rules: Rules
) -> None:
    mailbox(cast)
    template = cast.put(DocumentTemplate(name="Offer", kind="deal", body="x"))
    create = {"do": "create_document", "settings": {"template_id": template, "title": "Offer"}}
    send = send_mail(subject="Offer", text="Hello", attach_documents=True)
    anna = signed_in(app, cast, cast.anna)
    for actions, is_odd in (([send], True), ([send, create], True), ([create, send], False)):
        page = anna.get(f"/rules/{rules.make(CHANGED, actions)}").text
        assert ("no action before it creates any" in page) == is_odd


@pytest.mark.row("F18", "C1")
@alone
def test_the_offer_goes_along_as_it_stands(cast: Cast, rules: Rules, sender: Sender) -> None:
    with mail_host() as host:
        mailbox(cast, host)
        rules.make(CHANGED, send_mail(subject="Offer", text="Hello", sent="quote"))
        rules.make("modified", send_mail(subject="Paper", text="Hello", sent="invoice"), kind="invoice")
        deal = deal_with_client(cast)
        lines = [{"name": "Tiles <b>", "quantity": "2", "price": "1000.5", "tax_rate": "23"}]
        paper(cast, kind_of("quote"), name="Roof", deal_id=deal, lines=lines)
        cast.change("deal", deal, amount="5")
        made = invoice(cast, company_id=cast.company(emails=["accounts@example.com"]))
        cast.change("invoice", made, description="Soon")
        sender.send_all()
    (name, offer), (draft, other) = (next(iter(each.attached.items())) for each in host.received)
    assert name.startswith("Quote")
    text = pdf_text(offer)
    assert "Tiles <b>" in text
    assert "2,001.00" in text
    assert "2,461.23" in text
    assert draft == "Invoice.pdf"
    assert "Soon" in pdf_text(other)
    assert "DRAFT" in pdf_text(other)


@alone
def test_attachments_beyond_the_limit_are_refused_in_words(cast: Cast, rules: Rules, sender: Sender) -> None:
    mailbox(cast)
    rules.make(CHANGED, send_mail(subject="Offer", text="Hello", attach_files=True))
    deal = deal_with_client(cast)
    cast.run(add_files, DEAL, deal, [Upload("Film.mp4", "0" * 64, 16 * 1024 * 1024)])
    cast.change("deal", deal, amount="5")
    assert rules.outcomes() == ["failed"]
    assert reason_of(rules) == "The attachments have 16 MB together, and a mail takes 15 MB at most."


@alone
def test_papers_count_among_what_is_too_much(
    cast: Cast, rules: Rules, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 5_000)
    with mail_host() as host:
        mailbox(cast, host)
        rules.make(CHANGED, send_mail(subject="Offer", text="Hello", sent="quote"))
        deal = deal_with_client(cast)
        paper(cast, kind_of("quote"), name="Roof", deal_id=deal)
        cast.change("deal", deal, amount="5")
        sender.send_all()
    assert host.received == []
    assert rules.outcomes() == ["failed"]
    assert "a mail takes" in reason_of(rules)


@alone
def test_a_mail_that_is_tried_again_is_the_same_mail_and_is_kept_once(cast: Cast, rules: Rules, sender: Sender) -> None:
    with mail_host(answering("451 Later"), dropping, answering()) as host:
        box = mailbox(cast, host)
        rules.make(CHANGED, send_mail(subject="Hello", text="Hello"))
        cast.change("deal", deal_with_client(cast), amount="5")
        for seconds in (0, 11, 31):
            clock.set_clock((now() + timedelta(seconds=seconds)).isoformat())
            assert (row(cast, Mailbox, box).trouble is None) == (seconds == 0)
            assert sender.send_all() == 1
        (received,) = host.received
        (delivery,) = rows(cast, Delivery)
        assert received.message["message-id"] == f"<{delivery.key}@example.com>"
        assert received.message["date"].datetime == delivery.created_at.replace(microsecond=0)
        assert (delivery.attempts, rules.outcomes(), len(rows(cast, Message))) == (3, ["done"], 1)
        assert row(cast, Mailbox, box).trouble is None
        cast.run(send_again, delivery.id)
        assert sender.send_all() == 1
    assert len({each.message["message-id"] for each in host.received}) == 1
    assert (len(host.received), len(rows(cast, Message))) == (2, 1)


@alone
def test_what_is_refused_for_good_fails_the_run_at_once(cast: Cast, rules: Rules, sender: Sender) -> None:
    with mail_host(answering("554 Spam")) as host:
        mailbox(cast, host)
        rules.make(CHANGED, send_mail(subject="Hello", text="Hello"))
        cast.change("deal", deal_with_client(cast), amount="5")
        assert sender.send_all() == 1
    assert rules.outcomes() == ["failed"]
    assert "(554: Spam)" in reason_of(rules)
    assert rows(cast, Message) == []


@alone
def test_nobody_is_written_to_without_an_address(cast: Cast, rules: Rules, sender: Sender) -> None:
    mailbox(cast)
    rules.make(CHANGED, send_mail(subject="Hello", text="Hello"))
    cast.change("deal", cast.deal(contact_id=cast.contact("Olga")), amount="5")
    assert rules.outcomes() == ["failed"]
    assert "nobody with an e-mail address" in reason_of(rules)


@pytest.mark.row("F16")
@alone
def test_without_a_mailbox_a_rule_is_a_draft_that_cannot_be_switched_on(app: FastAPI, cast: Cast, rules: Rules) -> None:
    rule = rules.make(CHANGED, send_mail(subject="Hello", text="Hello"), enabled=False)
    with pytest.raises(Problem, match="Set one up in the settings"):
        cast.run(enable_rule, rule)
    shown = signed_in(app, cast, cast.anna).get(f"/rules/{rule}").text
    assert '<a href="/settings/mailboxes">Go there</a>' in shown
    box = mailbox(cast)
    cast.run(enable_rule, rule)
    cast.run(delete_mailbox, box)
    cast.change("deal", deal_with_client(cast), amount="5")
    assert rules.outcomes() == ["failed"]
    assert "no mailbox" in reason_of(rules)


@alone
def test_a_mail_about_a_message_sets_off_no_further_mail(cast: Cast, rules: Rules, sender: Sender) -> None:
    with mail_host() as host:
        mailbox(cast, host)
        boris = {"who": "member", "member_id": cast.boris.member_id}
        send = send_mail(subject="Hello", text="Hello", to=[boris], to_client=False)
        rules.make("created", send, kind="message")
        cast.run(create_record, MESSAGE, {"subject": "Question", "sent_at": now().isoformat()})
        for _ in range(4):
            sender.send_all()
    assert len(host.received) == 1


@alone
def test_a_template_that_is_gone_is_named(cast: Cast, rules: Rules) -> None:
    mailbox(cast)
    template = mail_template(cast)
    rules.make(CHANGED, send_mail(template_id=template))
    cast.run(delete_mail_template, template)
    cast.change("deal", deal_with_client(cast), amount="5")
    assert rules.outcomes() == ["failed"]
    assert "template" in reason_of(rules)


@pytest.mark.row("F9")
def test_an_unpaid_invoice_is_dunned_once(cast: Cast, rules: Rules, sender: Sender) -> None:
    clock.set_clock("2023-05-02T08:00:00Z")
    with mail_host() as host:
        mailbox(cast, host)
        write = send_mail(subject="{{ invoice.number }} is overdue", text="Please pay {{ invoice.gross }}.")
        when = [
            {"field": "due_on", "op": "days_after", "value": 14},
            {"field": "paid", "op": "not_equal", "value": True},
        ]
        rule = rules.make({}, write, when=when, kind="invoice", mode="periodic", name="Dunning")
        company = cast.company(emails=["accounts@example.com"])
        late = invoice(cast, issued=True, company_id=company, due_on="2023-05-16")
        paid = invoice(cast, issued=True, company_id=company, due_on="2023-05-16")
        invoice(cast, issued=True, company_id=company, due_on="2023-05-17")
        cast.run(mark_paid, INVOICE, paid)
        for _ in range(2):
            sweep(cast, rule, date(2023, 5, 30))
            sender.send_all()
        assert [run.record_id for run in rules.runs(rule)] == [late]
    (received,) = host.received
    assert received.recipients == ("accounts@example.com",)
    number = rules.value("invoice", late, "number")
    assert received.message["subject"] == f"{number} is overdue"
    assert "Please pay 100.00" in received.body().replace("\N{NO-BREAK SPACE}", " ").replace("€", "")
    (kept,) = rows(cast, Message)
    assert (kept.company_id, rules.outcomes(rule)) == (company, ["done"])
