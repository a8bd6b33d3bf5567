"""What conditions read: the fields of all kinds, and the values that their paths lead to."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field, custom_field
from stepmark.catalogue.kinds import KINDS
from stepmark.conditions.paths import Path, leads_to_records
from stepmark.domain.record import Record
from stepmark.queries.fields import custom_fields
from stepmark.queries.values import Values, values_of

Links = tuple[Field, ...]


def fields_by_kind(session: Session) -> dict[str, dict[str, Field]]:
    """Every field of every kind in this workspace, whoever asks, in one statement."""
    fields = {name: {field.key: field for field in kind.system_fields} for name, kind in KINDS.items()}
    for row in custom_fields(session):
        field = custom_field(row)
        fields[row.kind][field.key] = field
    return fields


def seen_values(session: Session, paths: Collection[Path], records: Sequence[Record]) -> dict[int, Values]:
    """What each record, all of one kind, shows at these paths, by the path's key.

    At most three statements for each way over links that the paths take, however many records there are; so a page or
    a chunk of them at a time. Beyond a link that is empty or leads to a deleted record, everything is None.
    """
    ends = _Ends(session, records)
    seen: dict[int, dict[str, Any]] = {record.id: dict.fromkeys(path.key for path in paths) for record in records}
    for links in dict.fromkeys(path.links for path in paths):
        here = [path for path in paths if path.links == links]
        reached = ends.of(links)
        values = values_of(session, {path.field.key: path.field for path in here}, _once(reached.values()))
        for record_id, end in reached.items():
            seen[record_id] |= {path.key: values[end.id][path.field.key] for path in here}
        for path in here:
            if leads_to_records(path.field):
                _empty_dead_links(path, seen, ends.of((*links, path.field)))
    return seen


class _Ends:
    """Where links lead from each record: the live records at their ends, by the id of the record they start at."""

    def __init__(self, session: Session, records: Sequence[Record]) -> None:
        self._session = session
        self._known: dict[Links, dict[int, Any]] = {(): {record.id: record for record in records}}

    def of(self, links: Links) -> dict[int, Any]:
        """One statement for each link that was not followed before."""
        if links not in self._known:
            self._known[links] = self._follow(self.of(links[:-1]), links[-1])
        return self._known[links]

    def _follow(self, starts: dict[int, Any], link: Field) -> dict[int, Any]:
        pointed_at = {record_id: getattr(start, str(link.column)) for record_id, start in starts.items()}
        ids = set(pointed_at.values()) - {None}
        model = KINDS[link.related].linked_model
        query = select(model).where(model.id.in_(ids), model.deleted_at.is_(None))
        live = {record.id: record for record in self._session.scalars(query)} if ids else {}
        return {record_id: live[row_id] for record_id, row_id in pointed_at.items() if row_id in live}


def _once(records: Collection[Any]) -> list[Any]:
    return list({record.id: record for record in records}.values())


def _empty_dead_links(path: Path, seen: dict[int, dict[str, Any]], live: Collection[int]) -> None:
    for record_id, values in seen.items():
        if record_id not in live:
            values[path.key] = None
