"""What happened to a deal's checklist, as rows: ticks and stage visits, each with who, when and why."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class TickCause(StrEnum):
    """Why a step was ticked."""

    PERSON = "person"
    FIELD = "field"
    TASKS = "tasks"
    RULE = "rule"


class Tick(Numbered, Scoped, Base):
    """A step's done mark on one deal. It ends when the step is reopened, and stays as history."""

    __tablename__ = "tick"
    __table_args__ = (
        link("deal_id", "deal", "CASCADE"),
        link("step_id", "step", "CASCADE"),
        Index(
            "uq_tick_live",
            "deal_id",
            "step_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_tick_step_id", "step_id", "ended_at"),
    )

    deal_id: Mapped[int] = mapped_column(Id)
    step_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    member_id: Mapped[int | None] = mapped_column(Id)
    cause: Mapped[str] = mapped_column(String(10))
    cause_details: Mapped[dict[str, Any] | None] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(Id)
    end_cause: Mapped[str | None] = mapped_column(String(10))
    end_details: Mapped[dict[str, Any] | None] = mapped_column(Json)


class StageVisit(Numbered, Scoped, Base):
    """A deal's stay in a stage. `override_reason` is why a manager let it leave with required steps open."""

    __tablename__ = "stage_visit"
    __table_args__ = (
        link("deal_id", "deal", "CASCADE"),
        link("stage_id", "stage", "CASCADE"),
        Index("ix_stage_visit_deal_id", "deal_id", "left_at"),
        Index("ix_stage_visit_stage_id", "stage_id"),
    )

    deal_id: Mapped[int] = mapped_column(Id)
    stage_id: Mapped[int] = mapped_column(Id)
    entered_at: Mapped[datetime] = mapped_column(default=now)
    entered_by: Mapped[int | None] = mapped_column(Id)
    left_at: Mapped[datetime | None]
    left_by: Mapped[int | None] = mapped_column(Id)
    override_reason: Mapped[str | None] = mapped_column(Text)
    overridden_steps: Mapped[list[Any] | None] = mapped_column(Json)
