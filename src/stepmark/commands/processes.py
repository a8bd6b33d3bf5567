"""Processes: made with their stages and steps, changed as a whole, deleted while no deal is in them, and restored."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from stepmark.commands.bindings import suspend_broken
from stepmark.commands.process_rows import change, happened, place, process_to_change
from stepmark.commands.process_shape import add_shape, fit_shape
from stepmark.commands.process_values import position_in, process_kind, process_values
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Process, Step
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import ngettext_lazy

Raw = Mapping[str, Any]


def create_process(work: Work, raw: Raw) -> int:
    """A new process for deals, or for the `kind` that is given. Returns its id.

    It is given whole: `{"name", "stages": [{"name", "steps": [{"name", "required", …}]}]}`.
    """
    require_admin(work.actor)
    process = Process(kind=process_kind(raw), **process_values(raw, new=True))
    work.session.add(process)
    place(_live(work, process), process, position_in(raw))
    work.session.flush()
    happened(work, "created", process, {"name": (None, process.name)})
    add_shape(work, process, raw.get("stages"))
    return process.id


def update_process(work: Work, process_id: int, raw: Raw, *, version: int | None = None, strict: bool = False) -> None:
    """Change a process. `stages` is its whole shape in order: rows with ids are changed and moved, others are added."""
    process = process_to_change(work, process_id)
    change(work, process, process_values(raw, new=False), version, strict=strict)
    position = position_in(raw)
    if position is not None:
        place(_live(work, process), process, position)
    if "stages" in raw:
        fit_shape(work, process, raw["stages"])


def delete_process(work: Work, process_id: int, *, version: int | None = None) -> None:
    """Delete a process, restorably; while live deals are in it this is refused (`in-use`, with how many)."""
    process = process_to_change(work, process_id)
    require_version(process, version)
    count = work.session.scalar(
        select(func.count()).select_from(Sale).where(Sale.process_id == process.id, Sale.deleted_at.is_(None))
    )
    if count:
        text = ngettext_lazy(
            "%(num)s deal is in this process. Move it to another process, or delete it, first.",
            "%(num)s deals are in this process. Move them to another process, or delete them, first.",
            count,
        )
        raise Problem("in-use", text, deals=count)
    process.deleted_at = now()
    process.touch()
    happened(work, "deleted", process)
    suspend_broken(work, list(work.session.scalars(select(Step.id).where(Step.process_id == process.id))))


def restore_process(work: Work, process_id: int) -> None:
    """Bring a deleted process back, to the end of the list. Its bindings stay off."""
    process = process_to_change(work, process_id, deleted=True)
    place(_live(work, process), process, None)
    process.deleted_at = None
    process.touch()
    happened(work, "restored", process)


def _live(work: Work, process: Process) -> list[Process]:
    query = select(Process).where(Process.kind == process.kind, Process.deleted_at.is_(None))
    return list(work.session.scalars(query.order_by(Process.position, Process.id)))
