"""Documents for clients with their versions, and the templates that their texts are made of."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.record import About, Record, Versioned
from stepmark.platform.clock import now
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link

DRAFT, FOR_SIGNING, SIGNED, REFUSED = "draft", "for_signing", "signed", "refused"
DOCUMENT_STATES = (
    (DRAFT, _("Draft")),
    (FOR_SIGNING, _("For signing")),
    (SIGNED, _("Signed")),
    (REFUSED, _("Refused")),
)
HTML = "text/html"


class Document(Record, Base):
    """A contract, an offer or any other paper for a client. Its content lies in its versions."""

    __tablename__ = "document"
    about = About(
        name="document",
        plural="documents",
        label=_("Document"),
        label_plural=_("Documents"),
        new_label=_("New document"),
        icon="file-text",
        place=80,
    )
    name_column = "title"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A document may belong to a deal and to a client."""
        return (
            link("deal_id", "deal"),
            link("company_id", "company"),
            link("contact_id", "contact"),
            Index("ix_document_deal_id", "deal_id"),
            Index("ix_document_company_id", "company_id"),
            Index("ix_document_contact_id", "contact_id"),
        )

    title: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Title"), required=True, searched=True), String(300))
    title_folded: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=DOCUMENT_STATES, by_hand=False), String(20), default=DRAFT
    )
    deal_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Deal"), related="deal"), Id)
    company_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Company"), related="company"), Id)
    contact_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Contact"), related="contact"), Id)
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
    signed_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Signed on"), by_hand=False))
    signed_by: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Signed by"), by_hand=False, in_list=False), String(300)
    )
    signed_by_folded: Mapped[str | None] = folded()
    refusal: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Why it was refused"), by_hand=False, in_list=False), String(300)
    )
    refusal_folded: Mapped[str | None] = folded()
    description: Mapped[str | None] = attribute(Attribute(FieldType.LONG_TEXT, _("Description"), in_list=False), Text)
    description_folded: Mapped[str | None] = folded()


class DocumentVersion(Numbered, Scoped, Base):
    """A document's content as it once was: an uploaded file, which lies in the files folder under its SHA-256, or a
    text as HTML. It never changes. `parts` replace those of a Word file's own: it was made of a template.
    """

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        link("document_id", "document", "CASCADE"),
        CheckConstraint("(sha256 IS NULL) <> (html IS NULL)", name="content"),
        Index("ix_document_version_sha256", "sha256"),
    )

    document_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    html: Mapped[str | None] = mapped_column(Text)
    parts: Mapped[dict[str, str] | None] = mapped_column(Json, deferred=True)
    restored_from: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)

    @property
    def is_text(self) -> bool:
        """Whether it was made of a template, so that it can be read on a page."""
        return self.html is not None


class DocumentTemplate(Versioned, Base):
    """A text with placeholders about records of one kind, of which documents are made; or a Word document with such.

    The document lies in the files folder under its SHA-256, and `parts` are its words: `automation.word_templates`.
    """

    __tablename__ = "document_template"
    __table_args__ = (UniqueConstraint("workspace_id", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(String(300))
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    parts: Mapped[dict[str, Any] | None] = mapped_column(Json, deferred=True)

    @property
    def is_word(self) -> bool:
        """Whether documents made of it are Word files."""
        return self.sha256 is not None
