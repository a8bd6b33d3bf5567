"""Templates of mails: administrators keep them."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.mail_templates import (
    ABOUT,
    create_mail_template,
    delete_mail_template,
    update_mail_template,
)
from stepmark.automation.usage import rules_naming
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.domain.mail_templates import MailTemplate
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.mail_templates import mail_template, mail_templates
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.placeholder_menu import menu_for
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/mail-templates"
_ONE = _URL + "/{mail_template_id:id}"
_KEYS = ("name", "subject", "body", "html")
_PLACE = Place("settings", _("Mail templates"), _URL)


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All templates."""
    with caller.reading() as session:
        templates = mail_templates(session)
    return page(caller, "mail_templates/index.html", nav="settings", templates=templates, about=ABOUT)


@router.get(_URL + "/new")
def new(caller: Administrator, kind: str = "") -> Response:
    """An empty form for texts about records of a kind."""
    return _form(caller, None, given={"kind": kind if kind in {each.name for each in ABOUT} else ABOUT[0].name})


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add a template."""
    raw = _raw(form) | {"kind": text_of_form(form, "kind")}
    try:
        caller.run(create_mail_template, raw)
    except Problem as problem:
        return _form(caller, None, problem, raw)
    return see_other(_URL, _("The template is added."))


@router.get(_ONE + "/edit")
def edit(caller: Administrator, mail_template_id: int) -> Response:
    """The form."""
    return _form(caller, mail_template_id)


@router.put(_ONE)
def update(caller: Administrator, mail_template_id: int, form: Form) -> Response:
    """Save the template."""
    raw, version = _raw(form), int_of_form(form, "version")
    try:
        caller.run(update_mail_template, mail_template_id, raw, version=version)
    except Problem as problem:
        return _form(caller, mail_template_id, problem, raw | {"version": version})
    return see_other(_URL, _("Saved."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, mail_template_id: int) -> Response:
    """What deleting it means."""
    with caller.reading() as session:
        template = _found(session, mail_template_id)
        rules = rules_naming(session, "mail_template", mail_template_id)
    title = _("Delete “%(name)s”?", name=template.name)
    return asked(caller, _PLACE, "mail_templates/_deletion.html", title, template=template, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, mail_template_id: int) -> Response:
    """Delete a template."""
    caller.run(delete_mail_template, mail_template_id)
    return see_other(_URL, _("The template is deleted."))


def _form(
    caller: Caller, template_id: int | None, problem: Problem | None = None, given: dict[str, Any] | None = None
) -> Response:
    with caller.reading() as session:
        template = _found(session, template_id) if template_id else None
        given = (_stored(template) if template else {}) | (given or {})
        kind = KINDS.get(given.get("kind", ""), ABOUT[0])
        menu = menu_for(session, caller.actor, kind)
    context = {"template": template, "given": given, "kind": kind, "menu": menu}
    errors = field_errors(problem) if problem else {}
    status = problem.status if problem else 200
    return page(caller, "mail_templates/edit.html", status, nav="settings", errors=errors, **context)


def _found(session: ScopedSession, template_id: int) -> MailTemplate:
    template = mail_template(session, template_id)
    if template is None:
        raise not_found()
    return template


def _stored(template: MailTemplate) -> dict[str, Any]:
    return {key: getattr(template, key) for key in (*_KEYS, "kind", "version")}


def _raw(form: Form) -> dict[str, Any]:
    return {key: text_of_form(form, key) for key in _KEYS}
