"""What a list is about, once its words were looked up: the same for its page, totals, export and bulk changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import FieldsByKind, Path
from stepmark.conditions.tree import ALWAYS, Node
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.queries.condition_context import asking
from stepmark.queries.condition_values import seen_values
from stepmark.queries.labels import Labels, label_rows, target_of
from stepmark.queries.list_fields import columns_for, readable_fields, readable_path
from stepmark.queries.list_filters import Filter, list_filter
from stepmark.queries.named import name_contains
from stepmark.queries.sorting import Order
from stepmark.queries.values import Values, values_of
from stepmark.queries.visible import asked_about


@dataclass(frozen=True)
class ListQuery:
    """What the reader asked for: `after` or `before` is the id of the record at the edge of the page they leave."""

    q: str = ""
    tree: Node = ALWAYS
    columns: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Scope:
    """A list's parts. `lost_columns` are keys that lead nowhere any more."""

    kind: Kind
    fields: FieldsByKind
    filter: Filter
    columns: list[Path]
    lost_columns: list[str]
    sort: Path
    order: Order
    wanted: Sequence[ColumnElement[bool]]

    def query(self) -> Select[Any]:
        """Its records, in no order yet."""
        return select(self.kind.model).where(*self.wanted)


def scope_of(session: Session, actor: Actor, kind: Kind, asked: ListQuery, *, strict: bool = False) -> Scope:
    """What is asked for, in two statements. When strict, a filter that can't be understood raises Invalid."""
    fields = readable_fields(session)
    found = list_filter(actor, kind, asked.tree, fields, asking(session, actor), strict=strict)
    columns, lost = columns_for(actor, kind, asked.columns, fields)
    sort = _sort_path(actor, kind, asked.sort, fields)
    named = [name_contains(kind.model, asked.q)] if asked.q.strip() else []
    wanted = [asked_about(kind, actor, found.conditions), *named, *([] if found.is_open else [found.where()])]
    return Scope(kind, fields, found, columns, lost, sort, Order(kind, sort, descending=asked.descending), wanted)


def shown_values(session: Session, scope: Scope, records: Sequence[Record]) -> dict[int, Values]:
    """What each record shows in the columns, by the path's key."""
    own = {path.field.key: path.field for path in scope.columns if path.is_own}
    values = values_of(session, own, records)
    beyond = [path for path in scope.columns if not path.is_own]
    if beyond:
        for record_id, seen in seen_values(session, beyond, records).items():
            values[record_id] |= seen
    return values


def path_labels(session: Session, actor: Actor, paths: Sequence[Path], values: Iterable[Mapping[str, Any]]) -> Labels:
    """The names of everything that these values point at."""
    wanted: dict[str, set[int]] = {target_of(path.field): set() for path in paths if target_of(path.field)}
    for record in values:
        for path in paths:
            if target_of(path.field) and isinstance(row_id := record.get(path.key), int):
                wanted[target_of(path.field)].add(row_id)
    return Labels(label_rows(session, actor, wanted))


def matching_ids(session: Session, scope: Scope, limit: int) -> Sequence[int]:
    """The ids of the first of its records, in their order."""
    query = select(scope.kind.model.id).where(*scope.wanted).order_by(scope.kind.model.id)
    return session.scalars(query.limit(limit)).all()


def _sort_path(actor: Actor, kind: Kind, key: str, fields: FieldsByKind) -> Path:
    try:
        return readable_path(actor, kind, key, fields)
    except ValueFault:
        return Path(kind, (), fields[kind.name][kind.title_key])
