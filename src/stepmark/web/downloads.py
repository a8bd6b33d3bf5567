"""Files as answers, for pages and programs alike: always to be saved, whatever they claim to be."""

from urllib.parse import quote

from fastapi.responses import FileResponse, Response

from stepmark.channels.documents.docx import assembled
from stepmark.commands.access import not_found
from stepmark.domain.documents import DocumentVersion
from stepmark.domain.notes import File
from stepmark.web.caller import Caller
from stepmark.web.uploads import file_store

# What somebody uploaded is never shown as a page of ours, whatever it claims to be.
HARMLESS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


def saved_as(name: str) -> dict[str, str]:
    """The header of a file to be saved, in any script."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def inline_as(name: str) -> dict[str, str]:
    """The header of a file that a browser may show itself."""
    return {"Content-Disposition": f"inline; filename*=utf-8''{quote(name)}"}


def stored(caller: Caller, sha256: str | None, name: str, media_type: str) -> FileResponse:
    """A content of the file store under that name; `not-found` where there is none."""
    path = file_store(caller.settings).path(sha256) if sha256 else None
    if path is None or not path.is_file():
        raise not_found()
    return FileResponse(path, media_type=media_type, headers={**HARMLESS, **saved_as(name)})


def file_answer(caller: Caller, file: File | None) -> Response:
    """A file of a record; `not-found` where the caller may not open it."""
    if file is None:
        raise not_found()
    return stored(caller, file.sha256, file.name, file.content_type)


def version_answer(caller: Caller, version: DocumentVersion) -> Response:
    """A document's version: the text as a page to be saved, or the file."""
    if version.sha256 is None:
        name = f"document-{version.document_id}-{version.number}.html"
        headers = {**HARMLESS, **saved_as(name)}
        return Response((version.html or "").encode(), media_type="text/html; charset=utf-8", headers=headers)
    whole = stored(caller, version.sha256, version.name, version.media_type)
    if version.parts is None:
        return whole
    headers = {**HARMLESS, **saved_as(version.name)}
    content = file_store(caller.settings).path(version.sha256).read_bytes()
    return Response(assembled(content, version.parts), media_type=version.media_type, headers=headers)
