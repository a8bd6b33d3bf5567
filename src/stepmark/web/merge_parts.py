"""The form that merges duplicates: their values side by side, where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.requisites import stored_key, told_requisites
from stepmark.commands.merge import MOST_MERGED
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.fields import by_hand, fields_of
from stepmark.queries.labels import Labels, labels_for
from stepmark.queries.merges import merged_values
from stepmark.queries.requisites import requisites_by_id
from stepmark.queries.values import Values, values_of
from stepmark.queries.visible import live
from stepmark.web.caller import Caller
from stepmark.web.forms import Form, int_of_form, text_of_form

ALL = "all"


@dataclass(frozen=True)
class Differing:
    """A field in which the records differ. `usual` is what is chosen unless said otherwise: a record's id, or "all"."""

    field: Field
    usual: int | str


@dataclass(frozen=True)
class MergeForm:
    """The records that are to become one; `into_id` is the one that stays."""

    records: Sequence[Any]
    into_id: int
    rows: Sequence[Differing]
    values: Mapping[int, Values]
    labels: Labels


def merge_form(session: ScopedSession, caller: Caller, kind: Kind, ids: Sequence[int], into: int | None) -> MergeForm:
    """The form for those of these records that the caller sees; at most as many as can be merged at once."""
    model = kind.model
    query = select(model).where(model.id.in_(ids), live(kind, caller.actor)).order_by(model.id)
    records = session.scalars(query.limit(MOST_MERGED)).all()
    fields = {field.key: field for field in by_hand(fields_of(session, kind).values())}
    values = values_of(session, fields, records)
    for row_id, own in _requisites(session, kind, list(values)).items():
        values[row_id] |= own
    shown = {**fields, **told_requisites()}
    into_id = into if into in values else min(values, default=0)
    rows = [_differing(field, values, into_id) for field in shown.values() if _differs(field, values)]
    return MergeForm(records, into_id, rows, values, labels_for(session, caller.actor, shown.values(), values.values()))


def taken_in(form: Form) -> dict[str, int]:
    """What was chosen, by field: the record whose value stays. Where all stay, nothing is said."""
    names = [name for name in form if name.startswith("take.")]
    chosen = {name.removeprefix("take."): int_of_form(form, name) for name in names if text_of_form(form, name) != ALL}
    return {key: row_id or 0 for key, row_id in chosen.items()}


def _requisites(session: ScopedSession, kind: Kind, ids: Sequence[int]) -> dict[int, Values]:
    return {
        row_id: {stored_key(template, key): value for template, own in filled.items() for key, value in own.items()}
        for row_id, filled in requisites_by_id(session, kind.name, ids).items()
    }


def _differs(field: Field, values: Mapping[int, Values]) -> bool:
    held = [own.get(field.key) for own in values.values()]
    return any(each != held[0] for each in held)


def _differing(field: Field, values: Mapping[int, Values], into_id: int) -> Differing:
    if field.multiple:
        return Differing(field, ALL)
    merged = merged_values({field.key: field}, values, into_id, {})[field.key]
    order = [into_id, *values]
    return Differing(field, next(row_id for row_id in order if values[row_id].get(field.key) == merged))
