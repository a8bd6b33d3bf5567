"""A list as a table of values: exactly its columns, in its order, of the records that one may take along."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.rights import Actor
from stepmark.queries.export import exportable
from stepmark.queries.labels import Labels
from stepmark.queries.list_scope import ListQuery, Scope, path_labels, scope_of, shown_values

_CHUNK = 500


def exported_list(
    session: Session, actor: Actor, kind: Kind, asked: ListQuery
) -> tuple[Scope, Iterator[tuple[list[Any], Labels]]]:
    """The list's parts, and its rows: the values of its columns, with the names of what they point at.

    The rows are read as they are asked for, in constant memory; a filter that can't be understood raises Invalid first.
    """
    scope = scope_of(session, actor, kind, replace(asked, after=None, before=None), strict=True)
    return scope, _rows(session, actor, scope)


def _rows(session: Session, actor: Actor, scope: Scope) -> Iterator[tuple[list[Any], Labels]]:
    query = scope.query().where(exportable(session, scope.kind, actor)).order_by(*scope.order.terms())
    for records in session.scalars(query.execution_options(yield_per=_CHUNK)).partitions():
        values = shown_values(session, scope, records)
        labels = path_labels(session, actor, scope.columns, values.values())
        for record in records:
            yield [values[record.id].get(path.key) for path in scope.columns], labels
