"""Runs: one evaluation of a rule for one record, with its trace; and what did not run, kept apart."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class Outcome(StrEnum):
    """How a run stands. A waiting one goes on at `due_at`."""

    DONE = "done"
    FAILED = "failed"
    WAITING = "waiting"
    STOPPED = "stopped"
    UNDONE = "undone"


class Run(Numbered, Scoped, Base):
    """One run. `once` is what it may happen only once for: an event, a periodic rule's occurrence.

    trace: [{"path": "condition/all/1" or "action/1", …}]. `position` is the next action. `yielded` holds what helper
    actions gave, by name, `memory` what a waiting action keeps for itself. `wake` is {"events": […], "before": {…},
    "chain": [[rule, kind, record], …], "payload": {…}}: what woke it, by which runs that came about, and what came in
    from outside. `change_id` ties everything that it does to the change that set it off. `actor_id` is who that was.
    """

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("rule_id", "once"),
        link("rule_id", "rule", "CASCADE"),
        Index("ix_run_rule_id", "rule_id", "id"),
        Index("ix_run_record", "workspace_id", "kind", "record_id", "id"),
        Index("ix_run_workspace_id", "workspace_id", "id"),
        Index("ix_run_outcome", "workspace_id", "outcome", "id"),
        Index(
            "ix_run_due",
            "due_at",
            sqlite_where=text("outcome = 'waiting'"),
            postgresql_where=text("outcome = 'waiting'"),
        ),
    )

    rule_id: Mapped[int | None] = mapped_column(Id)
    rule_version: Mapped[int] = mapped_column(default=0)
    rule_name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    record_label: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[str] = mapped_column(String(10))
    once: Mapped[str | None] = mapped_column(String(80))
    cause: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    wake: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    trace: Mapped[list[Any]] = mapped_column(Json, default=list)
    reason: Mapped[str | None] = mapped_column(Text)
    reason_details: Mapped[dict[str, Any] | None] = mapped_column(Json)
    position: Mapped[int] = mapped_column(default=0)
    yielded: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    memory: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    change_id: Mapped[int] = mapped_column(BigInteger)
    actor_id: Mapped[int | None] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[int | None] = mapped_column(Id)
    sweep_id: Mapped[int | None] = mapped_column(Id)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    @property
    def is_waiting(self) -> bool:
        """Whether something of it is still to come."""
        return self.outcome == Outcome.WAITING


class Unmet(Numbered, Scoped, Base):
    """One change whose rules did not run, as their conditions did not hold.

    saw: {path: value} as the conditions saw it. rules: [[[places that did not hold], [rules]], …], in their versions of
    that moment; the place "before" says that the conditions held already, and the rule waits for them to become true.
    """

    __tablename__ = "unmet"
    __table_args__ = (Index("ix_unmet_kind", "workspace_id", "kind", "id"),)

    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    record_label: Mapped[str] = mapped_column(String(300), default="")
    change_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(default=now)
    saw: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    rules: Mapped[list[Any]] = mapped_column(Json, default=list)
