"""A template of documents, filled in with a record to be looked at. Nothing of it is kept."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.automation.template_previews import preview_template
from stepmark.catalogue.kinds import KINDS
from stepmark.channels.documents.docx import MEDIA_TYPE, assembled
from stepmark.commands.access import not_found
from stepmark.commands.files import clean_name
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.documents import document_template
from stepmark.queries.names import named_exactly
from stepmark.queries.record_page import seen_record
from stepmark.web.caller import Administrator
from stepmark.web.downloads import HARMLESS, saved_as
from stepmark.web.forms import int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.uploads import file_store

router = APIRouter()
_TEMPLATES = "/settings/document-templates"
_PREVIEW = _TEMPLATES + "/{document_template_id:id}/preview"
_PLACE = Place("settings", _("Document templates"), _TEMPLATES)


@router.get(_PREVIEW)
def show(caller: Administrator, document_template_id: int) -> Response:
    """With which record? And what comes of it: a text as it reads, of a Word document what is amiss."""
    given = FormData({**caller.request.query_params})
    chosen, text = int_of_form(given, "record_id"), text_of_form(given, "record_id_text").strip()
    with caller.reading() as session:
        template = document_template(session, document_template_id)
        if template is None:
            raise not_found()
        kind = KINDS[template.kind]
        record_id = chosen or (named_exactly(session, caller.actor, kind, text) if text else None)
        record = seen_record(session, kind, caller.actor, record_id) if record_id else None
        preview = preview_template(session, caller.actor, template, record) if record else None
    is_lost = record is None and bool(chosen or text)
    errors = {"record_id": _("Choose one from the list.")} if is_lost else {}
    context = {"template": template, "record": record, "preview": preview, "text": text, "errors": errors}
    title, status = _("Preview of “%(name)s”", name=template.name), 422 if is_lost else 200
    return asked(caller, _PLACE, "document_templates/_preview.html", title, status, is_wide=True, **context)


@router.get(_PREVIEW + "/file")
def show_file(caller: Administrator, document_template_id: int) -> Response:
    """The Word document for the record with `record_id`."""
    record_id = int_of_form(FormData({**caller.request.query_params}), "record_id")
    with caller.reading() as session:
        template = document_template(session, document_template_id)
        if template is None or template.sha256 is None or record_id is None:
            raise not_found()
        record = seen_record(session, KINDS[template.kind], caller.actor, record_id)
        if record is None:
            raise not_found()
        preview = preview_template(session, caller.actor, template, record)
    path = file_store(caller.settings).path(template.sha256)
    if preview.fault:
        raise Problem("invalid", preview.fault)
    if not path.is_file():
        raise not_found()
    name = clean_name(f"{template.name} – {record.label}".replace("/", "-")[:200] + ".docx")
    content = assembled(path.read_bytes(), preview.parts or {})
    return Response(content, media_type=MEDIA_TYPE, headers={**HARMLESS, **saved_as(name)})
