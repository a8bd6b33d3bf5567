"""Conditions on the names of a kind's records, whatever their letter case."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_

from stepmark.catalogue.kinds import Kind
from stepmark.platform.text import fold, is_storable


def folded_name(kind: Kind) -> Any:
    """The column in which the kind's names are compared."""
    return getattr(kind.model, f"{kind.title_key}_folded")


def name_contains(kind: Kind, text: str) -> ColumnElement[bool]:
    """Records whose name holds this text; of papers also their number."""
    model: Any = kind.model
    columns = (folded_name(kind), model.number_folded) if kind.is_paper else (folded_name(kind),)
    return or_(*(column.contains(fold(text.strip()), autoescape=True) for column in columns))


def is_named(kind: Kind, text: str) -> ColumnElement[bool]:
    """Records with this very name, looked up in the index, which holds a name's first hundred characters."""
    if not is_storable(text):
        return false()
    folded = fold(text.strip())
    start = func.substr(folded_name(kind), literal_column("1"), literal_column("100"))
    return and_(start == folded[:100], folded_name(kind) == folded)
