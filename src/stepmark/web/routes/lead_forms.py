"""Lead forms: administrators say what they ask for, copy them into their site, and see what was sent."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from stepmark.automation.usage import rules_naming
from stepmark.catalogue.kinds import LEAD
from stepmark.commands.access import not_found
from stepmark.commands.lead_forms import (
    create_lead_form,
    delete_lead_form,
    renew_form_address,
    take_form_over,
    update_lead_form,
)
from stepmark.domain.lead_forms import EntryOutcome, LeadForm
from stepmark.domain.people import Member
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.groups import groups
from stepmark.queries.lead_forms import asked_fields, entries_of, fields_to_ask, lead_form, lead_forms
from stepmark.queries.people import members
from stepmark.queries.processes import processes, shapes_of
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/lead-forms"
_ONE = _URL + "/{lead_form_id:id}"
_PLACE = Place("settings", _("Lead forms"), _URL)
_A_PAGE = 30
_SPARE = 3
_FIRST = (
    {"field": "person_name", "label": "", "required": True},
    {"field": "emails", "label": "", "required": True},
    {"field": "phones", "label": "", "required": False},
    {"field": "message", "label": "", "required": False},
)
_OUTCOMES: Mapping[str, tuple[Text, str]] = {
    EntryOutcome.CREATED: (_("Created"), "good"),
    EntryOutcome.BARRED: (_("Refused: on the exceptions list"), "warn"),
    EntryOutcome.SPAM: (_("Spam"), ""),
}
_TEXTS = (
    "name", "intro", "consent", "thanks", "redirect_url", "source", "stage_id", "responsible_id", "group_id", "active",
)  # fmt: skip


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them."""
    with caller.reading() as session:
        found = lead_forms(session)
    return page(caller, "lead_forms/index.html", nav=_PLACE.nav, forms=found)


@router.get(_URL + "/new")
def new(caller: Administrator) -> Response:
    """A form that asks for what most ask for."""
    return _form(caller, None, {"fields": list(_FIRST)})


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add one."""
    given = _given(form)
    try:
        form_id = caller.run(create_lead_form, given)
    except Problem as problem:
        return _form(caller, None, given, problem)
    return see_other(f"{_URL}/{form_id}", _("The form is added."))


@router.get(_ONE)
def show(caller: Administrator, lead_form_id: int) -> Response:
    """One with its address, what to copy into a site, and what was sent."""
    before = int_of_form(FormData({**caller.request.query_params}), "before")
    with caller.reading() as session:
        found = _found(session, lead_form_id)
        entries = entries_of(session, found.id, before=before, limit=_A_PAGE + 1)
        context: dict[str, Any] = {
            "form": found,
            "owner": session.get(Member, found.owner_id or 0),
            "asked": asked_fields(session, found),
            "entries": entries[:_A_PAGE],
            "older": entries[_A_PAGE - 1].id if entries[_A_PAGE:] else None,
            "rules": rules_naming(session, "lead_form", found.id),
        }
    address = str(caller.request.base_url.replace(path=f"/forms/{found.token}")) if found.token else ""
    return page(caller, "lead_forms/show.html", nav=_PLACE.nav, address=address, outcomes=_OUTCOMES, **context)


@router.get(_ONE + "/edit")
def edit(caller: Administrator, lead_form_id: int) -> Response:
    """What it asks for, and what becomes of it."""
    with caller.reading() as session:
        found = _found(session, lead_form_id)
    return _form(caller, found, {key: getattr(found, key) for key in (*_TEXTS, "fields", "plain_html", "version")})


@router.patch(_ONE)
def update(caller: Administrator, lead_form_id: int, form: Form) -> Response:
    """Save it, or switch it on or off."""
    given, version = _given(form), int_of_form(form, "version")
    try:
        caller.run(update_lead_form, lead_form_id, given, version=version)
    except Problem as problem:
        if problem.status == 404 or "active" in given:
            raise
        with caller.reading() as session:
            found = _found(session, lead_form_id)
        return _form(caller, found, {**given, "version": version}, problem)
    return see_other(f"{_URL}/{lead_form_id}", _("Saved"))


@router.post(_ONE + "/owner")
def create_owner(caller: Administrator, lead_form_id: int) -> Response:
    """Let it act with one's own rights."""
    caller.run(take_form_over, lead_form_id)
    return see_other(f"{_URL}/{lead_form_id}", _("It acts with your rights from now on."))


@router.post(_ONE + "/address")
def create_address(caller: Administrator, lead_form_id: int) -> Response:
    """Make a new address."""
    caller.run(renew_form_address, lead_form_id)
    return see_other(f"{_URL}/{lead_form_id}", _("It has a new address. The one before shows nothing any more."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, lead_form_id: int) -> Response:
    """Which rules use it, before it goes."""
    with caller.reading() as session:
        found = _found(session, lead_form_id)
        rules = rules_naming(session, "lead_form", found.id)
    title = _("Delete “%(name)s”?", name=found.name)
    return asked(caller, _PLACE, "lead_forms/_deletion.html", title, form=found, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, lead_form_id: int) -> Response:
    """Delete it."""
    caller.run(delete_lead_form, lead_form_id)
    return see_other(_URL, _("The form is deleted."))


def _form(caller: Caller, found: LeadForm | None, given: dict[str, Any], problem: Problem | None = None) -> Response:
    with caller.reading() as session:
        context = {"form": found, "given": given, **_choices(session)}
    chosen = given.get("fields", found.fields if found else [])
    rows = [*chosen, *[{"field": "", "label": "", "required": False}] * _SPARE]
    errors, status = (field_errors(problem), problem.status) if problem else ({}, 200)
    return page(caller, "lead_forms/edit.html", status, nav=_PLACE.nav, rows=rows, errors=errors, **context)


def _choices(session: Session) -> dict[str, Any]:
    shapes = shapes_of(session, processes(session, LEAD.name))
    stages = [(shape.process.name, each.stage) for shape in shapes for each in shape.stages]
    return {
        "offered": [(key, each.label) for key, each in fields_to_ask(session).items()],
        "people": [(each.id, each.name) for each in members(session)],
        "groups": [(each.id, each.name) for each in groups(session)],
        "stages": [(stage.id, f"{process}: {stage.name}") for process, stage in stages],
    }


def _found(session: Session, form_id: int) -> LeadForm:
    found = lead_form(session, form_id)
    if found is None:
        raise not_found()
    return found


def _given(form: FormData) -> dict[str, Any]:
    given: dict[str, Any] = {key: text_of_form(form, key) for key in _TEXTS if key in form}
    if "plain_html__shown" in form:
        given["plain_html"] = "plain_html" in form
    if "field" in form:
        lines = zip(*(form.getlist(name) for name in ("field", "label", "required")), strict=False)
        given["fields"] = [
            {"field": field, "label": label, "required": required == "1"} for field, label, required in lines if field
        ]
    return given
