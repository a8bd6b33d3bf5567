"""Lead forms: pages on which strangers leave an enquiry, and what they have sent. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.lead_forms import (
    create_lead_form,
    delete_lead_form,
    renew_form_address,
    take_form_over,
    update_lead_form,
)
from stepmark.domain.lead_forms import FormEntry, LeadForm
from stepmark.queries.lead_forms import entries_of, lead_form, lead_forms
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import After, Limit, cut_page, id_after, page_shape
from stepmark.web.api._process_bodies import Body
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/lead-forms", tags=["lead forms"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {**_ONE, "openapi_extra": {"parameters": [if_match_parameter()]}}
_TO_EMPTY = {"stage_id", "responsible_id", "group_id"}


class AskedField(Body):
    """What the form asks for."""

    field: str = Field(description="The key of a lead's field, or message, which becomes a note.")
    label: str = Field("", description="Empty: the field's own.")
    required: bool = False


class LeadFormShape(BaseModel):
    """A lead form. Whoever opens its path can leave an enquiry."""

    id: RowId
    name: str = Field(description="Stands on top of the form.")
    path: str | None = Field(description="null where the server's key was changed, so that it can't be read.")
    intro: str
    fields: list[AskedField]
    consent: str = Field(description="What is agreed to; empty where nothing is asked.")
    consent_version: int
    thanks: str
    redirect_url: str = Field(description="Where one goes after sending; empty: to the thanks.")
    source: str = Field(description="The source of leads made by it.")
    stage_id: RowId | None
    responsible_id: RowId | None
    group_id: RowId | None = Field(description="Whose members get the leads in turn, before responsible_id.")
    plain_html: bool = Field(description="Whether it takes what a copy of the form on another page sends.")
    owner_id: RowId | None = Field(description="With whose rights leads are made.")
    active: bool
    version: int


class NewLeadForm(Body):
    """A form to make."""

    name: str
    fields: list[AskedField]
    intro: str = ""
    consent: str = ""
    thanks: str = ""
    redirect_url: str = ""
    source: str = ""
    stage_id: RowId | None = None
    responsible_id: RowId | None = None
    group_id: RowId | None = None
    plain_html: bool = False


class LeadFormChange(Body):
    """What is to change. null empties `stage_id`, `responsible_id` and `group_id`, and says nothing of the others."""

    name: str | None = None
    fields: list[AskedField] | None = None
    intro: str | None = None
    consent: str | None = None
    thanks: str | None = None
    redirect_url: str | None = None
    source: str | None = None
    stage_id: RowId | None = None
    responsible_id: RowId | None = None
    group_id: RowId | None = None
    plain_html: bool | None = None
    active: bool | None = None

    def raw(self) -> dict[str, Any]:
        """What was said."""
        said = self.model_dump(exclude_unset=True)
        return {key: value for key, value in said.items() if value is not None or key in _TO_EMPTY}


class Consent(BaseModel):
    """What somebody has agreed to, word for word."""

    version: int
    text: str


class FormEntryShape(BaseModel):
    """Something sent."""

    id: RowId
    at: str
    outcome: str = Field(description="created, barred (on the exceptions list) or spam.")
    given: dict[str, Any] = Field(description="Their words by field.")
    consent: Consent | None
    kind: str
    record_id: RowId | None = Field(description="The lead made of it.")


@router.get("", response_model=page_model("LeadForms", LeadFormShape), name="lead_forms")
def index(caller: ApiAdministrator) -> Response:
    """List the forms, all at once, by name."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in lead_forms(session)], None))


@router.post("", status_code=201, response_model=LeadFormShape)
def make(caller: ApiAdministrator, body: NewLeadForm) -> Response:
    """Make a form. Leads come of it with your rights."""
    return caller.created(_shown, create_lead_form, body.model_dump())


@router.get("/{lead_form_id}", response_model=LeadFormShape, **_ONE)
def show(caller: ApiAdministrator, lead_form_id: PathId) -> Response:
    """Read one."""
    return _answer(caller, lead_form_id)


@router.patch("/{lead_form_id}", response_model=LeadFormShape, **_VERSIONED)
def change(caller: ApiAdministrator, lead_form_id: PathId, body: LeadFormChange) -> Response:
    """Change it, or switch it on or off. A consent that changes is another one from then on."""
    caller.run(update_lead_form, lead_form_id, body.raw(), version=if_match(caller.request))
    return _answer(caller, lead_form_id)


@router.delete("/{lead_form_id}", status_code=204)
def delete(caller: ApiAdministrator, lead_form_id: PathId) -> None:
    """Delete a form. Rules that name it are broken until another is chosen."""
    caller.run(delete_lead_form, lead_form_id)


@router.post("/{lead_form_id}/address", response_model=LeadFormShape)
def renew(caller: ApiAdministrator, lead_form_id: PathId) -> Response:
    """Give it another address; the one before shows nothing any more."""
    return caller.done(lambda session, _none: _shown(session, lead_form_id), renew_form_address, lead_form_id)


@router.post("/{lead_form_id}/owner", response_model=LeadFormShape)
def take(caller: ApiAdministrator, lead_form_id: PathId) -> Response:
    """Let it act with your rights, as when its owner has left."""
    return caller.done(lambda session, _none: _shown(session, lead_form_id), take_form_over, lead_form_id)


@router.get("/{lead_form_id}/entries", response_model=page_model("FormEntries", FormEntryShape), name="form_entries")
def entries(caller: ApiAdministrator, lead_form_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List what was sent, the newest first."""
    before = id_after(after) or None
    with caller.reading() as session:
        found = entries_of(session, _found(session, lead_form_id).id, before=before, limit=limit + 1)
    return json_answer(cut_page(found, limit, _entry))


def _answer(caller: ApiAdministrator, form_id: int) -> Response:
    with caller.reading() as session:
        shape = _shown(session, form_id)
    return json_answer(shape, headers=etag(shape.version))


def _shown(session: Session, form_id: int) -> LeadFormShape:
    return _shape(_found(session, form_id))


def _found(session: Session, form_id: int) -> LeadForm:
    found = lead_form(session, form_id)
    if found is None:
        raise not_found()
    return found


def _shape(each: LeadForm) -> LeadFormShape:
    names = LeadFormShape.model_fields.keys() - {"path"}
    path = f"/forms/{each.token}" if each.token else None
    return LeadFormShape(**{name: getattr(each, name) for name in names}, path=path)


def _entry(each: FormEntry) -> FormEntryShape:
    names = ("id", "outcome", "given", "consent", "kind", "record_id")
    return FormEntryShape(**{name: getattr(each, name) for name in names}, at=moment(each.at) or "")
