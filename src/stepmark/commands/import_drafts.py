"""An import before it begins: a file that is kept, and what people say about its columns, until it is started."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.commands.files import Upload, clean_name
from stepmark.commands.import_record import Fault
from stepmark.commands.imports import SourceFile, begun, kept_text, locked_import, own_run
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.imports import UNFINISHED, ImportRun, ImportState
from stepmark.domain.rights import require
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import is_storable
from stepmark.queries.imports import brought_in_before

KEPT_DRAFT = timedelta(days=7)
_LONGEST_MAPPING = 200_000


def draft_import(work: Work, kind: Kind, upload: Upload, rows: int) -> int:
    """Keep an uploaded file as an import to be. Returns its id."""
    require(work.actor.can_create)
    run = ImportRun(
        kind=kind.name,
        file_name=clean_name(upload.name),
        sha256=upload.sha256,
        mapping={},
        member_id=work.actor.member_id,
        state=ImportState.DRAFT,
        rows_total=rows,
        kept=True,
    )
    work.session.add(run)
    work.session.flush()
    return run.id


def save_mapping(work: Work, import_id: int, mapping: Mapping[str, Any]) -> None:
    """Keep what was said about the columns."""
    run = own_run(work, import_id, ImportState.DRAFT)
    if not all(map(is_storable, _texts(mapping))):
        raise Problem(
            "invalid", _("A name here holds characters that can't be kept (NUL or half of a pair)."), field=""
        )
    if len(json.dumps(mapping)) > _LONGEST_MAPPING:
        raise Problem(
            "invalid", _("There is too much to be said about this file. Rename some of its columns."), field=""
        )
    run.mapping = dict(mapping)


def begin_import(
    work: Work,
    import_id: int,
    file: SourceFile,
    header_faults: Sequence[Fault] = (),
    *,
    again: bool = False,
    rules_asleep: bool = False,
) -> None:
    """Start a draft. A file that was brought in to its end is refused, unless `again`."""
    locked_workspace(work)
    run = own_run(work, import_id, ImportState.DRAFT)
    earlier = brought_in_before(work.session, run)
    if earlier is not None and not again:
        raise Problem("in-use", already_in(earlier), field="again")
    run.state, run.rows_total, run.mapping = ImportState.ROWS, file.rows, dict(file.mapping)
    run.started_at = run.alive_at = now()
    run.rules_asleep = rules_asleep
    begun(work, run, header_faults)


def go_on(work: Work, import_id: int) -> None:
    """Take up an import that has stopped."""
    run = own_run(work, import_id, *UNFINISHED)
    run.trouble, run.alive_at = None, now()


def note_trouble(work: Work, import_id: int, reason: Text) -> None:
    """Keep why an import has stopped, for whoever looks at it."""
    run = locked_import(work, import_id)
    if run.state in UNFINISHED:
        run.trouble = kept_text(reason)


def drop_draft(work: Work, import_id: int) -> None:
    """Forget a file that is not to be brought in."""
    run = own_run(work, import_id, ImportState.DRAFT)
    work.session.delete(run)


def drop_old_drafts(session: Session) -> int:
    """Forget the files that nobody started, in all workspaces: for `edge.run_as_system`. Returns how many."""
    old = delete(ImportRun).where(ImportRun.state == ImportState.DRAFT, ImportRun.started_at < now() - KEPT_DRAFT)
    result = session.execute(old, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))


def already_in(earlier: ImportRun) -> Text:
    """What is said of a file that was brought in before."""
    return _(
        "This file was brought in on %(day)s already (import %(run)s, %(rows)s rows).",
        day=(earlier.finished_at or earlier.started_at).date().isoformat(),
        run=earlier.id,
        rows=earlier.rows_total,
    )


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for key, value in said.items():
            yield key
            yield from _texts(value)
    elif isinstance(said, list):
        for each in said:
            yield from _texts(each)
