"""Lead forms: pages on which strangers leave an enquiry, and what they have sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link
from stepmark.platform.sealing import Sealed


class EntryOutcome(StrEnum):
    """What came of something sent."""

    CREATED = "created"
    BARRED = "barred"
    SPAM = "spam"


class LeadForm(Versioned, Base):
    """One form; it is found by the hash of its token before any workspace is. `name` stands on top of it.

    fields: [{"field": "person_name", "label": "Your name", "required": true}, …] in their order; "message" becomes a
    note. `consent` is what is agreed to, and counts up `consent_version` when it changes. A new lead is the group's, in
    turn after `last_member_id`, else that of `responsible_id`. `plain_html` takes what a copy of the form on another
    page sends, which can't prove that a person took their time. Leads are made with the rights of the member
    `owner_id`.
    """

    __tablename__ = "lead_form"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("token_hash"),
        link("owner_id", "member"),
        Index("ix_lead_form_owner_id", "owner_id"),
    )

    name: Mapped[str] = mapped_column(String(200))
    intro: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[list[Any]] = mapped_column(Json, default=list)
    consent: Mapped[str] = mapped_column(Text, default="")
    consent_version: Mapped[int] = mapped_column(default=1)
    thanks: Mapped[str] = mapped_column(Text, default="")
    redirect_url: Mapped[str] = mapped_column(String(2_000), default="")
    source: Mapped[str] = mapped_column(String(100), default="")
    stage_id: Mapped[int | None] = mapped_column(Id)
    responsible_id: Mapped[int | None] = mapped_column(Id)
    group_id: Mapped[int | None] = mapped_column(Id)
    last_member_id: Mapped[int | None] = mapped_column(Id)
    plain_html: Mapped[bool] = mapped_column(default=False)
    token: Mapped[str | None] = mapped_column(Sealed)
    token_hash: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[int | None] = mapped_column(Id)
    active: Mapped[bool] = mapped_column(default=True)


class FormEntry(Numbered, Scoped, Base):
    """What somebody has sent: `given` holds their words by field. `key` tells a repetition.

    consent: {"version": 2, "text": "…"}: what they have agreed to, word for word.
    """

    __tablename__ = "form_entry"
    __table_args__ = (
        link("form_id", "lead_form", "CASCADE"),
        UniqueConstraint("form_id", "key"),
        Index("ix_form_entry_form_id", "workspace_id", "form_id", "id"),
        Index("ix_form_entry_at", "workspace_id", "at"),
    )

    form_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    key: Mapped[str | None] = mapped_column(String(64))
    given: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    consent: Mapped[Any] = mapped_column(Json, nullable=True)
    outcome: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20), default="lead")
    record_id: Mapped[int | None] = mapped_column(Id)
    record_label: Mapped[str] = mapped_column(String(300), default="")
