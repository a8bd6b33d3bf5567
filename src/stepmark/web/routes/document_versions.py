"""A document's versions: added, read, printed, and brought back."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.printed_papers import sheet_of_version
from stepmark.commands.access import not_found
from stepmark.commands.documents import DOCUMENT, add_version, restore_version
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.documents import SeenVersion, seen_version
from stepmark.web.caller import Caller, Salesperson, Viewer
from stepmark.web.downloads import version_answer
from stepmark.web.forms import Form
from stepmark.web.pdfs import pdf_answer
from stepmark.web.record_parts import details_for, panels
from stepmark.web.render import page, see_other
from stepmark.web.uploads import uploads_in

router = APIRouter()
_VERSIONS = "/documents/{document_id:id}/versions"
_ONE = _VERSIONS + "/{number:id}"
_MENDABLE = ("invalid", "too-large", "conflict")


@router.post(_VERSIONS)
def create(caller: Salesperson, document_id: int, form: Form) -> Response:
    """A new version; the document's page again, with what is wrong, if it can't be taken."""
    try:
        caller.run(add_version, document_id, uploads_in(caller, form, "file"))
    except Problem as problem:
        if problem.type not in _MENDABLE:
            raise
        return _refused(caller, document_id, problem)
    return see_other(f"/documents/{document_id}", _("The version is added."))


@router.get(_ONE)
def show(caller: Viewer, document_id: int, number: int) -> Response:
    """The content, to be saved and not shown."""
    return version_answer(caller, _seen(caller, document_id, number).version)


@router.get(_ONE + "/print")
def show_on_paper(caller: Viewer, document_id: int, number: int) -> Response:
    """A text for A4 paper."""
    seen = _seen(caller, document_id, number)
    if not seen.version.is_text:
        raise not_found()
    return page(caller, "print/document.html", seen=seen, printed_at=now())


@router.get(_ONE + "/pdf")
def show_as_pdf(caller: Viewer, document_id: int, number: int) -> Response:
    """A text as a PDF, in the workspace's language."""
    with caller.reading() as session:
        seen = seen_version(session, caller.actor, document_id, number)
        sheet = sheet_of_version(session, seen.version) if seen else None
    if sheet is None:
        raise not_found()
    return pdf_answer(sheet)


@router.post(_ONE + "/restoration")
def restore(caller: Salesperson, document_id: int, number: int) -> Response:
    """The same content as the newest version."""
    caller.run(restore_version, document_id, number)
    return see_other(f"/documents/{document_id}", _("Version %(number)s is the newest again.", number=number))


def _seen(caller: Caller, document_id: int, number: int) -> SeenVersion:
    with caller.reading() as session:
        found = seen_version(session, caller.actor, document_id, number)
    if found is None:
        raise not_found()
    return found


def _refused(caller: Caller, document_id: int, problem: Problem) -> Response:
    with caller.reading() as session:
        context = panels(session, caller, details_for(session, caller, DOCUMENT, document_id))
    return page(
        caller, "records/show.html", problem.status, nav=DOCUMENT.plural, version_error=problem.detail, **context
    )
