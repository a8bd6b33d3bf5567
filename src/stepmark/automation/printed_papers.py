"""Quotes, orders and invoices as PDFs, which are downloaded and go along with mails; documents' texts likewise."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from stepmark.automation.context import ActionContext
from stepmark.automation.paper_sheets import Printed, paper_sheet
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.channels.documents.sheets import PaperSheet, TextSheet
from stepmark.commands.files import clean_name
from stepmark.domain.documents import Document, DocumentVersion
from stepmark.domain.papers import Paper
from stepmark.domain.workspace import Workspace
from stepmark.platform import i18n
from stepmark.platform.paragraphs import paragraphs_of
from stepmark.queries.lines import lines_of
from stepmark.queries.parties import parties_of
from stepmark.queries.visible import active

PDF = "application/pdf"


def paper_of(context: ActionContext, name: str) -> Paper | None:
    """The record itself where it is such a paper, else the newest one of the record that the rule's owner sees."""
    kind = KINDS[name]
    if context.kind is kind:
        return context.record  # type: ignore[return-value]  # the kind says so
    links = [field for field in kind.system_fields if field.related == context.kind.name]
    if not links:
        return None
    model: Any = kind.model
    belongs = or_(*(getattr(model, str(field.column)) == context.record.id for field in links))
    query = select(model).where(belongs, active(kind, context.work.actor)).order_by(model.id.desc()).limit(1)
    found: Paper | None = context.work.session.scalars(query).one_or_none()
    return found


def sheet_of(session: Session, name: str, paper_id: int) -> PaperSheet | None:
    """A paper as it stands now, in the workspace's language; None for one that is deleted."""
    paper: Any = session.get(KINDS[name].model, paper_id)
    return None if paper is None or paper.is_deleted else sheet_of_paper(session, KINDS[name], paper)


def sheet_of_paper(session: Session, kind: Kind, paper: Any, *, shows_buyer: bool = True) -> PaperSheet:
    """The same of a paper that was found already."""
    parties = parties_of(session, paper)
    shown = parties if shows_buyer else {**parties, "buyer": {}}
    workspace = session.get_one(Workspace, paper.workspace_id)
    with i18n.speaking(workspace.locale, workspace.time_zone):
        return paper_sheet(Printed(kind, paper, lines_of(session, kind, paper), shown))


def sheet_of_version(session: Session, version: DocumentVersion) -> TextSheet | None:
    """A version that is a text; None for a file, or for a document that is deleted."""
    document = session.get(Document, version.document_id)
    if document is None or document.is_deleted or version.html is None:
        return None
    workspace = session.get_one(Workspace, version.workspace_id)
    paragraphs = paragraphs_of(version.html)
    return TextSheet(workspace.locale, version.name, f"{workspace.name} · {version.name}", paragraphs)


def file_name(title: str) -> str:
    """What a PDF is called when it is saved: never a path."""
    return clean_name(f"{title.replace('/', '-')[:200]}.pdf")
