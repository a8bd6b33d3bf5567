"""Projects: work with an end that follows a sale, and the templates that they are started from."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.processes import TaskTemplate
from stepmark.domain.record import About, Record, Versioned
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, Json, link

PROJECT_STATES = (("open", _("Open")), ("done", _("Done")), ("cancelled", _("Cancelled")))


class Project(Record, Base):
    """A project for a client; its tasks hang on it."""

    __tablename__ = "project"
    about = About(
        name="project",
        plural="projects",
        label=_("Project"),
        label_plural=_("Projects"),
        new_label=_("New project"),
        icon="briefcase",
        place=35,
        shortcut="j",
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A project may belong to a deal and to a client."""
        return (
            link("deal_id", "deal"),
            link("company_id", "company"),
            link("contact_id", "contact"),
            Index("ix_project_deal_id", "deal_id"),
            Index("ix_project_company_id", "company_id"),
            Index("ix_project_contact_id", "contact_id"),
        )

    name: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Name"), required=True, searched=True), String(300))
    name_folded: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=PROJECT_STATES, required=True, initial="open"),
        String(20),
        default="open",
    )
    starts_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Begins")))
    due_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Due")))
    deal_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Deal"), related="deal"), Id)
    company_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Company"), related="company"), Id)
    contact_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Contact"), related="contact", in_list=False), Id
    )
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
    description: Mapped[str | None] = attribute(Attribute(FieldType.LONG_TEXT, _("Description"), in_list=False), Text)
    description_folded: Mapped[str | None] = folded()


class ProjectTemplate(Versioned, Base):
    """What a new project takes over: its name, how many days it lasts, and its tasks in their order."""

    __tablename__ = "project_template"
    __table_args__ = (UniqueConstraint("workspace_id", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    lasts_days: Mapped[int | None] = mapped_column()
    tasks: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)

    @property
    def task_list(self) -> list[TaskTemplate]:
        """Its tasks."""
        return [TaskTemplate.model_validate(each) for each in self.tasks]
