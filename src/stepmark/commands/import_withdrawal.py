"""Taking a whole import back: what it added goes to the recycle bin, what it changed becomes what it was.

Where somebody has worked on a record since, it stays as it is, and is named.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, KINDS, Kind, kind_of_record, pointers_to
from stepmark.catalogue.values import to_json
from stepmark.commands.imports import kept_text, locked_import, own_run
from stepmark.commands.people import PEOPLE, people_of
from stepmark.commands.records import delete_record, update_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.turns import Turn
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.domain.imports import ImportLeftover, ImportRun, ImportState
from stepmark.domain.record import Record
from stepmark.domain.tasks import Task
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.import_events import Lives, import_events, lives_of, made_by_rules
from stepmark.queries.record_dependents import dependents_of_record
from stepmark.queries.values import values_of

Records = Mapping[tuple[str, int], Record]
_COLUMNS = ("currency",)
# They follow from what is taken back.
_FOLLOWING = ("close_reason", "override", "closed_at", "process_id", "amount_from_lines")


def begin_withdrawal(work: Work, import_id: int) -> None:
    """From here on the import goes backwards, from wherever it stands."""
    run = own_run(work, import_id, ImportState.ROWS, ImportState.LINKS, ImportState.DONE)
    run.state, run.trouble, run.alive_at = ImportState.WITHDRAW, None, now()
    run.withdrawn_by = work.actor.member_id
    work.happened("import.withdrawal_begun", "import", run.id, label=run.file_name)


def take_back(work: Work, import_id: int, seconds: float) -> bool:
    """Take back as much as a turn of `seconds` allows, and save how far that is. Returns whether there is more."""
    run = locked_import(work, import_id)
    if run.state != ImportState.WITHDRAW:
        return False
    page = import_events(work.session, run, run.undone_to)
    if page.reached is None:
        _finish(work, run)
        return False
    lives = lives_of(work.session, run, page.events)
    records = _records_of(work, page.events)
    undone_to, withdrawn, turn = page.reached, 0, Turn(seconds)
    for _group, group in groupby(page.events, _row_of):
        events = [*group]
        withdrawn += _row_back(work, run, events, records, lives)
        if turn.is_over:
            undone_to = events[-1].id
            break
    # Told at the end, as each savepoint above would else write it down first.
    run.undone_to, run.withdrawn, run.alive_at = undone_to, run.withdrawn + withdrawn, now()
    return True


def _finish(work: Work, run: ImportRun) -> None:
    run.state, run.withdrawn_at = ImportState.WITHDRAWN, now()
    work.happened("import.withdrawn", "import", run.id, {"withdrawn": (None, run.withdrawn)}, label=run.file_name)


def _row_of(event: History) -> tuple[Any, ...]:
    return event.kind, event.record_id, event.cause.get("row")


def _records_of(work: Work, events: Sequence[History]) -> Records:
    """The records of these events, read in one go for each kind."""
    ids: dict[str, set[int]] = defaultdict(set)
    for event in events:
        ids[event.kind].add(event.record_id)
    found = ((name, KINDS[name].model, wanted) for name, wanted in ids.items())
    return {
        (name, record.id): record
        for name, model, wanted in found
        for record in work.session.scalars(select(model).where(model.id.in_(wanted)))
    }


def _row_back(work: Work, run: ImportRun, events: Sequence[History], records: Records, lives: Lives) -> bool:
    """What one row did to one record; returns whether it is as if the row had never been."""
    record = records.get((events[0].kind, events[0].record_id))
    stays = [reason for event in events for reason in _event_back(work, run, event, record, lives)]
    for reason in dict.fromkeys(stays):
        _leave(work, run, events[0], reason)
    is_creation = events[-1].name.endswith(".created")
    return not stays and (is_creation or not lives.is_added(events[0]))


def _event_back(work: Work, run: ImportRun, event: History, record: Record | None, lives: Lives) -> tuple[Text, ...]:
    """Undo one event; returns why not."""
    kind = KINDS[event.kind]
    if record is None or record.is_deleted:
        return ()
    is_creation = event.name.endswith(".created")
    if not is_creation and lives.is_added(event) and lives.is_touched(event):
        return ()
    try:
        with savepoint(work), work.with_all_fields(), work.caused_by(kind="withdrawal", **{"import": run.id}):
            if is_creation:
                return _deleted(work, kind, record, event, lives)
            return _restored(work, kind, record, event)
    except Problem as problem:
        return (problem.detail,)


def _deleted(work: Work, kind: Kind, record: Record, event: History, lives: Lives) -> tuple[Text, ...]:
    """Put a record that was added into the bin; returns why not."""
    if lives.is_touched(event):
        return (_("Somebody has worked on it since, so it stays."),)
    if kind in (COMPANY, CONTACT) and dependents_of_record(work.session, record).links:
        _delete_what_rules_made(work, record, event)
    delete_record(work, kind, record.id)
    return ()


def _delete_what_rules_made(work: Work, record: Record, event: History) -> None:
    """A task that a rule made as the record came would hold it; what else links to it refuses, and takes this back."""
    for name, record_id in made_by_rules(work.session, event):
        if any(getattr(_live(work, name, record_id), each, None) == record.id for each in _columns(record, name)):
            delete_record(work, KINDS[name], record_id)
    if dependents_of_record(work.session, record).links:
        raise Problem("conflict", _("Other records link to it, so it stays."))


def _live(work: Work, name: str, record_id: int) -> Record | None:
    found: Record | None = work.session.get(KINDS[name].model, record_id)
    return found if found is not None and not found.is_deleted else None


def _columns(record: Record, name: str) -> list[str]:
    return [str(each.field.column) for each in pointers_to(kind_of_record(record)) if each.kind.name == name]


def _restored(work: Work, kind: Kind, record: Record, event: History) -> tuple[Text, ...]:
    """Give a record that was merged its former values; returns why not, for each field that stays."""
    fields = fields_for(work, kind)
    changed = {key: pair for key, pair in event.changes.items() if key not in _FOLLOWING}
    current = dict(_current(work, record, fields, changed))
    raw = {key: before for key, (before, after) in changed.items() if key in current and current[key] == after}
    if raw:
        update_record(work, kind, record.id, raw)
    stays = _("“%(field)s” was changed since, so it stays.").message
    return tuple(_(stays, field=_label(fields, key)) for key in changed if key not in raw)


def _current(
    work: Work, record: Record, fields: Mapping[str, Field], changed: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """What each of these holds now, as history writes it; what there is no more is left out."""
    known = {key: fields[key] for key in changed if key in fields}
    values = values_of(work.session, known, [record])[record.id]
    yield from ((key, to_json(field, values.get(key))) for key, field in known.items())
    yield from ((key, getattr(record, key)) for key in _COLUMNS if key in changed and hasattr(record, key))
    if isinstance(record, Task) and "done" in changed:
        yield "done", record.is_done
    if any(key in changed for key in PEOPLE):
        yield from people_of(work, record).items()


def _label(fields: Mapping[str, Field], key: str) -> Text:
    return fields[key].label if key in fields else key


def _leave(work: Work, run: ImportRun, event: History, reason: Text) -> None:
    leftover = ImportLeftover(
        import_id=run.id,
        kind=event.kind,
        record_id=event.record_id,
        label=event.record_label[:300],
        **kept_text(reason),
    )
    work.session.add(leftover)
