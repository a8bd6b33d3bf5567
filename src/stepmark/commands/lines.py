"""The lines of a record: replaced as a whole, with the amount that follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stepmark.catalogue.kinds import Kind, kind_of_record
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.field_rights import require_editable
from stepmark.commands.line_amounts import amount_field, gross_followed, refuse_fixed, require_keepable
from stepmark.commands.line_input import read_lines
from stepmark.commands.record_rows import require_version
from stepmark.commands.values import fields_for, write_values
from stepmark.commands.work import Work
from stepmark.domain.lines import LINE_KEYS, Line
from stepmark.domain.papers import Paper
from stepmark.domain.record import Record
from stepmark.platform.money import Money, to_minor, to_scaled
from stepmark.queries.history import values_at
from stepmark.queries.lines import Lines, LineShape, line_rows, lines_of


def set_lines(
    work: Work,
    kind: Kind,
    record_id: int,
    raw: Sequence[Mapping[str, Any]],
    version: int | None = None,
    *,
    strict: bool = True,
    keeps_amount: bool | None = None,
    again: bool = False,
) -> None:
    """Give a record exactly these lines, in this order: one event, `lines` with all of them before and after.

    A line has product_id, name, quantity, unit, price, discount and tax_rate; with the `id` of a line that is there it
    stays that line. `keeps_amount` says whether the record's amount is their net total from now on; unless said, the
    first lines of a record switch that on. `version` must be the newest; when not `strict`, nobody may have changed the
    lines since. For `again` see `read_lines`.
    """
    record = _with_lines(work, kind, record_id)
    require_editable(work, kind, [amount_field(kind)])
    before = lines_of(work.session, kind, record)
    _require_seen(work, kind, record, before, version, strict=strict)
    lines = read_lines(work, record, raw, before.lines, again=again)
    after = Lines(lines, before.currency, _keeps(before, lines, keeps_amount))
    if isinstance(record, Paper):
        after = replace(after, keeps_amount=bool(lines))
    changes = _told(before, after)
    if not changes:
        return
    refuse_fixed(record, changes)
    _write(work, kind, record, lines)
    record.amount_from_lines = after.keeps_amount
    if after.keeps_amount:
        total = {amount_field(kind).key: _total(after)}
        changes = {**changes, **write_values(work, record, fields_for(work, kind), total)}
    changes = {**changes, **gross_followed(work, kind, record, after)}
    record.touch()
    work.happened_to("updated", kind.name, record, changes, record.id if kind.has_stages else None)


def add_lines(work: Work, kind: Kind, record_id: int, raw: Sequence[Mapping[str, Any]]) -> None:
    """Put lines after those that are there."""
    record = _with_lines(work, kind, record_id)
    there = [{**line.json(), "id": line.row_id} for line in lines_of(work.session, kind, record).lines]
    set_lines(work, kind, record_id, [*there, *raw])


def copy_lines(work: Work, kind: Kind, source: Record, record_id: int) -> None:
    """Give a new record the lines of another one, of whatever kind, and whether its amount follows from them."""
    lines = lines_of(work.session, kind_of_record(source), source)
    if lines.lines:
        raw = [{**line.json(), "rule_id": None} for line in lines.lines]
        set_lines(work, kind, record_id, raw, keeps_amount=lines.keeps_amount, again=True)


def lines_as_told(work: Work, kind: Kind, record: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the record's lines are now, for those of LINE_KEYS that have changed, as an event tells it."""
    if LINE_KEYS.isdisjoint(changes):
        return {}
    lines = lines_of(work.session, kind, record)
    told = {"lines": [line.json() for line in lines.lines], "amount_from_lines": lines.keeps_amount}
    return {key: told[key] for key in LINE_KEYS.intersection(changes)}


def lines_back(work: Work, kind: Kind, record_id: int, before: Mapping[str, Any]) -> None:
    """Give a record the lines back that an event tells of; what it does not tell of stays."""
    record = _with_lines(work, kind, record_id)
    now = lines_as_told(work, kind, record, dict.fromkeys(LINE_KEYS))
    wanted = {**now, **{key: before[key] for key in LINE_KEYS if key in before}}
    set_lines(work, kind, record_id, wanted["lines"], keeps_amount=wanted["amount_from_lines"], again=True)


def _with_lines(work: Work, kind: Kind, record_id: int) -> Any:
    if not kind.lines:
        raise not_found()
    return record_to_edit(work, kind.model, record_id)


def _require_seen(work: Work, kind: Kind, record: Record, lines: Lines, version: int | None, *, strict: bool) -> None:
    if strict or version is None:
        require_version(record, version)
        return
    then = values_at(work.session, kind.name, record.id, max(version, 0))
    if "lines" in then and then["lines"] != [line.json() for line in lines.lines]:
        require_version(record, version)


def _keeps(before: Lines, lines: Sequence[LineShape], wanted: bool | None) -> bool:
    if not lines:
        return False
    if wanted is not None:
        return wanted
    return before.keeps_amount or not before.lines


def _told(before: Lines, after: Lines) -> dict[str, tuple[Any, Any]]:
    pairs = {
        "lines": ([line.json() for line in before.lines], [line.json() for line in after.lines]),
        "amount_from_lines": (before.keeps_amount, after.keeps_amount),
    }
    return {key: (was, becomes) for key, (was, becomes) in pairs.items() if was != becomes}


def _write(work: Work, kind: Kind, record: Record, lines: Sequence[LineShape]) -> None:
    rows = {row.id: row for row in line_rows(work.session, kind, record.id)}
    for position, line in enumerate(lines, 1):
        row = rows.pop(line.row_id or 0, None)
        if row is None:
            row = Line(kind=kind.name, record_id=record.id)
            work.session.add(row)
        _fill(row, position, line)
    for row in rows.values():
        work.session.delete(row)


def _fill(row: Line, position: int, line: LineShape) -> None:
    row.position, row.product_id, row.name, row.unit = position, line.product_id, line.name, line.unit
    row.quantity, row.discount = to_scaled(line.quantity), to_scaled(line.discount)
    row.price = to_minor(line.price, line.currency)
    row.tax_rate = None if line.tax_rate is None else to_scaled(line.tax_rate)
    row.rule_id = line.rule_id


def _total(lines: Lines) -> Money:
    return require_keepable(Money(lines.totals.net, lines.currency))
