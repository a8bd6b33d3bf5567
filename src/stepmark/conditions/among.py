"""Whether a row has others that belong to it, asked as each database answers fastest."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, false, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import Boolean


class Among(ColumnElement[bool]):
    """PostgreSQL plans EXISTS as a join of either order. SQLite would ask it row by row, but reads IN off an index.

    Never null where it is negated.
    """

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012 - so SQLAlchemy has its elements say what they are made of
        ("by_row", InternalTraversal.dp_clauseelement),
        ("by_set", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, by_row: ColumnElement[bool], by_set: ColumnElement[bool]) -> None:
        self.by_row, self.by_set = by_row, by_set

    def self_group(self, against: Any = None) -> "Among":
        """Bare beside AND and OR, where SQLite would be told `… IN (…) = 1` and look at every row for it."""
        return self

    def _negate(self) -> "Among":
        return Among(~self.by_row, ~func.coalesce(self.by_set, false()))


def among(outer: Any, outer_key: Any, inner: Any, inner_key: Any, *conditions: ColumnElement[bool]) -> Among:
    """Whether a row of `inner` bears the key of this row of `outer` and meets the conditions."""
    by_row = there_is(outer, inner, inner_key == outer_key, *conditions)
    return Among(by_row, outer_key.in_(select(inner_key).where(*conditions)))


def there_is(outer: Any, inner: Any, *conditions: ColumnElement[bool]) -> Exists:
    """The same row by row on either database, for what so many rows meet that a set of them would be large."""
    query: Select[Any] = select(literal_column("1")).select_from(inner).where(*conditions)
    return query.correlate(outer).exists()


@compiles(Among)
def _by_row(element: Among, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.by_row, **options))


@compiles(Among, "sqlite")
def _by_set(element: Among, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.by_set, **options))
