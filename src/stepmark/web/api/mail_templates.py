"""Templates of mails, with placeholders about records of a kind. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.automation.mail_templates import create_mail_template, delete_mail_template, update_mail_template
from stepmark.commands.access import not_found
from stepmark.domain.mail_templates import MailTemplate
from stepmark.queries.mail_templates import mail_template, mail_templates
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/mail-templates", tags=["mail templates"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
_HTML = "The mail's HTML; empty where it is to be made of the text."


class MailTemplateShape(BaseModel):
    """A template. Its texts hold placeholders such as {{ deal.title }}."""

    id: RowId
    name: str
    kind: str
    subject: str
    body: str
    html: str = Field(description=_HTML)
    version: int


class NewMailTemplate(BaseModel):
    """A template to make. kind: what its mails are about, such as deal, company or invoice."""

    model_config = ConfigDict(extra="forbid")

    name: str
    kind: str
    subject: str
    body: str
    html: str = Field("", description=_HTML)


class MailTemplateChange(BaseModel):
    """What is to change. Mails that wait to be sent stay as they were written."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    subject: str | None = None
    body: str | None = None
    html: str | None = Field(None, description=_HTML)


@router.get("", response_model=page_model("MailTemplates", MailTemplateShape), name="mail templates")
def index(caller: ApiAdministrator) -> Response:
    """List the templates, all at once, by name."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in mail_templates(session)], None))


@router.post("", status_code=201, response_model=MailTemplateShape)
def make(caller: ApiAdministrator, body: NewMailTemplate) -> Response:
    """Make a template. A placeholder that leads nowhere is refused."""
    return caller.created(_shown, create_mail_template, body.model_dump())


@router.get("/{mail_template_id}", response_model=MailTemplateShape, **_ONE)
def show(caller: ApiAdministrator, mail_template_id: PathId) -> Response:
    """Read one."""
    with caller.reading() as session:
        shape = _shown(session, mail_template_id)
    return json_answer(shape, headers=etag(shape.version))


@router.patch("/{mail_template_id}", response_model=MailTemplateShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, mail_template_id: PathId, body: MailTemplateChange) -> Response:
    """Change what is given; the kind stays."""
    given = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    caller.run(update_mail_template, mail_template_id, given, version=if_match(caller.request))
    return show(caller, mail_template_id)


@router.delete("/{mail_template_id}", status_code=204)
def delete(caller: ApiAdministrator, mail_template_id: PathId) -> None:
    """Delete a template. Rules that name it are broken until another is chosen."""
    caller.run(delete_mail_template, mail_template_id)


def _shown(session: Session, template_id: int) -> MailTemplateShape:
    found = mail_template(session, template_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: MailTemplate) -> MailTemplateShape:
    return MailTemplateShape(**{name: getattr(each, name) for name in MailTemplateShape.model_fields})
