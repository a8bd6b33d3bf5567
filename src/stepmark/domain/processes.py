"""The sales process: stages in order, each with steps to tick."""

from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base, Id, Json, link


class TaskTemplate(BaseModel):
    """The task that a step makes when it is ticked: for the deal's responsible person, due in some days."""

    title: str = Field(min_length=1, max_length=300)
    type: str = Field("to_do", pattern="^(to_do|call|meeting|mail)$")
    due_in_days: int | None = Field(None, ge=0, le=3650)


class Process(Versioned, Base):
    """A list of stages that deals of one kind go through."""

    __tablename__ = "process"
    __table_args__ = (UniqueConstraint("workspace_id", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="deal")
    position: Mapped[int] = mapped_column(default=0)


class Stage(Versioned, Base):
    """A part of a process; a deal is in exactly one."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        link("process_id", "process", "CASCADE"),
        Index("ix_stage_process_id", "process_id"),
    )

    process_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)


class Step(Versioned, Base):
    """Something to do in a stage. A `required` one holds the deal back (I13)."""

    __tablename__ = "step"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        link("process_id", "process", "CASCADE"),
        link("stage_id", "stage", "CASCADE"),
        Index("ix_step_process_id", "process_id"),
    )

    process_id: Mapped[int] = mapped_column(Id)
    stage_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    guidance: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    required: Mapped[bool] = mapped_column(default=False)
    needs_note: Mapped[bool] = mapped_column(default=False)
    task_template: Mapped[dict[str, Any] | None] = mapped_column(Json)

    @property
    def makes_task(self) -> bool:
        """Whether ticking this step makes a follow-up task."""
        return self.task_template is not None

    @property
    def needs_more_than_a_tick(self) -> bool:
        """Whether something must be given or made with the tick, so that it can neither be bound nor tick itself."""
        return self.needs_note or self.makes_task
