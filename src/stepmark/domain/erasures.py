"""The register of erasures: that somebody's data were erased, by whom and when. It says nothing about the person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link

# What stands where personal data stood.
ERASED = "[erased]"


class Erasure(Numbered, Scoped, Base):
    """One erasure: of a contact or of a member who left (`kind`), by its id. `what` counts by sort what went."""

    __tablename__ = "erasure"
    __table_args__ = (link("member_id", "member"), Index("ix_erasure_workspace_id", "workspace_id", "id"))

    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    member_id: Mapped[int | None] = mapped_column(Id)
    what: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)
