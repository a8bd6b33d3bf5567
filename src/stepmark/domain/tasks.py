"""Work with an owner and a due date; up to three tasks may hang on a step of a deal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.record import About, Record
from stepmark.platform.clock import now
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, Json, link
from stepmark.platform.text import fold

TASKS_PER_STEP = 3
# What it is kept under, for whom alone a task is.
GROUP, TITLES = "for_group_id", "for_job_titles"
TASK_TYPES = (("to_do", _("To-do")), ("call", _("Call")), ("meeting", _("Meeting")), ("mail", _("Mail")))


class Task(Record, Base):
    """Something to do. `slot` is its place under its step; `origin_step_id` is the step whose tick made it.

    With a group or job titles it is for these alone, besides its responsible member, its creator and administrators.
    """

    __tablename__ = "task"
    about = About(
        name="task",
        plural="tasks",
        label=_("Task"),
        label_plural=_("Tasks"),
        new_label=_("New task"),
        icon="square-check",
        place=40,
        shortcut="t",
        front=True,
    )
    name_column = "title"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """At most three tasks per step per deal: three slots, each taken once (I6)."""
        live = text("deleted_at IS NULL AND slot IS NOT NULL")
        return (
            link("deal_id", "deal", "CASCADE"),
            link("step_id", "step", "CASCADE"),
            link("origin_step_id", "step", "CASCADE"),
            link("company_id", "company"),
            link("contact_id", "contact"),
            link("project_id", "project"),
            CheckConstraint(f"slot BETWEEN 1 AND {TASKS_PER_STEP}", name="slot"),
            CheckConstraint("slot IS NULL OR (step_id IS NOT NULL AND deal_id IS NOT NULL)", name="slot_on_step"),
            Index("uq_task_slot", "deal_id", "step_id", "slot", unique=True, sqlite_where=live, postgresql_where=live),
            Index("ix_task_responsible", "responsible_id", "done_at", "due_at"),
            Index("ix_task_due_at", "responsible_id", "due_at"),
            Index("ix_task_deal_id", "deal_id"),
            Index("ix_task_project_id", "project_id"),
        )

    title: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Title"), required=True, searched=True), String(300))
    title_folded: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Type"), choices=TASK_TYPES, required=True, initial="to_do"),
        String(20),
        default="to_do",
    )
    due_at: Mapped[datetime | None] = attribute(Attribute(FieldType.DATETIME, _("Due"), always_seen=True))
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
    deal_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Deal"), related="deal", always_seen=True), Id
    )
    company_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Company"), related="company", in_list=False), Id
    )
    contact_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Contact"), related="contact", in_list=False), Id
    )
    project_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Project"), related="project", in_list=False), Id
    )
    description: Mapped[str | None] = attribute(Attribute(FieldType.LONG_TEXT, _("Description"), in_list=False), Text)
    description_folded: Mapped[str | None] = folded()
    done_at: Mapped[datetime | None] = attribute(
        Attribute(FieldType.DATETIME, _("Done"), by_hand=False, always_seen=True)
    )
    done_by: Mapped[int | None] = mapped_column(Id)
    step_id: Mapped[int | None] = mapped_column(Id)
    slot: Mapped[int | None] = mapped_column()
    origin_step_id: Mapped[int | None] = mapped_column(Id)
    creator_id: Mapped[int | None] = mapped_column(Id)
    for_group_id: Mapped[int | None] = mapped_column(Id)
    for_job_titles: Mapped[list[Any] | None] = mapped_column(Json)
    for_titles_folded: Mapped[str | None] = mapped_column(Text)

    @property
    def is_done(self) -> bool:
        """Whether it was finished."""
        return self.done_at is not None

    @property
    def is_limited(self) -> bool:
        """Whether it is for some alone."""
        return self.for_group_id is not None or self.for_titles_folded is not None

    def limit_to(self, group_id: int | None, titles: Sequence[str]) -> None:
        """Let it be for these alone; without any, for whoever sees tasks."""
        self.for_group_id, self.for_job_titles = group_id, list(titles) or None
        self.for_titles_folded = titles_as_kept(titles) or None

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its time has passed."""
        return self.done_at is None and self.due_at is not None and self.due_at < now()


def audience_of(task: Task) -> dict[str, Any]:
    """For whom alone a task is: a group (GROUP) and job titles (TITLES), as programs write it."""
    return {GROUP: task.for_group_id, TITLES: list(task.for_job_titles or ())}


def titles_as_kept(titles: Sequence[str]) -> str:
    """Job titles as they are compared, each between line breaks, so that any one can be looked for."""
    kept = [fold(each) for each in titles if each.strip()]
    return "\n".join(["", *kept, ""]) if kept else ""


def free_slot(tasks: Sequence[Task]) -> int | None:
    """The first free place under a step that holds these live tasks; None when all three are taken."""
    taken = {task.slot for task in tasks}
    return next((slot for slot in range(1, TASKS_PER_STEP + 1) if slot not in taken), None)


def all_done(tasks: Sequence[Task]) -> bool:
    """Whether there are tasks, and all are done."""
    return bool(tasks) and all(task.is_done for task in tasks)
