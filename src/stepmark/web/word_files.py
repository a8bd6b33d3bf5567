"""Word documents that become templates, on their way in and out: stored and understood before a transaction opens."""

import base64
import binascii
from io import BytesIO

from fastapi.responses import FileResponse
from starlette.datastructures import FormData

from stepmark.automation.word_templates import WordFile, word_parts
from stepmark.catalogue.types.base import ValueFault
from stepmark.channels.documents.docx import MEDIA_TYPE, MOST_BYTES
from stepmark.commands.access import not_found
from stepmark.commands.files import Upload
from stepmark.domain.documents import DocumentTemplate
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.web.caller import Caller
from stepmark.web.downloads import stored
from stepmark.web.uploads import file_store, uploads_in

# MOST_BYTES in base64.
LONGEST = (MOST_BYTES + 2) // 3 * 4


def word_in(caller: Caller, form: FormData) -> WordFile | None:
    """The one that a form sent as `file`, if any; Invalid where it is none that will do."""
    uploads = uploads_in(caller, form, "file")
    if not uploads:
        return None
    _require_small(uploads[0].size)
    return _understood(uploads[0], file_store(caller.settings).path(uploads[0].sha256).read_bytes())


def word_of(caller: Caller, name: str, encoded: str) -> WordFile:
    """The same from base64."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid({"file": _("Send the file's content in base64.")}) from None
    _require_small(len(content))
    kept = file_store(caller.settings).keep(BytesIO(content))
    return _understood(Upload(name, kept.sha256, kept.size), content)


def word_answer(caller: Caller, template: DocumentTemplate | None) -> FileResponse:
    """A template's file as it was sent; `not-found` for a text."""
    if template is None:
        raise not_found()
    return stored(caller, template.sha256, template.file_name or "", MEDIA_TYPE)


def _require_small(size: int) -> None:
    if size > MOST_BYTES:
        limit = MOST_BYTES >> 20
        raise Invalid({"file": _("This file is larger than %(limit)s MB. Choose a smaller one.", limit=limit)})


def _understood(upload: Upload, content: bytes) -> WordFile:
    try:
        return WordFile(upload, word_parts(content))
    except ValueFault as fault:
        raise Invalid({"file": fault.text}) from None
