"""Imports from start to end: begun or taken up again, their waiting links, finished. Rows: see import_rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.commands.import_record import Fault
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.imports import ImportFault, ImportRun, ImportState
from stepmark.domain.rights import require
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Lazy, Text, _
from stepmark.platform.text import is_storable


@dataclass(frozen=True)
class SourceFile:
    """What is brought in."""

    name: str
    sha256: str
    rows: int
    mapping: Mapping[str, Any]


def start_import(
    work: Work,
    kind: Kind,
    file: SourceFile,
    header_faults: Sequence[Fault] = (),
    *,
    again: bool = False,
    rules_asleep: bool = False,
) -> int:
    """Begin an import, or take up the one that this file and mapping were left in. Returns its id.

    A file that has been brought in to its end is refused, unless `again`. With `rules_asleep` no rule wakes to it.
    """
    require(work.actor.can_create)
    locked_workspace(work)
    for earlier in _earlier(work, kind, file):
        if earlier.state in (ImportState.ROWS, ImportState.LINKS):
            return earlier.id
        if earlier.state == ImportState.DONE and not again:
            raise Problem("in-use", _already(earlier), field="file", import_id=earlier.id)
    run = ImportRun(
        kind=kind.name,
        file_name=file.name[-300:],
        sha256=file.sha256,
        mapping=dict(file.mapping),
        member_id=work.actor.member_id,
        rows_total=file.rows,
        rules_asleep=rules_asleep,
    )
    work.session.add(run)
    work.session.flush()
    begun(work, run, header_faults)
    return run.id


def begun(work: Work, run: ImportRun, header_faults: Sequence[Fault]) -> None:
    """The file is on its way in from here on; what its header lacks stands first in the report."""
    note_faults(work, run.id, 1, header_faults, taken=False)
    work.happened("import.started", "import", run.id, {"rows": (None, run.rows_total)}, label=run.file_name)


def rows_finished(work: Work, run_id: int) -> None:
    """All rows are in; the links among them come next."""
    run = locked_import(work, run_id)
    if run.state == ImportState.ROWS:
        run.state = ImportState.LINKS


def finish_import(work: Work, run_id: int) -> None:
    """The file is in, to its last link."""
    run = locked_import(work, run_id)
    if run.state == ImportState.DONE:
        return
    run.state, run.finished_at = ImportState.DONE, now()
    counts = {name: (None, getattr(run, name)) for name in ("added", "merged", "skipped", "left_out", "with_faults")}
    work.happened("import.finished", "import", run.id, counts, label=run.file_name)


def locked_run(work: Work, run_id: int, rows_done: int) -> ImportRun:
    """The import, locked, if it stands where the caller left it; else another process carries it on."""
    run = locked_import(work, run_id)
    if run.state != ImportState.ROWS or run.rows_done != rows_done:
        raise Problem("conflict", _("Another process is bringing in this file right now. Leave it to that one."))
    return run


def note_faults(work: Work, import_id: int, number: int, faults: Iterable[Fault], *, taken: bool) -> None:
    """Keep what is wrong in a row, by its number; `taken` says whether the row is brought in all the same."""
    for fault in faults:
        row = ImportFault(
            import_id=import_id,
            row=number,
            column=fault.column[:300],
            value=_storable(fault.value)[:1000],
            taken=taken,
            **kept_text(fault.message),
        )
        work.session.add(row)


def kept_text(text: Text) -> dict[str, Any]:
    """A text as a row keeps it, to be translated when it is shown: its message and its details, told likewise."""
    lazy = text if isinstance(text, Lazy) else Lazy(text)
    return {"message": lazy.message, "details": {name: _kept_detail(value) for name, value in lazy.values.items()}}


def _kept_detail(value: Any) -> Any:
    is_translated = isinstance(value, Lazy) and value.number is None
    return kept_text(value) if is_translated else _storable(str(value))


def own_run(work: Work, run_id: int, *states: ImportState) -> ImportRun:
    """An import, locked, of the actor's own, or for administrators any; in one of these states."""
    run = locked_import(work, run_id)
    if run.member_id != work.actor.member_id and not work.actor.is_admin:
        raise not_found()
    require(work.actor.can_create)
    if run.state not in states:
        raise Problem("conflict", _("This import has moved on meanwhile. Look at it again."))
    return run


def locked_import(work: Work, run_id: int) -> ImportRun:
    """An import, locked; else `not-found`."""
    query = select(ImportRun).where(ImportRun.id == run_id).with_for_update()
    run = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if run is None:
        raise not_found()
    return run


def _storable(text: str) -> str:
    return text if is_storable(text) else text.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")


def _earlier(work: Work, kind: Kind, file: SourceFile) -> list[ImportRun]:
    query = select(ImportRun).where(ImportRun.kind == kind.name, ImportRun.sha256 == file.sha256)
    return [run for run in work.session.scalars(query.order_by(ImportRun.id.desc())) if run.mapping == file.mapping]


def _already(earlier: ImportRun) -> Any:
    return _(
        "This file was brought in on %(day)s already (import %(run)s, %(rows)s rows). "
        "To bring it in once more, say --again.",
        day=(earlier.finished_at or earlier.started_at).date().isoformat(),
        run=earlier.id,
        rows=earlier.rows_total,
    )
