"""A test SMS by an account, and what has become of it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.hand_sms import try_sms_account
from stepmark.automation.trace import shown_text
from stepmark.commands.access import not_found
from stepmark.platform.errors import Problem
from stepmark.queries.sms_accounts import sms_trial
from stepmark.web.caller import Administrator
from stepmark.web.render import fragment, page, see_other
from stepmark.web.routes.sms_accounts import account_or_404

router = APIRouter()
_URL = "/settings/sms/{sms_account_id:id}/trials"


@router.post(_URL)
def create(caller: Administrator, sms_account_id: int) -> Response:
    """Send a test SMS to oneself; whoever has said no number is asked for it."""
    try:
        trial_id = caller.run(try_sms_account, sms_account_id)
    except Problem as problem:
        if problem.type != "invalid":
            raise
        return see_other("/profile#f-phone", problem.detail)
    return see_other(f"/settings/sms/{sms_account_id}/trials/{trial_id}")


@router.get(_URL + "/{sms_trial_id:id}")
def show(caller: Administrator, sms_account_id: int, sms_trial_id: int) -> Response:
    """What has become of it; the page asks again while nobody knows yet."""
    with caller.reading() as session:
        account = account_or_404(session, sms_account_id)
        trial = sms_trial(session, sms_account_id, sms_trial_id)
    if trial is None:
        raise not_found()
    context: dict[str, Any] = {"account": account, "trial": trial, "reason": shown_text(trial.reason)}
    if caller.is_htmx:
        return fragment(caller, "sms_accounts/_trial.html", **context)
    return page(caller, "sms_accounts/trial.html", nav="settings", **context)
