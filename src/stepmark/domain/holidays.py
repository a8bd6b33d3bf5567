"""Days on which the workspace does not work."""

from datetime import date

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Numbered, Scoped


class Holiday(Numbered, Scoped, Base):
    """A public holiday; a day is one at most once."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("workspace_id", "day"),)

    day: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(200), default="")
