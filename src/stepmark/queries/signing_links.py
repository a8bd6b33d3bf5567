"""Signing links: those of a document, and the one that an address opens."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from stepmark.domain.documents import FOR_SIGNING, Document, DocumentVersion
from stepmark.domain.signing_links import SigningLink
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.platform.ids import token_hash

MOST_SHOWN = 20
PDF = "application/pdf"


class Asked(NamedTuple):
    """A link with its document, and the version that is to be signed."""

    link: SigningLink
    document: Document
    version: DocumentVersion
    newest: int

    @property
    def is_open(self) -> bool:
        """Whether it can be signed or refused right now."""
        return self.link.waits_at(now()) and why_closed(self.document, self.newest, self.link) is None


def asked_behind(session: Session, token: str) -> Asked | None:
    """What a token opens, unless its document was deleted. Asks across workspaces."""
    return _one(session, SigningLink.token_hash == token_hash(token))


def asked_by_id(session: Session, link_id: int) -> Asked | None:
    """The same by its id."""
    return _one(session, SigningLink.id == link_id)


def links_of_document(session: Session, document_id: int) -> Sequence[SigningLink]:
    """A document's links, the newest first."""
    query = select(SigningLink).where(SigningLink.document_id == document_id)
    return session.scalars(query.order_by(SigningLink.id.desc()).limit(MOST_SHOWN)).all()


def newest_version(session: Session, document_id: int) -> DocumentVersion | None:
    """What the document holds now."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return session.scalars(query.order_by(DocumentVersion.number.desc()).limit(1)).one_or_none()


def seen_pdf(session: Session, asked: Asked) -> str | None:
    """The SHA-256 of what the signer may read: what was signed, else what they were shown while it waits."""
    link = asked.link
    if link.signed_version is None:
        return link.pdf_sha256 if asked.is_open else None
    query = select(DocumentVersion.sha256).where(DocumentVersion.document_id == link.document_id)
    return session.scalar(query.where(DocumentVersion.number == link.signed_version))


def can_be_read(version: DocumentVersion) -> bool:
    """Whether a page can show it: a text, or a PDF."""
    return version.is_text or version.media_type == PDF


def why_closed(document: Document, newest: int, link: SigningLink) -> Text | None:
    """Why a link that was not answered leads nowhere, as far as its document goes."""
    if document.status != FOR_SIGNING:
        return _("The document does not wait for a signature any more.")
    return _("The document has been changed since.") if newest != link.document_version else None


def standing_of(link: SigningLink, document: Document, newest: int, moment: datetime) -> tuple[Text, str]:
    """How a link stands, in words, and the tone of its badge."""
    if link.answer is not None:
        return (_("Signed"), "good") if link.answer == "signed" else (_("Refused"), "bad")
    if link.withdrawn_at is not None:
        return _("Withdrawn"), ""
    if moment >= link.expires_at:
        return _("Expired"), ""
    if why_closed(document, newest, link) is not None:
        return _("Closed"), ""
    return (_("Opened"), "accent") if link.opened_at else (_("Not opened yet"), "warn")


def _one(session: Session, condition: ColumnElement[bool]) -> Asked | None:
    any_version = aliased(DocumentVersion)
    newest = (
        select(func.max(any_version.number))
        .where(any_version.document_id == SigningLink.document_id)
        .correlate(SigningLink)
        .scalar_subquery()
    )
    query = (
        select(SigningLink, Document, DocumentVersion, newest)
        .join(Document, Document.id == SigningLink.document_id)
        .join(
            DocumentVersion,
            (DocumentVersion.document_id == SigningLink.document_id)
            & (DocumentVersion.number == SigningLink.document_version),
        )
        .where(condition, Document.deleted_at.is_(None))
    )
    row = session.execute(query).one_or_none()
    return Asked(*row) if row else None
