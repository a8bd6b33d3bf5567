"""Mailboxes: administrators keep all of them, members their own."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.trace import shown_text
from stepmark.automation.usage import rules_naming
from stepmark.channels.smtp import Security
from stepmark.commands.access import not_found
from stepmark.commands.mailboxes import (
    IMAP_PORTS,
    MOST_MAILBOXES,
    MOST_OWN,
    PORTS,
    create_mailbox,
    delete_mailbox,
    make_standard,
    update_mailbox,
)
from stepmark.domain.mailboxes import Mailbox
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.mailboxes import mailbox_for, mailboxes_for
from stepmark.queries.people import members
from stepmark.web.caller import Administrator, Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/mailboxes"
_ONE = _URL + "/{mailbox_id:id}"
PLACE = Place("settings", _("Mailboxes"), _URL)
_IMAP = ("imap_host", "imap_port", "imap_security", "imap_folder")
_KEYS = ("name", "address", "sender_name", "host", "port", "security", "login", "password", *_IMAP)
_IMAP_SECURITY: dict[Security, Text] = {
    Security.TLS: _("TLS from the start (usually port %(port)s)", port=IMAP_PORTS[Security.TLS]),
    Security.STARTTLS: _("STARTTLS (usually port %(port)s)", port=IMAP_PORTS[Security.STARTTLS]),
    Security.NONE: _("None: password and mails can be read on their way"),
}
_SECURITY: dict[Security, Text] = {
    Security.STARTTLS: _("STARTTLS (usually port %(port)s)", port=PORTS[Security.STARTTLS]),
    Security.TLS: _("TLS from the start (usually port %(port)s)", port=PORTS[Security.TLS]),
    Security.NONE: _("None: password and mails can be read on their way"),
}


@router.get(_URL)
def index(caller: Salesperson) -> Response:
    """Those that the caller keeps."""
    with caller.reading() as session:
        found = mailboxes_for(session, caller.actor)
    most = MOST_MAILBOXES if caller.actor.is_admin else MOST_OWN
    troubles = {each.id: shown_text(each.trouble) for each, _member in found if each.trouble}
    unread = {each.id: shown_text(each.read_trouble) for each, _member in found if each.read_trouble}
    context: dict[str, Any] = {"mailboxes": found, "most": most, "troubles": troubles, "unread": unread}
    return page(caller, "mailboxes/index.html", nav="settings", **context)


@router.get(_URL + "/new")
def new(caller: Salesperson) -> Response:
    """An empty form."""
    return _form(caller, None)


@router.post(_URL)
def create(caller: Salesperson, form: Form) -> Response:
    """Add a mailbox."""
    raw = _raw(form)
    try:
        mailbox_id = caller.run(create_mailbox, raw | {"member_id": text_of_form(form, "member_id")})
    except Problem as problem:
        return _form(caller, None, problem, raw | {"member_id": text_of_form(form, "member_id")})
    toast = _("The mailbox is added. Send a test mail to see whether it works.")
    return see_other(f"{_URL}#mailbox-{mailbox_id}", toast)


@router.get(_ONE + "/edit")
def edit(caller: Salesperson, mailbox_id: int) -> Response:
    """The form; its password is never shown."""
    return _form(caller, mailbox_id)


@router.put(_ONE)
def update(caller: Salesperson, mailbox_id: int, form: Form) -> Response:
    """Save the mailbox."""
    raw, version = _raw(form) | {"active": "active" in form}, int_of_form(form, "version")
    try:
        caller.run(update_mailbox, mailbox_id, raw, version=version)
    except Problem as problem:
        if problem.status == 404:
            raise
        return _form(caller, mailbox_id, problem, raw | {"version": version})
    return see_other(_URL, _("Saved."))


@router.post(_ONE + "/standard")
def choose(caller: Administrator, mailbox_id: int) -> Response:
    """Let mail go from this one unless said otherwise."""
    caller.run(make_standard, mailbox_id)
    return see_other(_URL, _("This mailbox is the standard one now."))


@router.get(_ONE + "/deletion")
def ask(caller: Salesperson, mailbox_id: int) -> Response:
    """What deleting it means."""
    with caller.reading() as session:
        mailbox = mailbox_or_404(session, caller, mailbox_id)
        rules = rules_naming(session, "mailbox", mailbox_id)
    title = _("Delete “%(name)s”?", name=mailbox.name)
    return asked(caller, PLACE, "mailboxes/_deletion.html", title, mailbox=mailbox, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Salesperson, mailbox_id: int) -> Response:
    """Delete a mailbox."""
    caller.run(delete_mailbox, mailbox_id)
    return see_other(_URL, _("The mailbox is deleted."))


def mailbox_or_404(session: ScopedSession, caller: Caller, mailbox_id: int) -> Mailbox:
    """One that the caller keeps."""
    mailbox = mailbox_for(session, caller.actor, mailbox_id)
    if mailbox is None:
        raise not_found()
    return mailbox


def _form(
    caller: Caller, mailbox_id: int | None, problem: Problem | None = None, given: dict[str, Any] | None = None
) -> Response:
    with caller.reading() as session:
        mailbox = mailbox_or_404(session, caller, mailbox_id) if mailbox_id else None
        people = [(str(each.id), each.name) for each in members(session)] if caller.actor.is_admin else []
    stored = _stored(mailbox) if mailbox else {"security": Security.STARTTLS.value, "sender_name": _name(caller)}
    return page(
        caller,
        "mailboxes/edit.html",
        problem.status if problem else 200,
        nav="settings",
        mailbox=mailbox,
        given=stored | (given or {}),
        people=people,
        securities=[(each.value, label) for each, label in _SECURITY.items()],
        imap_securities=[(each.value, label) for each, label in _IMAP_SECURITY.items()],
        errors=field_errors(problem) if problem else {},
    )


def _name(caller: Caller) -> str:
    return "" if caller.actor.is_admin else caller.actor.name


def _stored(mailbox: Mailbox) -> dict[str, Any]:
    return {key: getattr(mailbox, key) for key in (*_KEYS, "active", "traces", "version") if key != "password"}


def _raw(form: Form) -> dict[str, Any]:
    return {key: text_of_form(form, key) for key in _KEYS} | {"traces": "traces" in form}
