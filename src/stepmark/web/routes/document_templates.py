"""Templates of documents: administrators keep them."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.document_templates import (
    ABOUT,
    create_document_template,
    delete_document_template,
    update_document_template,
)
from stepmark.automation.usage import rules_naming
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.domain.documents import DocumentTemplate
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.documents import document_template, document_templates
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.placeholder_menu import menu_for
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other
from stepmark.web.word_files import word_answer, word_in

router = APIRouter()
_URL = "/settings/document-templates"
_ONE = _URL + "/{document_template_id:id}"
_PLACE = Place("settings", _("Document templates"), _URL)


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All templates."""
    with caller.reading() as session:
        templates = document_templates(session)
    return page(caller, "document_templates/index.html", nav="settings", templates=templates, about=ABOUT)


@router.get(_URL + "/new")
def new(caller: Administrator, kind: str = "") -> Response:
    """An empty form for texts about records of a kind."""
    return _form(caller, None, given={"kind": kind if kind in {each.name for each in ABOUT} else ABOUT[0].name})


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add a template."""
    raw = _raw(form) | {"kind": text_of_form(form, "kind")}
    try:
        caller.run(create_document_template, raw, word_in(caller, form))
    except Problem as problem:
        return _form(caller, None, problem, raw)
    return see_other(_URL, _("The template is added."))


@router.get(_ONE + "/edit")
def edit(caller: Administrator, document_template_id: int) -> Response:
    """The form."""
    return _form(caller, document_template_id)


@router.post(_ONE + "/edit")
def update(caller: Administrator, document_template_id: int, form: Form) -> Response:
    """Save the template."""
    raw, version = _raw(form), int_of_form(form, "version")
    try:
        caller.run(update_document_template, document_template_id, raw, word_in(caller, form), version=version)
    except Problem as problem:
        return _form(caller, document_template_id, problem, raw | {"version": version})
    return see_other(_URL, _("Saved."))


@router.get(_ONE + "/file")
def show_file(caller: Administrator, document_template_id: int) -> Response:
    """The Word document as it was uploaded."""
    with caller.reading() as session:
        template = _found(session, document_template_id)
    return word_answer(caller, template)


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, document_template_id: int) -> Response:
    """What deleting it means."""
    with caller.reading() as session:
        template = _found(session, document_template_id)
        rules = rules_naming(session, "document_template", document_template_id)
    title = _("Delete “%(name)s”?", name=template.name)
    return asked(caller, _PLACE, "document_templates/_deletion.html", title, template=template, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, document_template_id: int) -> Response:
    """Delete a template."""
    caller.run(delete_document_template, document_template_id)
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
    return page(caller, "document_templates/edit.html", status, nav="settings", errors=errors, **context)


def _found(session: ScopedSession, template_id: int) -> DocumentTemplate:
    template = document_template(session, template_id)
    if template is None:
        raise not_found()
    return template


def _stored(template: DocumentTemplate) -> dict[str, Any]:
    return {key: getattr(template, key) for key in ("name", "kind", "body", "version")}


def _raw(form: Form) -> dict[str, Any]:
    return {key: text_of_form(form, key) for key in ("name", "body")}
