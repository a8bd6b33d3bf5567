"""Erasing a person's data on request, and the register of what was erased."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.catalogue.kinds import CONTACT
from stepmark.commands.access import not_found
from stepmark.commands.erasure import erase_contact, erase_member
from stepmark.domain.contacts import Contact
from stepmark.domain.people import Member
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.erasures import erasures_page
from stepmark.queries.personal_data import PersonalData, data_of_contact, data_of_member
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/erasures"
_CONTACT = "/contacts/{contact_id:id}/erasure"
_MEMBER = "/members/{member_id:id}/erasure"
WHAT: dict[str, Text] = {
    "contact_points": _("Phones and e-mails"),
    "fields": _("Values of your own fields"),
    "requisites": _("Requisites"),
    "notes": _("Notes"),
    "files": _("Files"),
    "messages": _("Mails and SMS"),
    "notices": _("Notices"),
    "history": _("Entries of the history"),
    "runs": _("Runs of rules"),
    "misses": _("Changes that woke rules in vain"),
    "mentions": _("Texts elsewhere that name the person"),
}


@router.get(_URL)
def index(caller: Administrator, before: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None) -> Response:
    """Who erased what and when, the newest first."""
    with caller.reading() as session:
        rows, older = erasures_page(session, before)
    return page(caller, "erasures/index.html", nav="settings", rows=rows, older=older, newest=before, labels=WHAT)


@router.get(_CONTACT)
def ask_contact(caller: Administrator, contact_id: int) -> Response:
    """What would go of a contact."""
    return _contact(caller, contact_id)


@router.post(_CONTACT)
def create_contact(caller: Administrator, contact_id: int, form: Form) -> Response:
    """Erase it, once that was confirmed."""
    if "confirmed" not in form:
        return _contact(caller, contact_id, 422)
    _record, found = _found(caller, Contact, contact_id)
    caller.run(erase_contact, contact_id, found)
    return see_other(_URL, _("The person's data are erased."))


@router.get(_MEMBER)
def ask_member(caller: Administrator, member_id: int) -> Response:
    """What would go of somebody who left."""
    return _member(caller, member_id)


@router.post(_MEMBER)
def create_member(caller: Administrator, member_id: int, form: Form) -> Response:
    """Erase it, once that was confirmed."""
    if "confirmed" not in form:
        return _member(caller, member_id, 422)
    _row, found = _found(caller, Member, member_id)
    try:
        caller.run(erase_member, member_id, found)
    except Problem as problem:
        if problem.type != "invalid":
            raise
        return _member(caller, member_id, problem.status, problem.detail)
    return see_other(_URL, _("The person's data are erased."))


def _contact(caller: Caller, contact_id: int, status: int = 200) -> Response:
    record, found = _found(caller, Contact, contact_id)
    url = f"/contacts/{contact_id}"
    trail = [(CONTACT.label_plural, "/contacts"), (record.name, url)]
    return _page(caller, status, "", name=record.name, found=found, trail=trail, action=f"{url}/erasure")


def _member(caller: Caller, member_id: int, status: int = 200, fault: Text = "") -> Response:
    member, found = _found(caller, Member, member_id)
    trail, action = [(_("People who left"), "/members/left")], f"/members/{member_id}/erasure"
    return _page(caller, status, fault, name=member.name, found=found, trail=trail, action=action)


def _found(caller: Caller, model: Any, row_id: int) -> tuple[Any, PersonalData]:
    with caller.reading() as session:
        row = session.get(model, row_id)
        if row is None:
            raise not_found()
        return row, data_of_contact(session, row_id) if model is Contact else data_of_member(session, row_id)


def _page(caller: Caller, status: int, fault: Text, **context: Any) -> Response:
    errors = {} if status == 200 else {"confirmed": fault or _("Say that you know it can't be undone.")}
    return page(caller, "erasures/new.html", status, nav="settings", labels=WHAT, errors=errors, **context)
