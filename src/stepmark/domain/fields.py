"""Custom fields, and the one typed table that holds their values."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base, Id, Json, Scoped, link


class CustomField(Versioned, Base):
    """A field that administrators added to a record kind. Its options are the values that may be chosen."""

    __tablename__ = "custom_field"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index(
            "uq_custom_field_key",
            "workspace_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(20))
    help: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[list[str]] = mapped_column(Json, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    multiple: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class FieldValue(Scoped, Base):
    """One value of one custom field on one record.

    number: numbers × 10⁶, money in minor units, yes/no as 1/0, ids of users and files. text: texts, choices, a
    money's currency. folded: the text as compared. time: dates (at midnight) and moments, in UTC.
    """

    __tablename__ = "field_value"
    __table_args__ = (
        link("field_id", "custom_field", "CASCADE"),
        Index("ix_field_value_number", "field_id", "number"),
        Index("ix_field_value_time", "field_id", "time"),
        Index("ix_field_value_folded", "field_id", func.substr(text("folded"), 1, 100)),
    )

    field_id: Mapped[int] = mapped_column(Id, primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, default=0)
    number: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(Text)
    folded: Mapped[str | None] = mapped_column(Text)
    time: Mapped[datetime | None]
