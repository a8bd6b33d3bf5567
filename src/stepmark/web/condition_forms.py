"""The condition editor: what a form holds of a tree, read and shown again after each change of it.

A host puts `conditions/_editor.html` into its form. Without scripts the editor's buttons send that form with `do`; the
host then shows itself again. With scripts they fetch `/conditions/{kind}`, which answers the editor alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from stepmark.catalogue.constants import KnownConstant, key_in
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.calendar import ANCHORS
from stepmark.conditions.check import compile_conditions
from stepmark.conditions.operators import operators_for
from stepmark.conditions.operators.base import ME, Operator, Takes
from stepmark.conditions.paths import FieldsByKind, Path
from stepmark.conditions.tree import DEEPEST, Node, read_tree
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.queries.condition_context import asking
from stepmark.queries.constants import constants_in_use
from stepmark.queries.labels import Labels, label_rows, target_of
from stepmark.queries.list_fields import readable_fields, readable_path, readable_paths
from stepmark.queries.list_filters import list_filter
from stepmark.queries.names import named_exactly
from stepmark.queries.record_places import Places, places_to_choose
from stepmark.web.condition_constants import NAMED, constants_for
from stepmark.web.condition_drafts import Group, Row, blame, draft_in, draft_of, each_row, edited, numbered, tree_of
from stepmark.web.forms import text_of_form
from stepmark.web.record_forms import InputOptions, input_options

_TIMES = (FieldType.DATE, FieldType.DATETIME)
_ROOT = re.compile(r"[a-z][a-z0-9_]{0,20}")


class Offer(NamedTuple):
    """The fields of one kind of record, reached over the same links, as a form offers them."""

    label: str
    fields: list[tuple[str, str]]


@dataclass
class Editor:
    """A draft with all that its form needs. `focus` names the input that one goes on at."""

    kind: Kind
    root: Group
    offers: list[Offer]
    known: dict[str, Path]
    options: InputOptions
    places: Places
    about_changes: bool = False
    focus: str = ""
    deepest: int = DEEPEST
    host: str = ""
    constants: Mapping[str, KnownConstant] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the editor is fetched from after each change; a host that changes along with it says where."""
        return self.host or f"/conditions/{self.kind.name}?root={self.root.path}" + (
            "&changes=1" if self.about_changes else ""
        )

    def operators(self, row: Row) -> list[Operator]:
        """What the row's field can be asked."""
        path = self.known.get(row.field)
        return operators_for(path.field, about_changes=self.about_changes) if path else []

    def operator(self, row: Row) -> Operator | None:
        """The one chosen."""
        return next((each for each in self.operators(row) if each.name == row.op), None)

    def field(self, row: Row) -> Field | None:
        """The field at the end of the row's path."""
        path = self.known.get(row.field)
        return path.field if path else None

    def constants_for(self, row: Row) -> list[tuple[str, str]]:
        """The constants that the row's value may be, by key and name."""
        path, operator = self.known.get(row.field), self.operator(row)
        return constants_for(self.constants, path.field, operator, row.value) if path and operator else []

    def constant(self, row: Row) -> str:
        """The key of the constant that stands for the row's value; empty for a value of its own."""
        return key_in(row.value)

    def choices(self, field: Field, value: Any) -> list[tuple[Any, Text]]:
        """The values that may be chosen: a field's options, members and oneself, stages, processes, yes and no."""
        if field.type is FieldType.USER:
            return [(ME, _("Me")), *self._people(field, value)]
        if field.type is FieldType.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))]
        if field.type is FieldType.RECORD:
            return list(self.places[field.kind, field.related])
        values = value if isinstance(value, list) else [value]
        return list(self.options.choices(field, [each for each in values if isinstance(each, str)]))

    def _people(self, field: Field, value: Any) -> list[tuple[int, str]]:
        """The members, and whoever is chosen though they have left."""
        members = dict(self.options.members)
        names = self.options.labels.of(field)
        return list((members | {row_id: names[row_id] for row_id in _ids(value) & names.keys()}).items())

    def anchors(self, field: Field) -> list[tuple[str, Text]]:
        """The days that move along; a field of days knows no hour."""
        return [(key, label) for key, label in ANCHORS.items() if key != "now" or field.type is FieldType.DATETIME]


