"""What is told of each record that a search has found, so that one of five Kowalskis can be told from the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import CONTACT, KINDS, SALES, TASK, Kind
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.rights import Actor
from stepmark.queries.labels import Label, label_rows

# What a found record of each kind is told by, besides its own columns: the target and the column that points at it.
_POINTING = {
    **{kind.name: (("company", "company_id"), ("stage", "stage_id")) for kind in SALES},
    CONTACT.name: (("company", "company_id"),),
    **{kind.name: (("company", "company_id"), ("contact", "contact_id")) for kind in KINDS.values() if kind.is_paper},
    TASK.name: (("deal", "deal_id"), ("company", "company_id"), ("contact", "contact_id")),
}


@dataclass(frozen=True)
class Context:
    """The names of what found records point at, and the phones and e-mails of those that have some."""

    labels: Mapping[str, Mapping[int, Label]]
    points: Mapping[tuple[str, int], Sequence[ContactPoint]]

    def pointed(self, kind: Kind, record: Any) -> list[str]:
        """The names that this record points at; what the reader may not see, or is deleted, has none."""
        pointing = ((target, getattr(record, column)) for target, column in _POINTING.get(kind.name, ()))
        labels = (self.labels.get(target, {}).get(row_id) for target, row_id in pointing)
        return [label.name for label in labels if label and not label.deleted]

    def points_of(self, kind: Kind, record: Any) -> Sequence[ContactPoint]:
        """The record's phones and e-mails in their order."""
        return self.points.get((kind.name, record.id), ())


def context_of(session: Session, actor: Actor, found: Iterable[tuple[Kind, Sequence[Any]]]) -> Context:
    """The context of these records: one statement for each kind of thing they point at, and one for their points."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, records in found:
        for target, column in _POINTING.get(kind.name, ()):
            wanted[target].update(row_id for record in records if (row_id := getattr(record, column)) is not None)
    return Context(label_rows(session, actor, wanted), _points(session, actor, found))


def _seen_points(actor: Actor, kind: Kind) -> list[str]:
    return [each.point for each in kind.system_fields if each.point and actor.access.sees(kind.name, each.key)]


def _points(
    session: Session, actor: Actor, found: Iterable[tuple[Kind, Sequence[Any]]]
) -> dict[tuple[str, int], list[ContactPoint]]:
    owners = [
        and_(
            ContactPoint.kind == kind.name,
            ContactPoint.record_id.in_([record.id for record in records]),
            ContactPoint.type.in_(types),
        )
        for kind, records in found
        if kind.points and records and (types := _seen_points(actor, kind))
    ]
    points: dict[tuple[str, int], list[ContactPoint]] = defaultdict(list)
    if owners:
        order = ContactPoint.kind, ContactPoint.record_id, ContactPoint.type.desc(), ContactPoint.position
        for point in session.scalars(select(ContactPoint).where(or_(*owners)).order_by(*order)):
            points[point.kind, point.record_id].append(point)
    return points
