"""No way out of the product leads into the house, whatever address somebody gives it."""

import pytest

from stepmark.automation.deliveries import try_mailbox, try_webhook
from stepmark.automation.hand_sms import try_sms_account
from stepmark.commands.mailboxes import create_mailbox, delete_mailbox
from stepmark.commands.members import update_profile
from stepmark.commands.sms_accounts import create_sms_account, delete_sms_account
from stepmark.commands.telegram import set_bot
from stepmark.commands.webhooks import create_webhook, delete_webhook
from stepmark.domain.deliveries import Delivery
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.telegram import TelegramBot
from stepmark.platform.errors import Invalid
from stepmark.worker.inboxes import read_inboxes
from stepmark.worker.sender import Sender
from stepmark.worker.telegram import hear_telegram
from tests.cast import Cast
from tests.support.connections import connections
from tests.support.hostile_urls import HOSTILE_HOSTS, HOSTILE_URLS
from tests.support.people import row, rows
from tests.support.telegram import TOKEN

pytestmark = pytest.mark.sqlite_alone


def test_no_webhook_reaches_the_inside(cast: Cast) -> None:
    sender, taken = Sender(cast.edge), 0
    with connections() as connected:
        for url in HOSTILE_URLS:
            try:
                webhook = cast.run(create_webhook, {"name": "Hostile", "url": url})
            except Invalid:
                continue
            taken += 1
            cast.run(try_webhook, webhook)
            assert sender.send_all()
            cast.run(delete_webhook, webhook)
    assert connected == []
    assert taken > 50, "most of them look like addresses"
    deliveries = rows(cast, Delivery)
    assert len(deliveries) == taken
    assert all(each.state != "sent" and each.failures for each in deliveries)


def test_no_mailbox_reaches_the_inside(cast: Cast) -> None:
    sender, taken = Sender(cast.edge), 0
    with connections() as connected:
        for host in HOSTILE_HOSTS:
            try:
                box = cast.run(create_mailbox, {"name": "Hostile", "address": "anna@example.com", "host": host})
            except Invalid:
                continue
            taken += 1
            cast.run(try_mailbox, box)
            assert sender.send_all()
            cast.run(delete_mailbox, box)
    assert connected == []
    assert taken > 50, "most of them look like names of servers"
    assert {each.state for each in rows(cast, Delivery)} == {"failed"}


def test_no_mailbox_that_is_read_reaches_the_inside(cast: Cast) -> None:
    taken = 0
    with connections() as connected:
        for host in HOSTILE_HOSTS:
            server = {"host": "smtp.example.com", "imap_host": host, "imap_security": "none"}
            try:
                box = cast.run(create_mailbox, {"name": "Hostile", "address": "anna@example.com", **server})
            except Invalid:
                continue
            taken += 1
            assert read_inboxes(cast.edge, cast.database.settings) == 0
            assert row(cast, Mailbox, box).read_trouble
            cast.run(delete_mailbox, box)
    assert connected == []
    assert taken > 50, "most of them look like names of servers"


def test_no_sms_account_reaches_the_inside(cast: Cast) -> None:
    sender, taken = Sender(cast.edge), 0
    cast.run(update_profile, {"phone": "+48600100200"})
    with connections() as connected:
        for number, url in enumerate(HOSTILE_URLS):
            provider = ("generic", "smsapi")[number % 2]
            settings = {"url": url} | ({"method": "POST"} if provider == "generic" else {})
            given = {"provider": provider, "name": "Hostile", "secret": "x", "settings": settings}
            try:
                account = cast.run(create_sms_account, given)
            except Invalid:
                continue
            taken += 1
            cast.run(try_sms_account, account)
            assert sender.send_all()
            cast.run(delete_sms_account, account)
    assert connected == []
    assert taken > 50, "most of them look like addresses"
    assert {each.state for each in rows(cast, Delivery)} == {"failed"}


def test_no_bot_of_telegram_leads_to_the_inside(cast: Cast) -> None:
    taken = 0
    with connections() as connected:
        for url in HOSTILE_URLS:
            try:
                cast.run(set_bot, {"token": TOKEN, "url": url})
            except Invalid:
                continue
            taken += 1
            assert hear_telegram(cast.edge, seconds=0) == 1
            assert rows(cast, TelegramBot)[0].trouble
    assert connected == []
    assert taken > 50, "most of them look like addresses"
