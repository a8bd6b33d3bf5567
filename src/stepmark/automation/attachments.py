"""What goes along with a mail: files of the record, and documents that the run has created."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.context import ActionContext
from stepmark.automation.printed_papers import PDF, file_name, paper_of
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.documents import DocumentVersion
from stepmark.domain.history import History
from stepmark.domain.notes import File
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, text_of

MOST_BYTES = 15 * 1024 * 1024
_MEGABYTE = 1024 * 1024


class Attached(NamedTuple):
    """One file, as a delivery's content describes it, and how large it is."""

    described: dict[str, Any]
    size: int


def files_of_record(session: Session, kind: Kind, record_id: int) -> dict[int, Attached]:
    """All files that lie on the record, by their ids."""
    here = File.kind == kind.name, File.record_id == record_id, File.deleted_at.is_(None)
    files = session.scalars(select(File).where(*here).order_by(File.id))
    return {each.id: _stored(each.name, each.content_type, each.sha256, each.size) for each in files}


def documents_of_run(context: ActionContext) -> list[Attached]:
    """The newest contents of the documents that the run has created so far."""
    found = []
    for document_id in dict.fromkeys(_created(context)):
        query = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
        version = context.work.session.scalars(query.order_by(DocumentVersion.number.desc()).limit(1)).one_or_none()
        if version is not None:
            found.append(_document(version))
    return found


def paper_file(context: ActionContext, name: str) -> list[Attached]:
    """A quote, an order or an invoice as a file, as it stands when it is sent."""
    paper = paper_of(context, name)
    if paper is None:
        missing = _("There is no such paper of this record, so none is attached: %(kind)s", kind=KINDS[name].label)
        context.warn(missing)
        return []
    title = f"{text_of(KINDS[name].label)} {paper.number or ''}".strip()
    return [Attached({"name": file_name(title), "type": PDF, "paper": [name, paper.id]}, 0)]


def fitting(attached: Iterable[Attached]) -> list[dict[str, Any]]:
    """Their descriptions; raises a Problem where they are too much for one mail. PDFs count once they are made."""
    each = list(attached)
    too_large = excess(one.size for one in each)
    if too_large is not None:
        raise Problem("too-large", too_large)
    return [one.described for one in each]


def excess(sizes: Iterable[int]) -> Text | None:
    """Why files of these sizes are too much for one mail; None where they are not."""
    size = sum(sizes)
    if size <= MOST_BYTES:
        return None
    return _(
        "The attachments have %(size)s MB together, and a mail takes %(limit)s MB at most.",
        size=-(-size // _MEGABYTE),
        limit=MOST_BYTES // _MEGABYTE,
    )


def _created(context: ActionContext) -> Iterable[int]:
    run = context.run
    mine = History.change_id == run.change_id, History.cause["run"].as_integer() == run.id
    query = select(History.record_id).where(*mine, History.name == "document.created").order_by(History.id)
    yield from context.work.session.scalars(query)
    for event in context.work.events:
        if event.name == "document.created" and event.cause.get("run") == run.id:
            yield event.record_id


def _stored(name: str, media_type: str, sha256: str, size: int) -> Attached:
    return Attached({"name": name, "type": media_type, "sha256": sha256}, size)


def _document(version: DocumentVersion) -> Attached:
    if version.parts is not None:
        return Attached({"name": version.name, "type": version.media_type, "filled": version.id}, version.size)
    if version.html is None:
        return _stored(version.name, version.media_type, str(version.sha256), version.size)
    return Attached({"name": file_name(version.name), "type": PDF, "version": version.id}, version.size)
