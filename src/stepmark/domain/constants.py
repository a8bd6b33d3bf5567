"""Constants: values with a name that a workspace's rules and texts use, so that each is changed in one place."""

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Json, Numbered, Scoped

MOST_CONSTANTS = 100


class Constant(Numbered, Scoped, Base):
    """One value of a field type, as the API gives it. Rules and texts know it by its `key`, which stays."""

    __tablename__ = "constant"
    __table_args__ = (Index("uq_constant_key", "workspace_id", "key", unique=True),)

    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(20))
    value: Mapped[Any] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
