"""The search over all record kinds: by name, phone and e-mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.rights import Actor
from stepmark.platform.text import fold
from stepmark.queries.names import folded_name, name_contains
from stepmark.queries.visible import live

MOST_FOUND = 20
# Shorter digits are in nearly every phone number.
SHORTEST_NUMBER = 3


@dataclass(frozen=True)
class Found:
    """What was found of one kind, by name."""

    kind: Kind
    records: Sequence[Any]


def search(session: Session, actor: Actor, text: str) -> list[Found]:
    """Live records that the actor sees and that match the text, in one statement for each kind."""
    if not text.strip():
        return []
    found = [Found(kind, _matching(session, actor, kind, text)) for kind in KINDS.values()]
    return [each for each in found if each.records]


def _matching(session: Session, actor: Actor, kind: Kind, text: str) -> Sequence[Any]:
    matches = [name_contains(kind, text), *(_point_contains(kind, text) if kind.points else ())]
    name = folded_name(kind)
    begins = name.startswith(fold(text.strip()), autoescape=True)
    query = select(kind.model).where(live(kind, actor), or_(*matches))
    return session.scalars(query.order_by(begins.desc(), name, kind.model.id).limit(MOST_FOUND)).all()


def _point_contains(kind: Kind, text: str) -> list[ColumnElement[bool]]:
    conditions = [_point(kind, FieldType.EMAIL, fold(text.strip()))]
    digits = re.sub(r"\D", "", text)
    if len(digits) >= SHORTEST_NUMBER and not re.search(r"[^\W\d_]", text):
        conditions.append(_point(kind, FieldType.PHONE, digits))
    return conditions


def _point(kind: Kind, type: FieldType, folded: str) -> ColumnElement[bool]:
    return exists().where(
        ContactPoint.kind == kind.name,
        ContactPoint.record_id == kind.model.id,
        ContactPoint.type == type,
        ContactPoint.folded.contains(folded, autoescape=True),
    )
