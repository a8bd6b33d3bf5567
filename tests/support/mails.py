"""Mailboxes and what is sent from them, as tests set them up."""

from typing import Any

from stepmark.automation.mail_templates import create_mail_template
from stepmark.commands.mailboxes import create_mailbox
from tests.cast import Cast
from tests.support.mail_server import MailHost

OFFICE = "office@example.com"
TEMPLATE = {
    "name": "Greeting",
    "kind": "deal",
    "subject": "About {{ deal.title }}",
    "body": "Hello,\n\nit is about {{ deal.title }}.",
}


def mailbox(cast: Cast, at: MailHost | None = None, **more: Any) -> int:
    """A mailbox of the workspace, or of `member_id`, at a server."""
    given = {"name": "Office", "address": OFFICE, "sender_name": "Dachy Żak", "security": "none", **more}
    made: int = cast.run(create_mailbox, {"host": "127.0.0.1", "port": at.port if at else 25, **given})
    return made


def mail_template(cast: Cast, **more: Any) -> int:
    """A template of mails about deals."""
    made: int = cast.run(create_mail_template, {**TEMPLATE, **more})
    return made
