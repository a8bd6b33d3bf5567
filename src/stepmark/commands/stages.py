"""Finding the stage that a deal is to stand in."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Work
from stepmark.domain.processes import Process, Stage
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _


def stage_for(work: Work, kind: Kind, raw: Mapping[str, Any]) -> Stage:
    """The stage that values of a new record name: `stage_id`, the first of `process_id`, or of the first process."""
    process_id = id_in(raw, "process_id")
    stage_id = id_in(raw, "stage_id")
    if stage_id is None:
        return first_stage(work, kind, process_id)
    stage = live_stage(work, kind, stage_id)
    if process_id not in (None, stage.process_id):
        raise Invalid({"stage_id": _("This stage belongs to another process.")})
    return stage


def live_stage(work: Work, kind: Kind, stage_id: int) -> Stage:
    """A stage that records of the kind may stand in; else `broken-reference`."""
    return work.remember(("stage", kind.name, stage_id), lambda: _live_stage(work, kind, stage_id))


def first_stage(work: Work, kind: Kind, process_id: int | None) -> Stage:
    """The first stage of a process, or of the first process of the kind."""
    return work.remember(("first stage", kind.name, process_id), lambda: _first_stage(work, kind, process_id))


def id_in(raw: Mapping[str, Any], key: str) -> int | None:
    """An id among raw values; None when it is not given."""
    value = raw.get(key)
    if value in (None, ""):
        return None
    digits = value.isascii() and value.isdigit() and len(value) < 19 if isinstance(value, str) else False
    number = int(value) if digits else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 10**18:
        raise Invalid({key: _("Choose one from the list.")})
    return number


def _live_stage(work: Work, kind: Kind, stage_id: int) -> Stage:
    query = select(Stage).join(Process, Process.id == Stage.process_id).where(Stage.id == stage_id)
    live = query.where(Stage.deleted_at.is_(None), Process.deleted_at.is_(None), Process.kind == kind.name)
    stage = work.session.scalars(_held(live)).one_or_none()
    if stage is None:
        raise Problem("broken-reference", _("This stage does not exist any more. Choose another."), field="stage_id")
    return stage


def _first_stage(work: Work, kind: Kind, process_id: int | None) -> Stage:
    query = (
        select(Stage)
        .join(Process, Process.id == Stage.process_id)
        .where(Stage.deleted_at.is_(None), Process.deleted_at.is_(None), Process.kind == kind.name)
        .order_by(Process.position, Process.id, Stage.position, Stage.id)
    )
    named = query if process_id is None else query.where(Process.id == process_id)
    stage = work.session.scalars(_held(named.limit(1))).one_or_none()
    if stage is None:
        text = _("There is no process with a stage for this. An administrator adds one under Processes.")
        raise Problem("broken-reference", text, field="process_id")
    return stage


def _held(query: Select[Stage]) -> Select[Stage]:
    """Locked to share, so that nobody deletes the stage before the deal arrives in it."""
    return query.with_for_update(read=True, of=(Stage, Process))
