"""Records of a kind that may be the same: they share a phone, an e-mail, a tax number or their name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.requisites import Requisite
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text, _
from stepmark.queries.named import folded_name
from stepmark.queries.visible import live

MOST_GROUPS = 50
MOST_SHOWN = 5
_TAX_NUMBER = "tax_number"


@dataclass(frozen=True)
class Duplicates:
    """Records that may be the same, the oldest first, and what they share, as the oldest writes it; `more` says that
    not all are shown."""

    why: Text
    shared: str
    records: Sequence[Any]
    more: bool


def duplicates_of(session: Session, actor: Actor, kind: Kind) -> list[Duplicates]:
    """The groups that the actor sees, each set of records once; in five statements."""
    found: dict[tuple[int, ...], tuple[Text, str]] = {}
    for why, query in _ways(actor, kind):
        shared = query.subquery()
        again = select(shared.c.shared).group_by(shared.c.shared).having(func.count(shared.c.id.distinct()) > 1)
        rows = session.execute(
            select(shared.c.shared, shared.c.id, func.min(shared.c.written))
            .where(shared.c.shared.in_(again.order_by(shared.c.shared).limit(MOST_GROUPS)))
            .group_by(shared.c.shared, shared.c.id)
            .order_by(shared.c.shared, shared.c.id)
        )
        for text, ids in _grouped(rows):
            found.setdefault(ids, (why, text))
    groups = list(found.items())[:MOST_GROUPS]
    wanted = {row_id for ids, _why in groups for row_id in ids[:MOST_SHOWN]}
    records = {each.id: each for each in session.scalars(select(kind.model).where(kind.model.id.in_(wanted)))}
    return [
        Duplicates(why, text, [records[row_id] for row_id in ids[:MOST_SHOWN]], len(ids) > MOST_SHOWN)
        for ids, (why, text) in groups
    ]


def _ways(actor: Actor, kind: Kind) -> Iterator[tuple[Text, Select[str, int, str]]]:
    """What each is recognised by: a query of the records with what they must share, folded and as written."""
    model = kind.model
    for field in kind.system_fields:
        if field.point and actor.access.sees(kind.name, field.key):
            point = ContactPoint.record_id == model.id
            same = _shared(ContactPoint.folded, model.id, ContactPoint.text).join(model, point)
            own = ContactPoint.kind == kind.name, ContactPoint.type == field.point, ContactPoint.folded != ""
            yield field.label, same.where(*own, live(kind, actor))
    numbered = _shared(Requisite.text, model.id, Requisite.text).join(model, Requisite.record_id == model.id)
    is_tax_number = and_(Requisite.kind == kind.name, Requisite.key == _TAX_NUMBER)
    yield _("Tax number"), numbered.where(is_tax_number, live(kind, actor))
    name = getattr(model, model.name_column)
    named = _shared(func.coalesce(folded_name(model), literal("")), model.id, func.coalesce(name, literal("")))
    yield _("Name"), named.where(live(kind, actor))


def _shared(folded: Any, row_id: Any, written: Any) -> Select[str, int, str]:
    return select(folded.label("shared"), row_id.label("id"), written.label("written"))


def _grouped(rows: Any) -> Iterator[tuple[str, tuple[int, ...]]]:
    groups: dict[str, tuple[str, list[int]]] = {}
    for text, row_id, written in rows:
        groups.setdefault(str(text), (str(written), []))[1].append(row_id)
    return ((written, tuple(ids)) for written, ids in groups.values())
