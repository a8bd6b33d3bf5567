"""Tasks: added to a step, finished, reopened, deleted. What they do to their step happens here and then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.kinds import TASK
from stepmark.commands.access import can_edit, locked, not_found, record_to_edit, require_in_use, seen_record
from stepmark.commands.audience import AUDIENCE, besides_audience, set_audience
from stepmark.commands.checklist import step_tasks, task_reopened, tasks_finished
from stepmark.commands.record_rows import (
    add_rows,
    all_parsed,
    created,
    insert,
    mark_deleted,
    mark_restored,
    parsed,
    require_version,
    unseen_merged,
    update,
)
from stepmark.commands.unseen import without_unseen
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Step
from stepmark.domain.rights import require
from stepmark.domain.tasks import TASKS_PER_STEP, Task, free_slot
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _


def create_task(work: Work, raw: Mapping[str, Any]) -> int:
    """A task on its own, on a deal, a company or a contact; the actor's unless said otherwise. Returns its id."""
    (new,) = add_tasks(work, [raw], [work.author.member_id])
    new.announce(work)
    return new.task.id


@dataclass(frozen=True)
class NewTask:
    """A task that was added, of which the history does not tell yet."""

    task: Task
    values: Mapping[str, Any]
    raw: Mapping[str, Any]

    def announce(self, work: Work) -> None:
        """Let it be made by whoever acts right now."""
        created(work, TASK, self.task, self.values, self.values.get("deal_id"))
        set_audience(work, self.task, self.raw)


def add_tasks(work: Work, raws: Sequence[Mapping[str, Any]], creators: Sequence[int | None]) -> list[NewTask]:
    """Tasks as `create_task` makes them, checked and written together; each has to be announced by its creator."""
    own = {**TASK.initial, "responsible_id": work.actor.member_id}
    found = all_parsed(work, TASK, [besides_audience(raw) for raw in raws], new=True, usual=own)
    for values in found:
        _require_deal_in_use(work, values.get("deal_id"))
    tasks = [Task(creator_id=creator) for creator in creators]
    is_for_all = all(raw.keys().isdisjoint(AUDIENCE) for raw in raws)
    add_rows(work, TASK, list(zip(tasks, found, strict=True)), may_part=is_for_all)
    return [NewTask(*each) for each in zip(tasks, found, raws, strict=True)]


def add_task_to_step(work: Work, deal_id: int, step_id: int, raw: Mapping[str, Any]) -> int:
    """A task under a step, in the first free of its three places; a fourth is `step-limit`. Returns its id."""
    deal = record_to_edit(work, Sale, deal_id)
    step = work.session.get(Step, step_id)
    if step is None or step.is_deleted or step.process_id != deal.process_id:
        raise not_found()
    slot = _free_slot(work, deal, step_id)
    usual = {**TASK.initial, "responsible_id": deal.responsible_id}
    values = parsed(work, TASK, besides_audience(raw), new=True, usual=usual)
    values["deal_id"] = deal_id
    task = Task(step_id=step_id, slot=slot, creator_id=work.author.member_id)
    insert(work, TASK, task, values, deal_id)
    set_audience(work, task, raw)
    return task.id


def update_task(
    work: Work, task_id: int, raw: Mapping[str, Any], *, version: int | None = None, strict: bool = False
) -> None:
    """Change a task's fields; `done` finishes or reopens it. A task under a step stays with its deal."""
    task, deal = _to_edit(work, task_id)
    if strict:
        require_version(task, version)
    audience = without_unseen(work, task, raw, None if strict else version)
    raw = besides_audience(raw)
    done = raw.pop("done", None)
    if task.slot and "deal_id" in raw and str(raw["deal_id"] or "") != str(task.deal_id):
        raise Invalid({"deal_id": _("This task hangs on a step of its deal, so it can't move to another deal.")})
    values = unseen_merged(work, TASK, task, parsed(work, TASK, raw, new=False), None if strict else version)
    if values.get("deal_id") != task.deal_id:
        _require_deal_in_use(work, values.get("deal_id"))
    update(work, TASK, task, values, task.deal_id)
    set_audience(work, task, audience)
    if done is not None:
        _set_done(work, task, deal, done=_truth(done))


def finish_task(work: Work, task_id: int) -> None:
    """Mark a task as done; the last one under a step ticks it (I7)."""
    task, deal = _to_edit(work, task_id)
    _set_done(work, task, deal, done=True)


def reopen_task(work: Work, task_id: int) -> None:
    """Open a finished task again; a tick that the tasks made goes with it (I8)."""
    task, deal = _to_edit(work, task_id)
    _set_done(work, task, deal, done=False)


def delete_task(work: Work, task_id: int) -> None:
    """Put a task into the recycle bin, which frees its place. Deleting the last open one counts as finishing."""
    task, deal = _to_edit(work, task_id)
    mark_deleted(work, TASK, task, task.deal_id)
    work.session.flush()
    if deal is not None and task.slot and task.step_id and not task.is_done:
        tasks_finished(work, deal, task.step_id)


def restore_task(work: Work, task_id: int) -> None:
    """Take a task out of the bin, into a free place under its step. Restoring an open one counts as reopening."""
    task, deal = _to_edit(work, task_id, deleted=True)
    if task.slot and deal is not None and task.step_id:
        task.slot = _free_slot(work, deal, task.step_id)
    mark_restored(work, TASK, task, task.deal_id)
    work.session.flush()
    if deal is not None and task.slot and task.step_id and not task.is_done:
        task_reopened(work, deal, task.step_id)


def _require_deal_in_use(work: Work, deal_id: int | None) -> None:
    """Refuse a task that nobody would see, as it stays where its deal is."""
    if deal_id is not None and (deal := work.session.get(Sale, deal_id)) is not None:
        require_in_use(deal)


def _set_done(work: Work, task: Task, deal: Sale | None, *, done: bool) -> None:
    if task.is_done is done:
        return
    before = (task.done_at.isoformat() if task.done_at else None, task.done_by)
    task.done_at, task.done_by = (now(), work.author.member_id) if done else (None, None)
    task.touch()
    changes: dict[str, tuple[Any, Any]] = {"done": (not done, done)}
    if not done:
        # So that whoever undoes this finds the day again.
        changes |= {"done_at": (before[0], None), "done_by": (before[1], None)}
    work.happened_to("finished" if done else "reopened", "task", task, changes, task.deal_id)
    work.session.flush()
    if deal is None or not task.slot or not task.step_id:
        return
    if done:
        tasks_finished(work, deal, task.step_id)
    else:
        task_reopened(work, deal, task.step_id)


def _to_edit(work: Work, task_id: int, *, deleted: bool = False) -> tuple[Task, Sale | None]:
    # The deal is locked before its task, always, so that two people finishing its last two tasks see each other.
    known = work.session.get(Task, task_id)
    # A deal in the bin follows its tasks as well, so that it comes back right.
    deal = locked(work, Sale, known.deal_id, deleted=None) if known and known.deal_id else None
    if deleted:
        task = seen_record(work, Task, task_id, deleted=True)
        require(can_edit(work, task))
    else:
        task = record_to_edit(work, Task, task_id)
    return task, deal


def _free_slot(work: Work, deal: Sale, step_id: int) -> int:
    slot = free_slot(step_tasks(work, deal, step_id))
    if slot is None:
        text = _("A step holds at most %(limit)s tasks. Delete one to add another.", limit=TASKS_PER_STEP)
        raise Problem("step-limit", text)
    return slot


def _truth(done: Any) -> bool:
    if isinstance(done, bool):
        return done
    raise Invalid({"done": _("Enter yes or no.")})
