"""Addresses to which mail came back."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Numbered, Scoped


class ReturnedMail(Numbered, Scoped, Base):
    """The mark of one address: the last mail to it came back, for a reason that another server has told.

    `folded` is the address in the form in which records compare theirs.
    """

    __tablename__ = "returned_mail"
    __table_args__ = (UniqueConstraint("workspace_id", "folded"),)

    folded: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(default=now)
