"""The exceptions list: phones and e-mails of people who must not come back."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class ExceptionEntry(Numbered, Scoped, Base):
    """One phone or e-mail, on the list at most once; `folded` is the form in which contact points are compared.

    cause: as events have it, {"kind": "person"} or {"kind": "rule", "name": …, "run": …}.
    """

    __tablename__ = "exception_entry"
    __table_args__ = (UniqueConstraint("workspace_id", "type", "folded"), link("added_by", "member"))

    type: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(String(400))
    why: Mapped[str] = mapped_column(String(300), default="")
    added_by: Mapped[int | None] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(default=now)
    cause: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
