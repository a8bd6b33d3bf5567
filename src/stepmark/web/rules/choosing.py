"""Fields to choose from, as the forms of rules offer them."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.conditions.paths import FieldsByKind, paths_from
from stepmark.queries.list_fields import readable_fields

Options = list[tuple[str, str]]


class Offer(NamedTuple):
    """Choices that stand together under one label."""

    label: str
    options: Options


def field_offers(session: Session, kind: Kind | None) -> list[Offer]:
    """The fields of a kind, or of every kind."""
    fields = readable_fields(session)
    kinds = [kind] if kind else list(KINDS.values())
    return [own_fields(each, fields) for each in kinds]


def own_fields(kind: Kind, fields: FieldsByKind) -> Offer:
    """The kind's own fields."""
    return Offer(str(kind.label), [(each.key, each.name) for each in fields[kind.name].values()])


def path_offers(kind: Kind, fields: FieldsByKind) -> list[Offer]:
    """Every field that can be read from a record of the kind, by the links that lead to it."""
    offers: dict[tuple[Field, ...], Offer] = {}
    for path in paths_from(kind, fields):
        label = " › ".join(link.name for link in path.links) or str(kind.label)
        offers.setdefault(path.links, Offer(label, [])).options.append((path.key, path.name))
    return list(offers.values())
