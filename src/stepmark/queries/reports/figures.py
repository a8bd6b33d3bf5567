"""Sums and quartiles that both databases compute alike, and exactly."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, null
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from stepmark.domain.deals import Sale
from stepmark.queries.field_access import access_of, sees_on_sales

_SPLIT = 10**9
_CHUNK = 5_000

Amounts = Mapping[str, int]
Query = Select[*tuple[Any, ...]]


class seconds_of(GenericFunction[int]):  # noqa: N801 - functions of SQL are written small
    """Whole seconds since 1970 of a moment in UTC."""

    type = BigInteger()
    inherit_cache = True


@dataclass(frozen=True)
class Quartiles:
    """How long things took, in seconds: a quarter of them at most `lower`, half `median`, three quarters `upper`."""

    count: int
    lower: float
    median: float
    upper: float


def sum_columns(column: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """A sum in two parts, as SQLite refuses sums beyond 64 bits, which a hundred of the largest amounts exceed."""
    return func.sum(column // _SPLIT), func.sum(column % _SPLIT)


def amount_sums(session: Session, model: Any = Sale) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The same of the amounts of deals and leads; nothing where these are hidden from the reader."""
    access = access_of(session)
    if not (sees_on_sales(access, "amount") if model is Sale else access.sees(model.about.name, "amount")):
        return null(), null()
    return sum_columns(model.amount_minor)


def whole_sum(high: Any, low: Any) -> int:
    """The sum that was asked for in two parts; 0 when there was nothing to add."""
    return int(high or 0) * _SPLIT + int(low or 0)


def added(parts: Iterable[Amounts]) -> Amounts:
    """Amounts by currency, currency by currency; never two in one."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return {currency: total[currency] for currency in sorted(total) if total[currency]}


def length(begin: Any, end: Any) -> ColumnElement[int]:
    """Whole seconds from one moment to another."""
    later = int(end.timestamp()) if isinstance(end, datetime) else func.seconds_of(end)
    difference: ColumnElement[int] = later - func.seconds_of(begin)
    return difference


def quartiles(lengths: Iterable[int]) -> Quartiles | None:
    """Of lengths in seconds, between two neighbours as `percentile_cont` has them; None of none."""
    ordered = sorted(lengths)
    if not ordered:
        return None
    return Quartiles(len(ordered), *(_quartile(ordered, number) for number in (1, 2, 3)))


def streamed(session: Session, query: Query) -> Iterable[Any]:
    """The rows of a long answer as they come, never all of them in memory.

    Lengths are put in order here: SQLite's window functions take four times as long for it, and both databases agree.
    """
    return session.execute(query, execution_options={"yield_per": _CHUNK})


def _quartile(ordered: Sequence[int], number: int) -> float:
    place, beyond = divmod((len(ordered) - 1) * number, 4)
    if not beyond:
        return ordered[place]
    return ordered[place] + (ordered[place + 1] - ordered[place]) * beyond / 4


@compiles(seconds_of, "sqlite")
def _seconds_on_sqlite(element: seconds_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(seconds_of, "postgresql")
def _seconds_on_postgresql(element: seconds_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"
