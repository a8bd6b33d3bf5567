"""Imports as their reports tell them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.domain.imports import ImportFault, ImportLink, ImportRun
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
    row, last = -1, 0
    while True:
        later = (ImportFault.row > row) | ((ImportFault.row == row) & (ImportFault.id > last))
        query = select(ImportFault).where(ImportFault.import_id == import_id, later)
        page = session.scalars(query.order_by(ImportFault.row, ImportFault.id).limit(_PAGE)).all()
        yield from page
        if len(page) < _PAGE:
            return
        row, last = page[-1].row, page[-1].id


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


def fault_text(fault: ImportFault) -> Lazy:
    """A fault's text, translated when it is shown."""
    return Lazy(fault.message, **fault.details)


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
