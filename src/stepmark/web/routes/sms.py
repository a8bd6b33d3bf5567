"""An SMS about a record, written by hand; and how many parts a text makes."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.hand_sms import ABOUT, SmsDraft, send_sms_by_hand, sms_draft
from stepmark.automation.texting import sms_text
from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.sms_accounts import usable_sms_account
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import fragment, see_other

router = APIRouter()
_KEYS = ("recipient", "sender", "text")
_MOST_COUNTED = 20_000


@router.post("/sms/count")
def count(caller: Salesperson, form: Form) -> Response:
    """How many characters and parts a text has, as it would be sent."""
    text = text_of_form(form, "text")[:_MOST_COUNTED]
    with caller.reading() as session:
        account = usable_sms_account(session)
    return fragment(caller, "sms/_count.html", counted_text=sms_text(account, text) if account else text)


@router.get(RECORD + "/sms/new")
def new(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """The form."""
    return _form(caller, kind, record_id)


@router.post(RECORD + "/sms")
def create(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """Leave it to be sent."""
    given = {key: text_of_form(form, key) for key in _KEYS}
    if kind not in ABOUT:
        raise not_found()
    try:
        caller.run(send_sms_by_hand, kind, record_id, given)
    except Invalid as invalid:
        return _form(caller, kind, record_id, given, invalid)
    return see_other(f"/{kind.plural}/{record_id}", _("The SMS is on its way. It is shown here once it is taken."))


def _form(
    caller: Caller, kind: Kind, record_id: int, given: dict[str, str] | None = None, problem: Problem | None = None
) -> Response:
    if kind not in ABOUT:
        raise not_found()
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        account = usable_sms_account(session)
        draft = sms_draft(session, kind, details.record, account) if account else SmsDraft("", (), "")
    filled = {**draft._asdict(), **(given or {})}
    context: dict[str, Any] = {
        "details": details,
        "account": account,
        "given": filled,
        "errors": field_errors(problem) if problem else {},
        "counted_text": sms_text(account, filled["text"]) if account else "",
        "senders": [(each, each) for each in account.senders] if account else [],
    }
    place = Place(kind.plural, details.record.label, details.url)
    return asked(caller, place, "sms/_form.html", _("Write an SMS"), problem.status if problem else 200, **context)
