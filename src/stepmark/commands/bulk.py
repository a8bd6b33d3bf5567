"""Changes of many rows in one statement, where nothing hangs on each of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, inspect, select, update
from sqlalchemy.orm import aliased

from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.fields import FieldValue
from stepmark.domain.record import Record
from stepmark.platform.mapping import Numbered
from stepmark.platform.row_ids import new_ids
from stepmark.platform.text import fold

_UNSEEN = {"synchronize_session": False}
_FEW = 20


def write_new(work: Work, rows: Sequence[Numbered]) -> None:
    """Write new rows of one class that nothing else in the session refers to. They have their ids afterwards.

    Of many the session keeps none, as keeping them would cost more than all else about them.
    """
    if len(rows) <= _FEW:
        work.session.add_all(rows)
        return
    unnumbered = [row for row in rows if row.id is None]
    for row, row_id in zip(unnumbered, new_ids(work.session, type(rows[0]), len(unnumbered)), strict=False):
        row.id = row_id
    values = [_values(row, work.actor.workspace_id) for row in rows]
    table = type(rows[0]).__table__  # type: ignore[attr-defined]  # every numbered class is mapped to one
    work.session.execute(insert(table), values, execution_options={"scoped_by_hand": True})


def write_apart(work: Work, records: Sequence[Record]) -> None:
    """Write new records of one kind whose values are all in their own columns. They have their ids afterwards, and all
    else that the database has of them, but the session knows nothing of them: what is changed in them is lost.
    """
    model = type(records[0])
    columns = inspect(model).column_attrs
    usual = {each.key: each.columns[0].default for each in columns}
    for record, row_id in zip(records, new_ids(work.session, model, len(records)), strict=False):
        given = {"id": row_id, "workspace_id": work.actor.workspace_id}
        missing = usual.keys() - vars(record).keys() - given.keys()
        vars(record).update(given, **{key: _usual(usual[key]) for key in missing})
    rows = [{each.columns[0].name: vars(record)[each.key] for each in columns} for record in records]
    work.session.execute(insert(inspect(model).local_table), rows, execution_options={"scoped_by_hand": True})


def rename_stored_option(work: Work, field_id: int, old: str, new: str) -> None:
    """Let every record that holds an option hold it by another name; where a record has both, it keeps the other."""
    other = aliased(FieldValue)
    has_both = exists().where(
        other.workspace_id == FieldValue.workspace_id,
        other.field_id == field_id,
        other.record_id == FieldValue.record_id,
        other.text == new,
    )
    chosen = and_(FieldValue.field_id == field_id, FieldValue.text == old)
    work.session.execute(delete(FieldValue).where(chosen, has_both), execution_options=_UNSEEN)
    renamed = update(FieldValue).where(chosen).values(text=new, folded=fold(new))
    work.session.execute(renamed, execution_options=_UNSEEN)


def spread_ranks(work: Work, stage_id: int) -> None:
    """Give the cards of a column whole numbers as ranks, in their order, so that there is room between each two."""
    numbers = func.row_number().over(order_by=(Sale.rank, Sale.id))
    ordered = select(Sale.id, numbers.label("place")).where(Sale.stage_id == stage_id).subquery()
    place = select(ordered.c.place).where(ordered.c.id == Sale.id).scalar_subquery()
    work.session.execute(update(Sale).where(Sale.stage_id == stage_id).values(rank=place), execution_options=_UNSEEN)


def _usual(default: Any) -> Any:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _values(row: Numbered, workspace_id: int) -> dict[str, Any]:
    given = {**vars(row), "workspace_id": workspace_id}
    del given["_sa_instance_state"]
    return given
