"""What processes, stages and steps have in common when they are changed: who may, the place in a list, the event."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from stepmark.commands.access import locked, not_found
from stepmark.commands.process_values import LABELS
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Changes, Work
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.history import values_at

Row = TypeVar("Row", Process, Stage, Step)


def process_to_change(work: Work, process_id: int, *, deleted: bool = False) -> Process:
    """A process that an administrator changes. Locked first by every change within it, so that no two cross."""
    require_admin(work.actor)
    return locked(work, Process, process_id, deleted=deleted)


def stage_to_change(work: Work, stage_id: int, *, deleted: bool = False) -> Stage:
    """A stage, locked after its process."""
    process_to_change(work, _process_of(work, Stage, stage_id))
    return locked(work, Stage, stage_id, deleted=deleted)


def step_to_change(work: Work, step_id: int, *, deleted: bool = False) -> Step:
    """A step, locked after its process."""
    process_to_change(work, _process_of(work, Step, step_id))
    return locked(work, Step, step_id, deleted=deleted)


def stages_of(work: Work, process_id: int) -> list[Stage]:
    """The live stages of a process, in order."""
    query = select(Stage).where(Stage.process_id == process_id, Stage.deleted_at.is_(None))
    return list(work.session.scalars(query.order_by(Stage.position, Stage.id)))


def steps_of(work: Work, stage_id: int) -> list[Step]:
    """The live steps of a stage, in order."""
    query = select(Step).where(Step.stage_id == stage_id, Step.deleted_at.is_(None))
    return list(work.session.scalars(query.order_by(Step.position, Step.id)))


def place(rows: Sequence[Row], row: Row, position: int | None) -> None:
    """Put a row among its siblings, at a place from 0 or at the end, and number them all anew."""
    others = [each for each in rows if each is not row]
    others.insert(len(others) if position is None else position, row)
    for number, each in enumerate(others):
        each.position = number


def change(
    work: Work, row: Row, values: Mapping[str, Any], version: int | None = None, *, strict: bool = False
) -> Changes:
    """Set what differs and append the event; for `version` and `strict` see `update_deal` (I14)."""
    meant = _meant(work, row, values, version, strict=strict)
    changes = {key: (getattr(row, key), value) for key, value in meant.items() if getattr(row, key) != value}
    for key, (_before, value) in changes.items():
        setattr(row, key, value)
    if changes:
        row.touch()
        happened(work, "updated", row, changes)
    return changes


def happened(work: Work, verb: str, row: Row, changes: Changes | None = None) -> None:
    """Append an event such as `step.created`; the process counts a version with it, as its shape is another now."""
    kind = type(row).__tablename__
    work.happened(f"{kind}.{verb}", kind, row.id, changes, label=row.name, version=row.version)
    if not isinstance(row, Process):
        work.session.get_one(Process, row.process_id).touch()
    work.forget()


def _process_of(work: Work, model: type[Stage] | type[Step], row_id: int) -> int:
    process_id = work.session.scalar(select(model.process_id).where(model.id == row_id))
    if process_id is None:
        raise not_found()
    return process_id


def _meant(work: Work, row: Row, values: Mapping[str, Any], version: int | None, *, strict: bool) -> Mapping[str, Any]:
    if version is None or version == row.version:
        return values
    if strict:
        require_version(row, version)
    then = values_at(work.session, type(row).__tablename__, row.id, version)
    meant = {key: value for key, value in values.items() if key not in then or value != then[key]}
    clashes = [key for key in meant if key in then and meant[key] != getattr(row, key)]
    if clashes:
        text = _("Somebody else has changed the same fields while you were editing. Choose which values to keep.")
        shown = [
            {"field": key, "label": LABELS.get(key, key), "yours": meant[key], "theirs": getattr(row, key)}
            for key in clashes
        ]
        raise Problem("conflict", text, field=clashes[0], clashes=shown, version=row.version)
    return meant
