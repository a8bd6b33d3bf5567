"""Signing links: pages where a client reads a version of a document, and signs or refuses it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link
from stepmark.platform.sealing import Sealed


class Answer(StrEnum):
    """What the signer did."""

    SIGNED = "signed"
    REFUSED = "refused"


class SigningLink(Numbered, Scoped, Base):
    """Who is asked to sign which version until when, and what came of it. `token` opens the page, found by its hash.

    `pdf_sha256` names what they were shown first and have signed; it lies in the files folder. `signed_version` is that
    PDF with the record of the signature behind it. `answered_from` and `browser` tell where the answer came from, and
    `answer_name` is what the signer typed.
    """

    __tablename__ = "signing_link"
    __table_args__ = (
        link("document_id", "document", "CASCADE"),
        Index("ix_signing_link_document_id", "document_id"),
        Index("ix_signing_link_pdf_sha256", "pdf_sha256"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer"),
    )

    document_id: Mapped[int] = mapped_column(Id)
    document_version: Mapped[int] = mapped_column(Id)
    token: Mapped[str | None] = mapped_column(Sealed)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    signer: Mapped[str] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(320))
    author_id: Mapped[int | None] = mapped_column(Id)
    author_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_from: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None]
    answered_from: Mapped[str | None] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(300))
    answer_name: Mapped[str | None] = mapped_column(String(300))
    refusal: Mapped[str | None] = mapped_column(String(300))
    signed_version: Mapped[int | None] = mapped_column(Id)

    def waits_at(self, moment: datetime) -> bool:
        """Whether it can still be answered, as far as the link itself goes; its document has a say as well."""
        return self.answer is None and self.withdrawn_at is None and moment < self.expires_at
