"""Documents' versions, and the templates that their texts are made of."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.documents import Document, DocumentTemplate, DocumentVersion
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.queries.visible import live


class VersionRow(NamedTuple):
    """A version with the name of who made it."""

    version: DocumentVersion
    author: str


class SeenVersion(NamedTuple):
    """A version with its document."""

    version: DocumentVersion
    document: Document


def versions_of(session: Session, document_id: int) -> list[VersionRow]:
    """The versions of a document that the reader is known to see, the newest first."""
    query = (
        select(DocumentVersion, Member.name)
        .outerjoin(Member, Member.id == DocumentVersion.author_id)
        .where(DocumentVersion.document_id == document_id)
        .order_by(DocumentVersion.number.desc())
    )
    return [VersionRow(version, name or "") for version, name in session.execute(query)]


def seen_version(session: Session, actor: Actor, document_id: int, number: int) -> SeenVersion | None:
    """One version of a live document that the actor sees."""
    query = (
        select(DocumentVersion, Document)
        .join(Document, Document.id == DocumentVersion.document_id)
        .options(undefer(DocumentVersion.parts))
        .where(Document.id == document_id, DocumentVersion.number == number)
    )
    row = session.execute(query.where(live(KINDS[Document.about.name], actor))).one_or_none()
    return SeenVersion(row[0], row[1]) if row else None


def document_templates(session: Session, kind: str = "") -> Sequence[DocumentTemplate]:
    """All of them by name, or those for records of a kind."""
    query = select(DocumentTemplate).where(DocumentTemplate.deleted_at.is_(None))
    query = query.where(DocumentTemplate.kind == kind) if kind else query
    return session.scalars(query.order_by(DocumentTemplate.name, DocumentTemplate.id)).all()


def document_template(session: Session, template_id: int) -> DocumentTemplate | None:
    """One that is not deleted."""
    query = select(DocumentTemplate).where(DocumentTemplate.deleted_at.is_(None), DocumentTemplate.id == template_id)
    return session.scalars(query).one_or_none()
