"""The star menu: the placeholders that a text about a kind of record may hold, and how a text looks with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.placeholders.names import (
    FIRST_NAME,
    PAYLOAD,
    PEOPLE,
    PERSON_PARTS,
    code_of,
    constant_names,
    find_placeholder,
    names_of,
)
from stepmark.automation.placeholders.pieces import Piece, pieces_of
from stepmark.automation.placeholders.rendering import Rendered, render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.requisites import readable_requisites
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import FieldsByKind, Path
from stepmark.domain.attributes import FieldType
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _, text_of
from stepmark.queries.list_fields import readable_fields, readable_paths
from stepmark.queries.visible import active
from stepmark.web.payload_menu import Brought, Offered, brought_by

Values = Mapping[str, Text]
_ALONE = (("user",), *(("user", part) for part in PERSON_PARTS), ("today",), ("now",), ("workspace", "name"))


class Group(NamedTuple):
    """The placeholders that are reached over the same links."""

    label: str
    offers: list[Offered]


@dataclass(frozen=True)
class Menu:
    """What a page's star buttons offer for texts about one kind of record; `brought` where something comes in."""

    kind: Kind
    groups: list[Group]
    fields: FieldsByKind = field(repr=False)
    constants: Values = field(default_factory=dict, repr=False)
    brought: Brought | None = None

    @property
    def id(self) -> str:
        """The id of its list on the page."""
        return f"placeholders-{self.kind.name}"

    def listed(self, values: Values) -> list[list[str]]:
        """Name and label of the values that actions before yield, for the script."""
        return [[name, str(text_of(label))] for name, label in values.items()]

    def pieces(self, text: str, values: Values | None = None) -> list[Piece]:
        """The text with its placeholders by what people call them."""
        return pieces_of(text, self.kind, self.fields, _extra(self.brought, values or {}, self.constants))


@dataclass(frozen=True)
class Preview:
    """A text with its placeholders by name and, where there is a record to show it with, as it would come out."""

    pieces: list[Piece]
    record: Record | None = None
    rendered: Rendered | None = None
    fault: Text = ""


def menu_for(session: Session, actor: Actor, kind: Kind) -> Menu:
    """The menu in the current language: the kind's own fields first, then those of what it links to, then the rest."""
    fields = readable_fields(session)
    groups: dict[tuple[Field, ...], Group] = {}
    for path in readable_paths(actor, kind, fields):
        label = " › ".join(link.name for link in path.links) or str(kind.label)
        groups.setdefault(path.links, Group(label, [])).offers.extend(_offers(path, kind, fields))
    for links, group in groups.items():
        here = KINDS[links[-1].related] if links else kind
        for requisite in readable_requisites(here).values():
            group.offers.extend(_offers(Path(kind, links, requisite), kind, fields))
    rest = Group(str(_("Besides")), [_offered(names, kind, fields) for names in _ALONE])
    constants = _constants(session, actor)
    named = Group(str(_("Constants")), [Offered(code_of(key.split(".")), str(name)) for key, name in constants.items()])
    return Menu(kind, [*groups.values(), *([named] if constants else []), rest], fields, constants)


def with_payload(session: Session, menu: Menu, source: str) -> Menu:
    """The same for texts of a rule that something wakes which comes in there; its fields are the first."""
    brought = brought_by(session, source)
    first = [Group(str(_("What came in")), list(brought.offers))] if brought.offers else []
    return replace(menu, groups=[*first, *menu.groups], brought=brought)


def preview_of(
    session: Session,
    actor: Actor,
    kind: Kind,
    text: str,
    record_id: int | None = None,
    *,
    values: Values | None = None,
    source: str = "",
) -> Preview:
    """How a text looks for one record that the actor sees, else for the newest.

    `values` are the labels of what actions before will yield; they stand for it in brackets. What came in last through
    the `source` is for administrators, as its pages are.
    """
    fields, known = readable_fields(session), values or {}
    brought = brought_by(session, source) if source and actor.is_admin else None
    pieces = pieces_of(text, kind, fields, _extra(brought, known, _constants(session, actor)))
    made_id = brought.record_id if brought is not None else None
    made = _shown_with(session, actor, kind, made_id) if made_id and not record_id else None
    record = made or _shown_with(session, actor, kind, record_id)
    if record is None:
        return Preview(pieces)
    samples: dict[str, Any] = {name: f"[{text_of(label)}]" for name, label in known.items()}
    payload = brought.payload if brought is not None else None
    scope = scope_of(
        session, actor, kind, record, user_id=actor.member_id, values=samples, payload=payload, fields=fields
    )
    try:
        return Preview(pieces, record, render(text, scope))
    except ValueFault as fault:
        return Preview(pieces, record, fault=fault.text)


def _extra(brought: Brought | None, values: Values, constants: Values) -> Values:
    return {**values, **constants, **({PAYLOAD: PAYLOAD} if brought is not None else {})}


def _constants(session: Session, actor: Actor) -> Values:
    return constant_names(session.get_one(Workspace, actor.workspace_id).constants)


def _offers(path: Path, kind: Kind, fields: FieldsByKind) -> Iterator[Offered]:
    yield _offered(names_of(path), kind, fields)
    if path.field.type is FieldType.USER:
        yield from (_offered(names_of(path, part), kind, fields) for part in PERSON_PARTS)
    if path.field.kind in PEOPLE and path.field.key == "name":
        yield _offered((*names_of(path)[:-1], FIRST_NAME), kind, fields)


def _offered(names: tuple[str, ...], kind: Kind, fields: FieldsByKind) -> Offered:
    return Offered(code_of(names), find_placeholder(names, kind, fields).label)


def _shown_with(session: Session, actor: Actor, kind: Kind, record_id: int | None) -> Record | None:
    query = select(kind.model).where(active(kind, actor)).order_by(kind.model.id.desc()).limit(1)
    return session.scalars(query.where(kind.model.id == record_id) if record_id else query).one_or_none()
