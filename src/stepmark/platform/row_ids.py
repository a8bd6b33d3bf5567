"""Ids for rows that are about to be written, where something has to name them first, or many are written at once."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import column, event, func, select, table, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from stepmark.platform.mapping import Numbered
from stepmark.platform.tenancy import ScopedSession

_BLOCK = 25
_FEW = 2
# For the whole database, as ids are: neither statement names any workspace's data.
_NEXT_IDS = text("select nextval(pg_get_serial_sequence(:table, 'id')) from generate_series(1, :count)")
_EVERYWHERE = {"scoped_by_hand": True}
_BEEN = table("sqlite_sequence", column("name"), column("seq"))


def new_ids(session: Session, model: type[Numbered], block: int = _BLOCK) -> Iterator[int]:
    """Ids that no row has or will have, for use in this transaction; one statement for the first `block` of them."""
    rows = model.__table__  # type: ignore[attr-defined]  # every numbered class is mapped to one
    if session.get_bind().dialect.name == "postgresql":
        while True:
            asked = {"table": rows.name, "count": block}
            yield from session.scalars(_NEXT_IDS, asked, execution_options=_EVERYWHERE).all()
    # SQLite has one writer, and this is it. Where ids are never used again, it keeps the newest that there has been.
    there = select(func.coalesce(func.max(rows.c.id), 0)).scalar_subquery()
    been = select(_BEEN.c.seq).where(_BEEN.c.name == rows.name).scalar_subquery()
    newest = session.scalars(select(func.max(there, func.coalesce(been, 0))), execution_options=_EVERYWHERE).one()
    while True:
        newest += 1
        yield newest


@event.listens_for(ScopedSession, "before_flush")
def _number_many(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Give many new rows of a class their ids: SQLite writes rows without ids one by one."""
    if not session.new or session.get_bind().dialect.name != "sqlite":
        return
    unnumbered: dict[type[Numbered], list[Numbered]] = defaultdict(list)
    for row in session.new:
        if isinstance(row, Numbered) and row.id is None:
            unnumbered[type(row)].append(row)  # type: ignore[unreachable]  # None until the first flush
    for model, rows in unnumbered.items():
        if len(rows) > _FEW:
            for row, row_id in zip(rows, new_ids(session, model), strict=False):
                row.id = row_id
