"""Rows of a table as lines of JSON and back, the same from either database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from stepmark.platform.mapping import Base, Moment

_BATCH = 500
_READERS: Mapping[type[Any], Callable[[str], Any]] = {datetime: datetime.fromisoformat, date: date.fromisoformat}


def tables() -> list[Table]:
    """Every table, those that others point at first."""
    return list(Base.metadata.sorted_tables)


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """A table's rows by their keys, a line each."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    for row in connection.execute(query).mappings():
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def put_rows(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert the rows that `lines_of` gave; returns how many. Links within the table are set once all are there."""
    own = _links_to_itself(table)
    batch: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    count = 0
    for line in lines:
        row = _read(table, json.loads(line))
        links += [{"row_id": row["id"], **{name: row[name] for name in own}}] if any(row[name] for name in own) else []
        batch.append({**row, **dict.fromkeys(own)})
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(insert(table), batch)
    if links:
        linked = update(table).where(table.c.id == bindparam("row_id"))
        connection.execute(linked.values({name: bindparam(name) for name in own}), links)
    return count + len(batch)


def clear(connection: Connection) -> None:
    """Delete everything."""
    for table in reversed(tables()):
        own = _links_to_itself(table)
        if own:
            connection.execute(update(table).values(dict.fromkeys(own)))
        connection.execute(table.delete())


def _read(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table, name, value) for name, value in row.items()}


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    read = _READERS.get(datetime if isinstance(kind, Moment) else kind.python_type)
    return read(value) if read and isinstance(value, str) else value


def _links_to_itself(table: Table) -> list[str]:
    links = (key for key in table.foreign_key_constraints if key.referred_table is table)
    return [column.name for key in links for column in key.columns if column.nullable]
