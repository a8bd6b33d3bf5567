"""Conditions on the names of a kind's records, whatever their letter case."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_

from stepmark.catalogue.kinds import Kind
from stepmark.domain.papers import Paper
from stepmark.domain.record import Record
from stepmark.platform.text import fold, is_storable


def folded_name(model: type[Record]) -> Any:
    """The column in which the names of a record kind are compared."""
    return getattr(model, f"{model.name_column}_folded")


def name_contains(model: type[Record], text: str) -> ColumnElement[bool]:
    """Records whose name holds this text; of papers also their number."""
    columns = (folded_name(model), *([model.number_folded] if issubclass(model, Paper) else []))
    return or_(*(column.contains(fold(text.strip()), autoescape=True) for column in columns))


def is_named(kind: Kind, text: str) -> ColumnElement[bool]:
    """Records with this very name; SQLite looks short ones up in the index of first hundred characters."""
    if not is_storable(text):
        return false()
    folded = fold(text.strip())
    start = func.substr(folded_name(kind.model), literal_column("1"), literal_column("100"))
    # Asked for the whole of a short name as well, SQLite would no longer see the index.
    return start == folded if len(folded) < 100 else and_(start == folded[:100], folded_name(kind.model) == folded)