def editor_for(
    session: Session, actor: Actor, kind: Kind, tree: Node, root: str = "c", *, about_changes: bool = False
) -> Editor:
    """An editor of a stored tree, with what has become wrong in it beside its rows."""
    reading = _Reading(session, actor, kind, about_changes=about_changes)
    draft = draft_of(tree, root)
    if not draft.children:
        draft.children.append(Row())
        numbered(draft, root)
    _raw, places = tree_of(draft)
    asked = asking(session, actor)
    if about_changes:
        found = compile_conditions(tree, kind, reading.fields, asked.reader, strict=False)
    else:
        found = list_filter(actor, kind, tree, reading.fields, asked).conditions
    blame(draft, {f"{place}/field": text for place, text in found.broken.items()}, places)
    return reading.editor(draft)


def edited_again(
    session: Session, actor: Actor, kind: Kind, form: FormData, root: str = "c", *, about_changes: bool = False
) -> Editor:
    """The editor as a form holds it, after what its button `do` asks for."""
    reading = _Reading(session, actor, kind, about_changes=about_changes)
    draft = each_row(draft_in(form, root), reading.read_with(form))
    focus = edited(draft, text_of_form(form, "do"))
    return reading.editor(draft, focus)


def tree_in(session: Session, actor: Actor, kind: Kind, form: FormData, root: str = "c") -> tuple[Node | None, Editor]:
    """The tree that a form holds, None if it is wrong; then the editor tells what."""
    reading = _Reading(session, actor, kind)
    draft = numbered(each_row(draft_in(form, root), reading.read_with(form)), root)
    raw, places = tree_of(draft)
    try:
        tree = read_tree(raw)
        list_filter(actor, kind, tree, reading.fields, asking(session, actor), strict=True)
    except Invalid as refused:
        blame(draft, refused.errors, places)
        return None, reading.editor(draft)
    return tree, reading.editor(draft)


def offers_for(actor: Actor, kind: Kind, fields: FieldsByKind) -> list[Offer]:
    """Every field that the actor may look at from a record: its own first, then by the links that lead to them."""
    offers: dict[tuple[Field, ...], Offer] = {}
    for path in readable_paths(actor, kind, fields):
        label = " › ".join(link.name for link in path.links) or str(kind.label)
        offers.setdefault(path.links, Offer(label, [])).fields.append((path.key, path.name))
    return list(offers.values())


def is_root(name: str) -> bool:
    """Whether an editor's inputs may be named so."""
    return bool(_ROOT.fullmatch(name))


