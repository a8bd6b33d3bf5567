"""Ids for rows that are about to be written, where something has to name them first, or many are written at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from stepmark.platform.mapping import Numbered

_BLOCK = 25
_FEW = 2
# For the whole database, as ids are: neither statement names any workspace's data.
_NEXT_IDS = text("select nextval(pg_get_serial_sequence(:table, 'id')) from generate_series(1, :count)")
_EVERYWHERE = {"scoped_by_hand": True}


def new_ids(session: Session, model: type[Numbered]) -> Iterator[int]:
    """Ids that no row has or will have, for use in this transaction; one statement for the first of them."""
    table = model.__table__  # type: ignore[attr-defined]  # every numbered class is mapped to one
    if session.get_bind().dialect.name == "postgresql":
        while True:
            asked = {"table": table.name, "count": _BLOCK}
            yield from session.scalars(_NEXT_IDS, asked, execution_options=_EVERYWHERE).all()
    # SQLite has one writer, and this is it.
    newest: int = session.scalars(select(func.max(table.c.id)), execution_options=_EVERYWHERE).one() or 0
    while True:
        newest += 1
        yield newest


def number_many(session: Session, rows: Sequence[Any]) -> None:
    """Give new rows of one class their ids, if that saves statements: SQLite writes rows without ids one by one."""
    if len(rows) > _FEW and session.get_bind().dialect.name == "sqlite":
        for row, row_id in zip(rows, new_ids(session, type(rows[0])), strict=False):
            row.id = row_id
