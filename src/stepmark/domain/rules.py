"""Rules: what wakes them, what must hold, what they do; with their older versions and what they keep in mind."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.clock import now
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class Mode(StrEnum):
    """When a rule is asked: at each change, or once a day."""

    INSTANT = "instant"
    PERIODIC = "periodic"


class Rule(Versioned, Base):
    """A trigger, conditions and ordered actions for one record kind.

    trigger: {"on": …, and its settings}, {} for a periodic rule. conditions: a condition tree. actions: a list of
    {"do", "settings", "if", "on_failure"}. `cycle_by` is the place of the date condition that drives a cycle.
    A rule with `stage_id` is drawn on that stage, in the order of `position`; with `pulls` it is a stage trigger, whose
    one action brings the deal there. Without an owner it is the workspace's own. `suspended` says why the product
    itself has put the rule to rest, such as `owner-left`.
    """

    __tablename__ = "rule"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        link("owner_id", "member"),
        link("stage_id", "stage"),
        Index("ix_rule_workspace_id", "workspace_id", "enabled"),
        Index("ix_rule_stage_id", "stage_id"),
    )

    name: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(100), default="")
    mode: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    trigger: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    conditions: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    actions: Mapped[list[Any]] = mapped_column(Json, default=list)
    cyclic: Mapped[bool] = mapped_column(default=False)
    cycle_by: Mapped[str | None] = mapped_column(String(100))
    stage_id: Mapped[int | None] = mapped_column(Id)
    pulls: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    enabled: Mapped[bool] = mapped_column(default=False)
    enabled_at: Mapped[datetime | None]
    owner_id: Mapped[int | None] = mapped_column(Id)
    suspended: Mapped[str | None] = mapped_column(String(40))
    warned_at: Mapped[datetime | None]

    @property
    def is_periodic(self) -> bool:
        """Whether it runs once a day."""
        return self.mode == Mode.PERIODIC

    @property
    def is_active(self) -> bool:
        """Whether it runs at all."""
        return self.enabled and self.suspended is None and self.deleted_at is None


class RuleVersion(Numbered, Scoped, Base):
    """A rule as it was saved once: `content` holds what `Rule` holds under the same names."""

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("rule_id", "version"), link("rule_id", "rule", "CASCADE"))

    rule_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(default=now)
    saved_by: Mapped[int | None] = mapped_column(Id)


class Rotation(Scoped, Base):
    """Whose turn it was last in a round robin of a rule, and where in the order they stood; `key` names the setting."""

    __tablename__ = "rotation"
    __table_args__ = (link("rule_id", "rule", "CASCADE"),)

    rule_id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(Id)
    place: Mapped[int] = mapped_column(default=0)


class Met(Scoped, Base):
    """A record that a periodic rule without a date has met: it fires again once the record has stopped meeting it."""

    __tablename__ = "rule_met"
    __table_args__ = (link("rule_id", "rule", "CASCADE"),)

    rule_id: Mapped[int] = mapped_column(Id, primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    since: Mapped[date]


class Sweep(Numbered, Scoped, Base):
    """A periodic rule on one local day, once. `after_id` is the last record it has come to, `due` how many it found."""

    __tablename__ = "sweep"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("rule_id", "day"),
        link("rule_id", "rule", "CASCADE"),
        Index(
            "ix_sweep_unfinished",
            "workspace_id",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    rule_id: Mapped[int] = mapped_column(Id)
    rule_version: Mapped[int]
    day: Mapped[date]
    due: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    after_id: Mapped[int] = mapped_column(Id, default=0)
    started_at: Mapped[datetime] = mapped_column(default=now)
    alive_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
