"""Files being brought in: how far each has come, so that a killed import goes on, and what was wrong in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class ImportState(StrEnum):
    """How far an import has come: from a file whose columns are being told, through its rows and the links among them,
    to its end; and from there, when it is withdrawn, back to nothing.
    """

    DRAFT = "draft"
    ROWS = "rows"
    LINKS = "links"
    DONE = "done"
    WITHDRAW = "withdraw"
    WITHDRAWN = "withdrawn"


UNFINISHED = (ImportState.ROWS, ImportState.LINKS, ImportState.WITHDRAW)
NEEDS_FILE = (ImportState.DRAFT, ImportState.ROWS, ImportState.LINKS)


class ImportRun(Numbered, Scoped, Base):
    """One file imported once. `rows_done` is saved with the records of those rows, so both are true or neither.

    `kept` says that the file lies in the file store; `alive_at` when it was last carried on, and `trouble` why it
    stopped. While it is withdrawn, `undone_to` is the event of history down to which all is taken back.
    With `rules_asleep` no rule wakes to what it brings in.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index("ix_import_run_file", "workspace_id", "kind", "sha256"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = mapped_column(Json)
    member_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10), default=ImportState.ROWS)
    rows_total: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    with_faults: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    kept: Mapped[bool] = mapped_column(default=False)
    alive_at: Mapped[datetime | None]
    trouble: Mapped[dict[str, Any] | None] = mapped_column(Json)
    withdrawn: Mapped[int] = mapped_column(default=0)
    undone_to: Mapped[int | None] = mapped_column(Id)
    withdrawn_by: Mapped[int | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None]
    rules_asleep: Mapped[bool] = mapped_column(default=False)


class ImportFault(Numbered, Scoped, Base):
    """Something wrong in a row: a message's key with its values, translated when shown. `taken` says if the row was."""

    __tablename__ = "import_fault"
    __table_args__ = (
        link("import_id", "import_run", "CASCADE"),
        Index("ix_import_fault_import_id", "import_id", "row", "id"),
    )

    import_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str] = mapped_column(String(300), default="")
    value: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    taken: Mapped[bool]


class ImportLink(Numbered, Scoped, Base):
    """A record whose link names what a later row of the same file may add; looked up when all rows are in."""

    __tablename__ = "import_link"
    __table_args__ = (
        link("import_id", "import_run", "CASCADE"),
        Index("ix_import_link_import_id", "import_id", "row"),
    )

    import_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    record_id: Mapped[int] = mapped_column(Id)


class ImportLeftover(Numbered, Scoped, Base):
    """What a withdrawal could not take back, and why: a message's key with its values, translated when shown."""

    __tablename__ = "import_leftover"
    __table_args__ = (
        link("import_id", "import_run", "CASCADE"),
        Index("ix_import_leftover_import_id", "import_id", "id"),
    )

    import_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    label: Mapped[str] = mapped_column(String(300), default="")
    message: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
