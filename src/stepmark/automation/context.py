"""What an action has at hand while it runs."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from stepmark.automation.parameters import Duration
from stepmark.automation.placeholders.names import PAYLOAD
from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import Scope, scope_of
from stepmark.automation.targets import Way, find_target, linked_record
from stepmark.catalogue.constants import KnownConstant, constant_named
from stepmark.catalogue.kinds import Kind, kind_of_record
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands.work import Author, Link, Work
from stepmark.conditions.context import Context
from stepmark.conditions.paths import FieldsByKind, Path, find_path
from stepmark.domain.deals import Sale
from stepmark.domain.people import Member
from stepmark.domain.processes import Step
from stepmark.domain.record import Record
from stepmark.domain.runs import Run
from stepmark.domain.working_time import DurationUnit, add_duration
from stepmark.domain.workspace import Workspace
from stepmark.platform.days import start_of
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.condition_values import seen_values
from stepmark.queries.field_access import seen_by
from stepmark.queries.list_fields import all_readable_fields
from stepmark.queries.working_calendar import working_calendar

if TYPE_CHECKING:
    from stepmark.automation.compiled import CompiledRule


@dataclass
class ActionContext:
    """`record` was loaded anew for this run. `work.actor` has the rights of the rule's owner.

    `place` names the action in its rule, such as `action/1`. `by` is who set the rule off: the owner's stand-in where
    nobody did. `memory` is what the action itself left when it was parked. `day` holds the workspace's today, which a
    sweep that catches up sets apart from now. `warnings` are shown in the trace. `scopes` gives what texts show
    of every record, where an action is done for many at once.
    """

    work: Work
    rule: "CompiledRule"
    run: Run
    kind: Kind
    record: Record
    place: str
    by: Author
    asked: Context
    yielded: dict[str, Any] = field(default_factory=dict)
    memory: Mapping[str, Any] = field(default_factory=dict)
    warnings: list[Text] = field(default_factory=list)
    scopes: Callable[[], Mapping[int, Scope]] | None = None

    def warn(self, warning: Text) -> None:
        """Say in the trace that something was not as it should be."""
        if warning not in self.warnings:
            self.warnings.append(warning)

    def way(self, target: str, *, several: bool = True) -> Way:
        """The way to the records that a target names; raises a Problem for one that is gone."""
        try:
            return find_target(self.kind, target, several=several)
        except ValueFault as fault:
            raise Problem("broken-reference", fault.text, field="target") from None

    def linked(self, target: str) -> tuple[Kind, Record] | None:
        """The live record that a target names: "" is the record itself, "contact.company" one behind two links."""
        way = self.way(target, several=False)
        record = linked_record(self.work.session, way, self.record)
        return (kind_of_record(record), record) if record else None

    def text(self, template: str, *, html: bool = False) -> str:
        """A text, or `html`, with its placeholders filled in for this record; what is empty is warned of."""
        if "{" not in template:
            return template
        try:
            rendered = render(template, self._scope(), html=html)
        except ValueFault as fault:
            raise Problem("invalid", fault.text) from None
        for warning in rendered.warnings:
            self.warn(warning)
        return rendered.text

    def value(self, key: str) -> tuple[Path, Any]:
        """What the record shows at a path; raises a Problem where there is no such field any more."""
        try:
            path = find_path(self.kind, key, self.fields)
        except ValueFault as fault:
            raise Problem("broken-reference", fault.text) from None
        return path, seen_values(self.work.session, [path], [self.record])[self.record.id][path.key]

    def constant(self, key: str) -> KnownConstant:
        """A constant of the workspace; raises a Problem for one that is gone."""
        work = self.work
        workspace = work.remember("workspace", lambda: work.session.get_one(Workspace, work.actor.workspace_id))
        try:
            return constant_named(workspace.constants, key)
        except ValueFault as fault:
            raise Problem("broken-reference", fault.text) from None

    @property
    def deal(self) -> Sale:
        """The record of a rule about deals."""
        if not isinstance(self.record, Sale):
            raise Problem("invalid", _("This can be done with deals only."))
        return self.record

    @property
    def fields(self) -> FieldsByKind:
        """What the rule's owner may see, by kind and key."""
        owner, session = self.rule.owner, self.work.session
        everything = lambda: seen_by(owner.access, all_readable_fields(session))  # noqa: E731 - asked for once
        return self.work.remember(("readable fields", owner.role), everything)

    def line(self, template: str, limit: int = 300) -> str:
        """The same on one line, cut to what a name may have."""
        return " ".join(self.text(template).split())[:limit]

    def after(self, start: datetime, duration: Duration) -> datetime:
        """When so much time has passed, by the workspace's working days and hours where the unit says so."""
        work = self.work
        calendar = work.remember("calendar", lambda: working_calendar(work.session, work.actor.workspace_id))
        try:
            return add_duration(start, duration.amount, DurationUnit(duration.unit), calendar)
        except (ValueError, OverflowError):
            raise Problem("invalid", _("The calendar ends before so much time has passed.")) from None

    def moment(self, key: str) -> datetime | None:
        """The moment that a date field of the record holds; of a day its beginning, in the workspace's zone."""
        path, value = self.value(key)
        if isinstance(value, datetime) or value is None:
            return value
        if not isinstance(value, date):
            raise Problem("invalid", _("“%(field)s” holds no date.", field=path.field.label))
        return start_of(value, self.asked.time_zone)

    @property
    def made_by_this_rule(self) -> bool:
        """Whether the record came about by this same rule, which would make one from another without end."""
        return any(link.rule_id == self.rule.id for link in self.work.chain[:-1])

    def step(self, step_id: int) -> int:
        """The id of a step, if the deal's process has it; raises a Problem."""
        step = self.work.session.get(Step, step_id)
        if step is None or step.is_deleted:
            raise Problem("broken-reference", _("This step does not exist any more. Choose another."), field="step_id")
        if step.process_id != self.deal.process_id:
            text = _("The step “%(step)s” belongs to another process than the deal.", step=step.name)
            raise Problem("invalid", text, field="step_id")
        return step.id

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Let what happens inside be this run's doing, where an action works for many runs at once."""
        link = Link(self.rule.id, self.run.kind, self.run.record_id)
        cause = {"kind": "rule", "rule": self.rule.id, "name": self.rule.name, "run": self.run.id}
        with self.work.acting(self.rule.owner, self.by, (*self.work.chain, link), **cause):
            yield

    @contextmanager
    def on_behalf(self, member_id: int | None) -> Iterator[None]:
        """Let the history name somebody else for what happens inside; rights and cause stay as they are."""
        if member_id is None:
            yield
            return
        member = self.work.session.get(Member, member_id)
        if member is None or not member.active:
            text = _("Whoever this is done on behalf of does not work here any more. Choose another.")
            raise Problem("broken-reference", text, field="on_behalf")
        work = self.work
        with work.acting(work.actor, Author(member.id, member.name), work.chain, **work.cause):
            yield

    def _scope(self) -> Scope:
        if self.scopes is not None:
            return self.scopes()[self.record.id]
        return scope_of(
            self.work.session,
            self.work.actor,
            self.kind,
            self.record,
            user_id=self.by.member_id,
            values=self.yielded,
            payload=(self.run.wake or {}).get(PAYLOAD),
            day=self.asked.today,
            fields=self.fields,
        )
