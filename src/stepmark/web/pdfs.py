"""PDFs as answers, for pages and programs alike: always to be saved, and made while no session is open."""

from typing import Any

from fastapi.responses import Response

from stepmark.automation.printed_papers import PDF, file_name, sheet_of_paper
from stepmark.catalogue.kinds import Kind
from stepmark.channels.documents.pdf import as_pdf
from stepmark.channels.documents.sheets import Sheet
from stepmark.commands.access import not_found
from stepmark.queries.field_access import lines_access
from stepmark.web.caller import Caller
from stepmark.web.downloads import HARMLESS, saved_as
from stepmark.web.record_parts import details_for


def paper_pdf(caller: Caller, kind: Kind, paper_id: int) -> Response:
    """A quote, an order or an invoice that the caller sees; not without its lines, where they may not be seen."""
    with caller.reading() as session:
        paper: Any = details_for(session, caller, kind, paper_id).record
        if not lines_access(caller.actor, kind).sees:
            raise not_found()
        sheet = sheet_of_paper(session, kind, paper, shows_buyer=shows_buyer(caller, kind))
    return pdf_answer(sheet)


def shows_buyer(caller: Caller, kind: Kind) -> bool:
    """Whether the caller may know whom a paper is for."""
    return all(caller.actor.access.sees(kind.name, key) for key in ("company_id", "contact_id"))


def pdf_answer(sheet: Sheet) -> Response:
    """The sheet as a file to be saved under its title."""
    return Response(as_pdf(sheet), media_type=PDF, headers={**HARMLESS, **saved_as(file_name(sheet.title))})
