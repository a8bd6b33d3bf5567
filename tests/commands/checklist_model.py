"""A deal's checklist in plain Python: what should be ticked, what should wait for what, and what should be refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field

CUSTOM = ("budget", "remarks")
FIELDS = (*CUSTOM, "company", "source")
MOST_TASKS = 3


class Refused(Exception):
    """The product should refuse this, and change nothing."""


@dataclass
class Task:
    """A task under a step."""

    step: int
    done: bool = False
    deleted: bool = False


@dataclass
class Step:
    """A step of the deal's own process; `marked` is a tick older than its binding, with the field still empty."""

    tick: str | None = None
    needs_note: bool = False
    makes_task: bool = False
    deleted: bool = False
    marked: bool = False


@dataclass
class Binding:
    """A field and a step, bound."""

    field: str
    step: int
    active: bool = False


@dataclass
class Model:
    """One deal with its steps, fields, bindings and tasks, each known by a number or a name."""

    steps: list[Step] = field(default_factory=lambda: [Step() for _ in range(3)])
    values: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(FIELDS))
    deleted_fields: set[str] = field(default_factory=set)
    company_deleted: bool = False
    binned: bool = False
    away: bool = False
    bindings: dict[int, Binding] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)

    def filled(self, name: str) -> bool:
        """Whether a field counts as filled."""
        return self.values[name] is not None and not (name == "company" and self.company_deleted)

    def holding(self) -> list[str]:
        """The fields that hold a value, whether or not it counts as filled."""
        return [name for name in FIELDS if self.values[name] is not None]

    def set_value(self, name: str, value: int | None) -> None:
        """Fill or clear a field."""
        self._refuse(self.binned or name in self.deleted_fields)
        self._refuse(name == "company" and value is not None and self.company_deleted)
        changed = self.values[name] != value
        self.values[name] = value
        if changed:
            self._follow(name)

    def set_company_deleted(self, deleted: bool) -> None:
        """Delete the company, or restore it."""
        self._refuse(self.company_deleted is deleted)
        self.company_deleted = deleted
        if self.values["company"] is not None:
            self._follow("company")

    def tick(self, number: int, note: bool, value: int | None) -> None:
        """Tick by hand, with a note and a value or without."""
        step = self._reachable(number)
        if step.tick:
            return
        bound = self.bound_to(number)
        if bound and value is not None and bound.field == "company":
            self._refuse(self.company_deleted)
        self._refuse(bound is not None and value is None and not self.filled(bound.field))
        self._refuse(step.needs_note and not note)
        if bound and value is not None:
            self.values[bound.field] = value
        step.tick = "person"

    def untick(self, number: int) -> None:
        """Reopen by hand."""
        self._end(self._reachable(number))

    def add_task(self, task: int, number: int) -> None:
        """Hang a new task on a step."""
        self._reachable(number)
        self._refuse(len(list(self.tasks_of(number))) == MOST_TASKS)
        self.tasks[task] = Task(number)

    def set_done(self, task: int, done: bool) -> None:
        """Finish a task, or open it again."""
        each = self.tasks[task]
        self._refuse(each.deleted)
        if each.done is done:
            return
        each.done = done
        self._tasks_done(each.step) if done else self._tasks_open(each.step)

    def set_task_deleted(self, task: int, deleted: bool) -> None:
        """Delete a task, or restore it."""
        each = self.tasks[task]
        self._refuse(each.deleted is deleted)
        self._refuse(not deleted and len(list(self.tasks_of(each.step))) == MOST_TASKS)
        each.deleted = deleted
        if not each.done:
            self._tasks_done(each.step) if deleted else self._tasks_open(each.step)

    def bind(self, binding: int, name: str, number: int) -> None:
        """Bind a field and a step that are whole and free."""
        step = self.steps[number]
        self._refuse(step.deleted or step.needs_note or step.makes_task or name in self.deleted_fields)
        self._refuse(any(each.field == name or each.step == number for each in self.bindings.values()))
        self.bindings[binding] = Binding(name, number)

    def set_active(self, binding: int, active: bool) -> None:
        """Switch a binding on, or off."""
        each = self.bindings[binding]
        if each.active is active:
            return
        step = self.steps[each.step]
        broken = step.deleted or step.needs_note or step.makes_task or each.field in self.deleted_fields
        self._refuse(active and broken)
        each.active = active
        step.marked = active and step.tick is not None and not self.filled(each.field)

    def apply(self, binding: int) -> None:
        """Tick what was filled before the binding was switched on."""
        each = self.bindings[binding]
        self._refuse(not each.active)
        if not self.binned and not self.away and self.filled(each.field) and not self.steps[each.step].tick:
            self.steps[each.step].tick = "field"

    def delete_binding(self, binding: int) -> None:
        """Delete a binding for good."""
        self.steps[self.bindings.pop(binding).step].marked = False

    def set_field_deleted(self, name: str, deleted: bool) -> None:
        """Delete a custom field, or restore it. Its binding is suspended and stays off."""
        self._refuse((name in self.deleted_fields) is deleted)
        (self.deleted_fields.add if deleted else self.deleted_fields.remove)(name)
        self._suspend(field=name)

    def set_step_deleted(self, number: int, deleted: bool) -> None:
        """Delete a step, or restore it."""
        self._refuse(self.steps[number].deleted is deleted)
        self.steps[number].deleted = deleted
        self._suspend(step=number)

    def set_flags(self, number: int, needs_note: bool, makes_task: bool) -> None:
        """Let a step need more than a tick, or not."""
        step = self.steps[number]
        self._refuse(step.deleted)
        step.needs_note, step.makes_task = needs_note, makes_task
        if needs_note or makes_task:
            self._suspend(step=number)

    def set_binned(self, binned: bool) -> None:
        """Delete the deal, or restore it."""
        self._refuse(self.binned is binned)
        self.binned = binned

    def set_away(self, away: bool) -> None:
        """Move the deal to another process, or back."""
        self._refuse(self.binned)
        arrived = self.away and not away
        self.away = away
        for each in self.bindings.values():
            if arrived and each.active and self.filled(each.field):
                self._follow(each.field)

    def bound_to(self, number: int) -> Binding | None:
        """The active binding of a step."""
        return next((each for each in self.bindings.values() if each.active and each.step == number), None)

    def tasks_of(self, number: int) -> Iterator[Task]:
        """The live tasks of a step."""
        return (task for task in self.tasks.values() if task.step == number and not task.deleted)

    def waits_for(self, number: int) -> list[str]:
        """What an open step still needs."""
        step, bound, tasks = self.steps[number], self.bound_to(number), list(self.tasks_of(number))
        if step.tick:
            return []
        waits = [f"field:{bound.field}"] if bound and not self.filled(bound.field) else []
        waits += ["note"] if step.needs_note else []
        if not all(task.done for task in tasks):
            return [*waits, "tasks"]
        return [*waits, "person"] if tasks and step.makes_task else waits

    def check(self) -> None:
        """I1 of the model itself."""
        for each in self.bindings.values():
            step = self.steps[each.step]
            if each.active and step.tick and not self.filled(each.field):
                assert step.marked, "a step is ticked without its field"

    def _follow(self, name: str) -> None:
        for each in self.bindings.values():
            step = self.steps[each.step]
            if each.active and each.field == name:
                if not self.filled(name):
                    self._end(step)
                    continue
                step.marked = False
                if not step.tick and not self.away:
                    step.tick = "field"

    def _tasks_done(self, number: int) -> None:
        step, bound, tasks = self.steps[number], self.bound_to(number), list(self.tasks_of(number))
        lacks_field = bound is not None and not self.filled(bound.field)
        waits = step.deleted or step.needs_note or step.makes_task or lacks_field
        if tasks and all(task.done for task in tasks) and not step.tick and not waits:
            step.tick = "tasks"

    def _tasks_open(self, number: int) -> None:
        if self.steps[number].tick == "tasks":
            self._end(self.steps[number])

    def _suspend(self, field: str = "", step: int = -1) -> None:
        for each in self.bindings.values():
            if each.field == field or each.step == step:
                each.active = False
                self.steps[each.step].marked = False

    def _reachable(self, number: int) -> Step:
        self._refuse(self.binned or self.away or self.steps[number].deleted)
        return self.steps[number]

    def _end(self, step: Step) -> None:
        step.tick, step.marked = None, False

    def _refuse(self, refused: bool) -> None:
        if refused:
            raise Refused
