"""An administrator lets unpaid invoices be dunned: a mailbox, a template, a rule, a day of it, and the log."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from stepmark.domain.invoices import Invoice
from stepmark.platform import clock
from stepmark.platform.db import Database
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible
from tests.support.mail_server import MailHost, mail_host
from tests.support.papers import invoice
from tests.support.people import row

CLIENT = "accounts@example.com"
ISSUED, DUE, DAY = "2026-05-20", "2026-06-06", "2026-06-20"
MOST_LOOKS = 200


@pytest.fixture
def database(database: Database) -> Database:
    """Mail may go to loopback."""
    database.settings.outbound_networks = "127.0.0.0/8"
    return database


@pytest.fixture
def host() -> Iterator[MailHost]:
    with mail_host() as host:
        yield host


@pytest.fixture
def sender(cast: Cast) -> Iterator[Sender]:
    """What `stepmark worker` does beside the server."""
    sender = Sender(cast.edge)
    sender.start()
    yield sender
    sender.stop()


@pytest.mark.usefixtures("sender")
@pytest.mark.row("F9", "F16", "F18")
def test_an_unpaid_invoice_is_dunned_and_the_mail_sent_again(seat: Seat, cast: Cast, host: MailHost) -> None:
    clock.set_clock(f"{ISSUED}T09:00:00Z")
    company = cast.company("Late Payers", emails=[CLIENT])
    number = str(row(cast, Invoice, invoice(cast, issued=True, company_id=company, due_on=DUE)).number)
    clock.set_clock(f"{DAY}T09:00:00Z")
    page = seat(cast.anna)
    _connects_a_mailbox(page, host)
    _writes_a_template(page)
    _builds_the_rule(page)
    _has_a_day(page)
    _reads_the_log(page, number)
    assert [each.recipients for each in host.received[1:]] == [(CLIENT,)] * 2
    first, second = host.received[1:]
    assert first.message["subject"] == f"Invoice {number} is overdue"
    assert f"Please pay {number} by transfer" in first.body()
    assert first.message["Message-ID"] == second.message["Message-ID"]
    page.goto(f"/companies/{company}")
    expect(page.get_by_role("link", name=f"Invoice {number} is overdue")).to_have_count(1)


def _connects_a_mailbox(page: Page, host: MailHost) -> None:
    """It is tried before anything hangs on it; a wrong port is said in words."""
    page.goto("/settings")
    page.get_by_role("link", name="Mailboxes").last.click()
    page.get_by_role("link", name="New mailbox").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Office")
    page.get_by_role("textbox", name="E-mail address", exact=True).fill("office@example.com")
    server = page.get_by_role("group", name="Outgoing mail server (SMTP)")
    server.get_by_role("textbox", name="Server", exact=True).fill("127.0.0.1")
    server.get_by_role("textbox", name="Port", exact=True).fill("70000")
    server.get_by_label("Encryption").select_option("none")
    page.get_by_role("button", name="Save").click()
    expect(server.get_by_role("textbox", name="Port", exact=True)).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    server.get_by_role("textbox", name="Port", exact=True).fill(str(host.port))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="More for Office").click()
    page.get_by_role("button", name="Send a test mail").click()
    expect(page.get_by_text("The server has taken the mail to anna@example.com.")).to_be_visible()
    assert_accessible(page)


def _writes_a_template(page: Page) -> None:
    page.goto("/settings/mail-templates")
    page.get_by_role("button", name="New template").first.click()
    page.get_by_role("link", name="For: Invoice").click()
    expect(page.get_by_role("heading", name="New template")).to_be_visible()
    page.wait_for_load_state()  # its scripts have run
    page.get_by_role("textbox", name="Name", exact=True).fill("Dunning")
    subject = page.get_by_role("textbox", name="Subject")
    subject.fill("Invoice  is overdue")
    _put(subject, after="Invoice ", name="Paper number")
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.fill("Please pay  by transfer.")
    _put(text, after="Please pay ", name="Paper number")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Dunning")).to_be_visible()


def _put(box: Locator, after: str, name: str) -> None:
    """Put a field at the cursor, by the star."""
    box.press("Home")
    for _letter in after:
        box.press("ArrowRight")
    box.page.keyboard.press("Tab")
    box.page.keyboard.press("Enter")
    box.page.keyboard.type(name)
    expect(box.page.get_by_role("option", selected=True)).to_contain_text(name)
    box.page.keyboard.press("Enter")
    expect(box).to_be_focused()


def _builds_the_rule(page: Page) -> None:
    page.goto("/rules?mode=periodic")
    page.get_by_role("link", name="Add rule").first.click()
    page.get_by_label("Name", exact=False).first.fill("Dun what is two weeks overdue")
    page.get_by_label("Kind of record").select_option("invoice")
    condition = page.get_by_role("group", name="Condition 1")
    condition.get_by_role("combobox", name="Field").select_option("due_on")
    condition.get_by_role("combobox", name="Comparison").select_option("days_after")
    condition.get_by_role("spinbutton", name="Number of days").fill("14")
    page.get_by_role("button", name="Send mail").click()
    action = page.get_by_role("group", name="Action 1: Send mail")
    action.get_by_label("Template").select_option(label="Dunning")
    action.get_by_role("checkbox", name="To the main e-mail of the client").check()
    action.get_by_label("Type of the object that is sent along").select_option(label="Invoice")
    page.get_by_role("checkbox", name="Enabled as soon as it is saved").check()
    assert_accessible(page)
    page.get_by_role("button", name="OK").last.click()
    expect(page.get_by_text("It has not had a day yet.")).to_be_visible()


def _has_a_day(page: Page) -> None:
    days = page.get_by_role("region", name="Its days")
    days.get_by_role("link", name="Run for a day").click()
    question = page.get_by_role("dialog")
    question.get_by_label("Day").fill(DAY)
    question.get_by_role("button", name="Count").click()
    expect(question).to_contain_text("it is about 1 record.")
    question.get_by_role("button", name="Run", exact=True).click()
    expect(days).to_contain_text("1 record")


def _reads_the_log(page: Page, number: str) -> None:
    page.goto("/deliveries")
    page.get_by_role("link", name=number).first.click()
    _looks_until_taken(page, 1)
    assert_accessible(page)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("It goes out again.")).to_be_visible()
    _looks_until_taken(page, 2)


def _looks_until_taken(page: Page, times: int) -> None:
    """What is sent is sent beside the server, so the page is asked again."""
    looks = 0
    while page.get_by_text("It was taken.").count() < times:
        assert (looks := looks + 1) < MOST_LOOKS
        page.get_by_role("link", name="Look again").click()
