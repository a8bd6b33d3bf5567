"""Duplicates: which records may be the same one, what merging them makes of their values, and where they went."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import TYPES
from stepmark.domain.merges import Merge
from stepmark.queries.values import Values

# So often was a record merged into one that was merged itself, at most: a ring is none.
_MOST_STEPS = 20


def merged_values(
    fields: Mapping[str, Field], present: Mapping[int, Values], into_id: int, taken: Mapping[str, int]
) -> Values:
    """What the record that stays holds: what was taken; else of several values all, of one its own or the first."""
    order = [into_id, *sorted(set(present) - {into_id})]
    merged: Values = {}
    for key, field in fields.items():
        held = [present[row_id][key] for row_id in order if present[row_id].get(key) is not None]
        if key in taken:
            merged[key] = present[taken[key]].get(key)
        elif field.multiple and held:
            merged[key] = _once(field, [each for values in held for each in values])
        else:
            merged[key] = held[0] if held else None
    return merged


def _once(field: Field, values: Sequence[Any]) -> tuple[Any, ...]:
    """Each value once, as it was written first: one phone may be written in several ways."""
    known = {TYPES[field.type].cell(each).folded or each: each for each in reversed(values)}
    first = set(known.values())
    return tuple(dict.fromkeys(each for each in values if each in first))


def merged_requisites(
    present: Mapping[int, Mapping[str, Any]], into_id: int, taken: Mapping[str, int]
) -> dict[str, Any]:
    """The same for requisites, by the keys that history has for them."""
    order = [into_id, *sorted(set(present) - {into_id})]
    merged: dict[str, Any] = {}
    for row_id in reversed(order):
        merged |= present[row_id]
    return merged | {key: present[row_id].get(key) for key, row_id in taken.items() if key in merged}


def merged_into(session: Session, kind: Kind, record_id: int) -> int | None:
    """The record that one was merged into, over several merges if there were; None for one that was not merged."""
    found: int | None = None
    for _step in range(_MOST_STEPS):
        query = select(Merge.into_id).where(Merge.kind == kind.name, Merge.record_id == (found or record_id))
        into = session.scalar(query)
        if into is None:
            return found
        found = into
    return found
