"""One confirmed operation on many records: how far it has come, and which records refused it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.i18n import Lazy
from stepmark.platform.ids import new_change_id
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class BulkAction(StrEnum):
    """What is done to each of the records."""

    SET = "set"
    DELETE = "delete"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"


class BulkRun(Numbered, Scoped, Base):
    """Records picked at one moment, by `ids` in their order; `done` is saved with the changes to that many of them.

    `key` and `raw` are the field that is set and its value as it was typed. All of it is one change in the history, so
    that it can be undone as one. With `rules_asleep` no rule wakes to it.
    """

    __tablename__ = "bulk_run"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), link("member_id", "member"))

    kind: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(100), default="")
    raw: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    ids: Mapped[list[Any]] = mapped_column(Json, deferred=True)
    member_id: Mapped[int | None] = mapped_column(Id)
    change_id: Mapped[int] = mapped_column(BigInteger, default=new_change_id)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    rules_asleep: Mapped[bool] = mapped_column(default=False)

    @property
    def is_finished(self) -> bool:
        """Whether every record had its turn."""
        return self.finished_at is not None


class BulkRefusal(Scoped, Base):
    """A record that the operation left as it was, with the reason in the words of `message` and `details`."""

    __tablename__ = "bulk_refusal"
    __table_args__ = (link("run_id", "bulk_run", "CASCADE"),)

    run_id: Mapped[int] = mapped_column(Id, primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    label: Mapped[str] = mapped_column(String(300), default="")
    message: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    @property
    def reason(self) -> Lazy:
        """The reason in the reader's language."""
        return Lazy(self.message, **self.details)
