"""Imports as their reports tell them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.domain.imports import UNFINISHED, ImportFault, ImportLeftover, ImportLink, ImportRun, ImportState
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Lazy, Text
from stepmark.platform.text import fold
from stepmark.queries.values import values_of
from stepmark.queries.visible import live

_PAGE = 1_000


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault in one column, how many rows have it, and the value where they all have the same."""

    message: Text
    column: str
    value: str
    rows: int


def faults_of(session: Session, import_id: int) -> Iterator[ImportFault]:
    """Every fault by row, a page at a time."""
    after = (-1, 0)
    while True:
        page = faults_page(session, import_id, after, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = (page[-1].row, page[-1].id)


def fault_kinds(session: Session, import_id: int, limit: int = 20) -> list[FaultKind]:
    """The faults by message and column, the most frequent first; a value only where it is always the same."""
    rows, values = func.count(), func.count(ImportFault.value.distinct())
    value, sample = func.min(ImportFault.value), func.min(ImportFault.id)
    query = (
        select(ImportFault.message, ImportFault.column, value, values, sample, rows)
        .where(ImportFault.import_id == import_id)
        .group_by(ImportFault.message, ImportFault.column)
        .order_by(rows.desc(), ImportFault.column)
        .limit(limit)
    )
    found = session.execute(query).all()
    samples = session.scalars(select(ImportFault).where(ImportFault.id.in_([row[4] for row in found])))
    texts = {fault.id: fault_text(fault) for fault in samples}
    return [FaultKind(texts[row[4]], row[1], row[2] if row[3] == 1 else "", row[5]) for row in found]


def fault_text(fault: ImportFault | ImportLeftover) -> Lazy:
    """What was wrong or left over, translated when it is shown."""
    return told_text(fault.message, fault.details)


def told_text(message: str, details: Mapping[str, Any]) -> Lazy:
    """A text as a row keeps it, translated when it is shown."""
    values: dict[str, Any] = {
        name: told_text(**value) if isinstance(value, dict) else value for name, value in details.items()
    }
    return Lazy(message, **values)


def seen_import(session: Session, actor: Actor, import_id: int) -> ImportRun | None:
    """One import, if it is the actor's own or the actor an administrator."""
    query = select(ImportRun).where(ImportRun.id == import_id, _seen(actor))
    return session.scalars(query).one_or_none()


def imports_page(session: Session, actor: Actor, before: int | None = None, limit: int = 30) -> list[ImportRun]:
    """The actor's imports, for administrators all, the latest first; `before` pages on by id."""
    query = select(ImportRun).where(_seen(actor)).order_by(ImportRun.id.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(ImportRun.id < before)))


def brought_in_before(session: Session, run: ImportRun) -> ImportRun | None:
    """The latest import that brought the same file in to its end."""
    same = (ImportRun.kind == run.kind, ImportRun.sha256 == run.sha256, ImportRun.id != run.id)
    query = select(ImportRun).where(*same, ImportRun.state == ImportState.DONE).order_by(ImportRun.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def unfinished_imports(session: Session, untouched_since: datetime | None = None) -> list[tuple[int, int]]:
    """The workspace and id of each import under way that nobody has carried on since then, or of all."""
    # One that the command line began is the command line's to go on with; a withdrawal needs no file.
    ours = or_(ImportRun.kept.is_(True), ImportRun.state == ImportState.WITHDRAW)
    query = select(ImportRun.workspace_id, ImportRun.id).where(
        ours, ImportRun.state.in_(UNFINISHED), ImportRun.trouble.is_(None)
    )
    if untouched_since is not None:
        query = query.where(or_(ImportRun.alive_at.is_(None), ImportRun.alive_at < untouched_since))
    return [(row[0], row[1]) for row in session.execute(query.order_by(ImportRun.id))]


def faults_page(
    session: Session, import_id: int, after: tuple[int, int] = (-1, 0), limit: int = 50
) -> list[ImportFault]:
    """Some faults by row, after this row and fault."""
    later = (ImportFault.row > after[0]) | ((ImportFault.row == after[0]) & (ImportFault.id > after[1]))
    query = select(ImportFault).where(ImportFault.import_id == import_id, later)
    return list(session.scalars(query.order_by(ImportFault.row, ImportFault.id).limit(limit)))


def faults_after(session: Session, import_id: int, after_id: int, limit: int) -> list[ImportFault]:
    """Some faults by row, after this one; 0 means from the first."""
    of_this = (ImportFault.id == after_id, ImportFault.import_id == import_id)
    row = session.scalars(select(ImportFault.row).where(*of_this)).one_or_none() if after_id else None
    return faults_page(session, import_id, (-1, 0) if row is None else (row, after_id), limit)


def leftovers_of(session: Session, import_id: int, limit: int = 200, *, after: int = 0) -> list[ImportLeftover]:
    """What a withdrawal could not take back, after the row of this id."""
    later = (ImportLeftover.import_id == import_id, ImportLeftover.id > after)
    return list(session.scalars(select(ImportLeftover).where(*later).order_by(ImportLeftover.id).limit(limit)))


def leftover_count(session: Session, import_id: int) -> int:
    """How much that is."""
    query = select(func.count(ImportLeftover.id)).where(ImportLeftover.import_id == import_id)
    return session.scalar(query) or 0


def import_run(session: Session, import_id: int) -> ImportRun:
    """One import as it stands."""
    return session.get_one(ImportRun, import_id)


def waiting_links(session: Session, import_id: int, limit: int) -> list[ImportLink]:
    """The next links that wait for all rows to be in."""
    query = select(ImportLink).where(ImportLink.import_id == import_id).order_by(ImportLink.row).limit(limit)
    return list(session.scalars(query))


def known_keys(session: Session, actor: Actor, kind: Kind, fields: Sequence[Field]) -> dict[tuple[str, ...], int]:
    """Every live record that the actor sees, by the folded texts of these fields; of several the oldest."""
    wanted = {field.key: field for field in fields}
    known: dict[tuple[str, ...], int] = {}
    last = 0
    while True:
        query = select(kind.model).where(live(kind, actor), kind.model.id > last).order_by(kind.model.id).limit(_PAGE)
        page = session.scalars(query).all()
        values = values_of(session, wanted, page)
        for record in page:
            key = tuple(key_text(field, values[record.id].get(field.key)) for field in fields)
            if all(key):
                known.setdefault(key, record.id)
        if len(page) < _PAGE:
            return known
        session.expunge_all()
        last = page[-1].id


def key_text(field: Field, value: Any) -> str:
    """A value as duplicates are told by it; of several values the first counts."""
    plain = to_json(field, value)
    if isinstance(plain, list):
        plain = plain[0] if plain else None
    return "" if plain is None else fold(str(plain))


def _seen(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_admin else ImportRun.member_id == actor.member_id