class _Reading:
    """Fields and names looked up once for one editor."""

    def __init__(self, session: Session, actor: Actor, kind: Kind, *, about_changes: bool = False) -> None:
        self.session, self.actor, self.kind, self.about_changes = session, actor, kind, about_changes
        self.fields: FieldsByKind = readable_fields(session)

    def read_with(self, form: FormData) -> Any:
        """What reads a row's comparison and value out of the form."""
        return lambda row: self._read(form, row)

    def editor(self, draft: Group, focus: str = "") -> Editor:
        """The editor of a draft, whose paths are numbered anew."""
        root = numbered(draft, draft.path or "c")
        known = self._known(root)
        rows = [(known[row.field].field, row.value) for row in root.rows if row.field in known]
        return Editor(
            self.kind,
            root,
            offers_for(self.actor, self.kind, self.fields),
            known,
            self._options(rows),
            places_to_choose(self.session),
            self.about_changes,
            focus,
            constants=constants_in_use(self.session, self.actor),
        )

    def _read(self, form: FormData, row: Row) -> None:
        path = self._path(row.field)
        if path is None:
            return
        row.before = f"{row.path}.before" in form
        offered = operators_for(path.field, about_changes=self.about_changes)
        is_same_field = text_of_form(form, f"{row.path}.was") in ("", row.field)
        asked = text_of_form(form, f"{row.path}.op") if is_same_field else ""
        operator = next((each for each in offered if each.name == asked), offered[0])
        row.op = operator.name
        if is_same_field:
            row.value = self._value(form, row, path.field, operator)

    def _value(self, form: FormData, row: Row, found: Field, operator: Operator) -> Any:
        if operator.takes in NAMED and (key := text_of_form(form, f"{row.path}.value_constant")[:40]):
            return {"constant": key}
        parts = self._parts(form, f"{row.path}.value", found)
        match operator.takes:
            case Takes.NOTHING:
                return None
            case Takes.VALUES:
                return [part for part in parts if part != ""]
            case Takes.RANGE:
                return [*parts, "", ""][:2] if any(part != "" for part in parts) else None
            case Takes.DAYS:
                return parts[0] if parts and isinstance(parts[0], str) else None
            case Takes.VALUE:
                return parts[0] if parts else None

    def _parts(self, form: FormData, name: str, found: Field) -> list[Any]:
        """The values that stand side by side, each with its currency, its relative day or its typed name."""
        texts = _texts(form, name)
        if found.type is FieldType.MONEY:
            codes = [*_texts(form, f"{name}_currency"), *([""] * len(texts))]
            return [
                {"amount": text, "currency": code} if text else "" for text, code in zip(texts, codes, strict=False)
            ]
        if found.type in _TIMES:
            anchors = [*_texts(form, f"{name}_relative"), *([""] * len(texts))]
            shifts = [*_texts(form, f"{name}_shift"), *([""] * len(texts))]
            return [_time(*part) for part in zip(texts, anchors, shifts, strict=False)]
        if found.related in KINDS:
            typed = [*_texts(form, f"{name}_text"), *([""] * len(texts))]
            return [text or self._named(found, name) for text, name in zip(texts, typed, strict=False)]
        return list(texts)

    def _named(self, found: Field, text: str) -> str:
        """The record that a browser without scripts has only the name of."""
        row_id = named_exactly(self.session, self.actor, KINDS[found.related], text) if text.strip() else None
        return str(row_id) if row_id else text.strip()

    def _known(self, root: Group) -> dict[str, Path]:
        paths = {row.field: self._path(row.field) for row in root.rows}
        return {key: path for key, path in paths.items() if path is not None}

    def _path(self, key: str) -> Path | None:
        try:
            return readable_path(self.actor, self.kind, key, self.fields) if key else None
        except ValueFault:
            return None

    def _options(self, rows: Sequence[tuple[Field, Any]]) -> InputOptions:
        """What may be chosen, with the names of what is chosen now."""
        wanted: dict[str, set[int]] = {}
        for found, value in rows:
            if target_of(found):
                wanted.setdefault(target_of(found), set()).update(_ids(value))
        options = input_options(self.session, self.actor, [found for found, _value in rows])
        return replace(options, labels=Labels(label_rows(self.session, self.actor, wanted)))


def _time(text: str, anchor: str, shift: str) -> Any:
    if not anchor:
        return text
    digits = shift.strip().removeprefix("-").removeprefix("+")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 9
    moved = -int(digits) if is_number and shift.strip().startswith("-") else int(digits) if is_number else 0
    if shift.strip() and not is_number:
        return {"relative": anchor, "shift": shift.strip()[:20]}
    return {"relative": anchor, "shift": moved} if moved else {"relative": anchor}


def _texts(form: FormData, name: str) -> list[str]:
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]


def _ids(value: Any) -> set[int]:
    values = value if isinstance(value, list | tuple) else [value]
    texts = [str(each) for each in values if isinstance(each, str | int) and not isinstance(each, bool)]
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19}
