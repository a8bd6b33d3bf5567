"""A test mail from a mailbox, and what has become of it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.deliveries import try_mailbox
from stepmark.automation.trace import shown_text
from stepmark.commands.access import not_found
from stepmark.queries.mailboxes import trial_of
from stepmark.web.caller import Salesperson
from stepmark.web.render import fragment, page, see_other
from stepmark.web.routes.mailboxes import mailbox_or_404

router = APIRouter()
_URL = "/settings/mailboxes/{mailbox_id:id}/trials"


@router.post(_URL)
def create(caller: Salesperson, mailbox_id: int) -> Response:
    """Send a test mail to oneself."""
    trial_id = caller.run(try_mailbox, mailbox_id)
    return see_other(f"/settings/mailboxes/{mailbox_id}/trials/{trial_id}")


@router.get(_URL + "/{trial_id:id}")
def show(caller: Salesperson, mailbox_id: int, trial_id: int) -> Response:
    """What has become of it; the page asks again while nobody knows yet."""
    with caller.reading() as session:
        mailbox = mailbox_or_404(session, caller, mailbox_id)
        trial = trial_of(session, mailbox_id, trial_id)
    if trial is None:
        raise not_found()
    context: dict[str, Any] = {"mailbox": mailbox, "trial": trial, "reason": shown_text(trial.reason)}
    if caller.is_htmx:
        return fragment(caller, "mailboxes/_trial.html", **context)
    return page(caller, "mailboxes/trial.html", nav="settings", **context)
