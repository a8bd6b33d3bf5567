"""Templates of documents: texts, or Word documents. Administrators keep them; whoever makes records uses them."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from stepmark.automation.document_templates import (
    create_document_template,
    delete_document_template,
    document_about,
    update_document_template,
)
from stepmark.automation.word_templates import WordFile
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.channels.documents.docx import MEDIA_TYPE, MOST_BYTES
from stepmark.commands.access import not_found
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.files import NAME_LIMIT
from stepmark.domain.documents import DocumentTemplate
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.documents import document_template, document_templates
from stepmark.queries.record_shapes import Shape, record_shape
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiCaller, ApiSalesperson
from stepmark.web.api._models import page_model, record_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body
from stepmark.web.api._versions import if_match
from stepmark.web.word_files import LONGEST, word_answer, word_of

router = APIRouter(prefix="/api/v1/document-templates", tags=["documents"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
_FILE: Any = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
_BODY = "With placeholders such as {{ deal.title }}; empty where a Word document takes its place."


class FileShape(BaseModel):
    """A Word document that is a template."""

    name: str
    size: int


class DocumentTemplateShape(BaseModel):
    """A template of documents about records of its kind."""

    id: RowId
    name: str
    kind: str
    body: str = Field(description=_BODY)
    file: FileShape | None = Field(description="null for a text.")
    version: int


class SentFile(Body):
    """A Word document (.docx) with the same placeholders as a text."""

    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    content: str = Field(
        max_length=LONGEST,
        description=f"In base64; at most {MOST_BYTES >> 20} MB.",
        json_schema_extra={"contentEncoding": "base64", "contentMediaType": MEDIA_TYPE},
    )


class DocumentTemplateChange(Body):
    """What is to change. Documents that were made of it stay as they are."""

    name: str | None = None
    body: str | None = Field(None, description=_BODY)
    file: SentFile | None = Field(None, description="In place of the text, or of the file before.")


class NewDocumentTemplate(DocumentTemplateChange):
    """A template to make, of a text or of a Word document. kind: deal, company or contact."""

    name: str
    kind: str


class NewDocument(Body):
    """What a document is about."""

    kind: str = Field(description="The template's own.")
    record_id: RowId
    title: str = Field("", description="Empty: the template's name and the record's.")


@router.get("", response_model=page_model("DocumentTemplates", DocumentTemplateShape), name="document-templates")
def index(caller: ApiSalesperson) -> Response:
    """List the templates, all at once, by name."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in document_templates(session)], None))


@router.post("", status_code=201, response_model=DocumentTemplateShape)
def make(caller: ApiAdministrator, body: NewDocumentTemplate) -> Response:
    """Make a template. A placeholder that leads nowhere is refused."""
    return caller.created(_shown, create_document_template, _said(body), _word(caller, body))


@router.get("/{document_template_id}", response_model=DocumentTemplateShape, **_ONE)
def show(caller: ApiSalesperson, document_template_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, document_template_id))


@router.get("/{document_template_id}/file", response_class=Response, responses=_FILE)
def show_file(caller: ApiAdministrator, document_template_id: PathId) -> Response:
    """Download the Word document as it was sent."""
    with caller.reading() as session:
        found = document_template(session, document_template_id)
    return word_answer(caller, found)


@router.patch("/{document_template_id}", response_model=DocumentTemplateShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, document_template_id: PathId, body: DocumentTemplateChange) -> Response:
    """Change what is given; the kind stays."""
    word, version = _word(caller, body), if_match(caller.request)
    caller.run(update_document_template, document_template_id, _said(body), word, version=version)
    return caller.answer(lambda session: _shown(session, document_template_id))


@router.delete("/{document_template_id}", status_code=204)
def delete(caller: ApiAdministrator, document_template_id: PathId) -> None:
    """Delete a template. Rules that name it are broken until another is chosen."""
    caller.run(delete_document_template, document_template_id)


@router.post("/{document_template_id}/documents", status_code=201, response_model=record_model(DOCUMENT))
def prepare(caller: ApiSalesperson, document_template_id: PathId, body: NewDocument) -> Response:
    """Make a document about a record, filled in with what stands there."""
    kind, title = _kind(caller, document_template_id, body.kind), {"title": body.title}
    return caller.created(_made, document_about, kind, body.record_id, document_template_id, title)


def _said(body: DocumentTemplateChange) -> dict[str, Any]:
    return {key: value for key, value in body.raw().items() if key != "file"}


def _word(caller: ApiCaller, body: DocumentTemplateChange) -> WordFile | None:
    if body.file is None:
        return None
    if body.body:
        raise Invalid({"body": _("A template is a text or a Word document, not both. Leave one out.")})
    return word_of(caller, body.file.name, body.file.content)


def _kind(caller: ApiCaller, template_id: int, given: str) -> Kind:
    with caller.reading() as session:
        name = _shown(session, template_id).kind
    if given != name:
        raise Invalid({"kind": _("This template is for records of another kind: %(kind)s.", kind=name)})
    return KINDS[name]


def _made(session: ScopedSession, document_id: int) -> Shape:
    return record_shape(session, DOCUMENT, document_id)


def _shown(session: ScopedSession, template_id: int) -> DocumentTemplateShape:
    found = document_template(session, template_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: DocumentTemplate) -> DocumentTemplateShape:
    names = ("id", "name", "kind", "body", "version")
    file = FileShape(name=each.file_name or "", size=each.file_size or 0) if each.is_word else None
    return DocumentTemplateShape(**{name: getattr(each, name) for name in names}, file=file)
