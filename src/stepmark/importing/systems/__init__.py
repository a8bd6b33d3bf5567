"""The columns of other systems' exports, by the field of ours that each of them fills: one table a system.

A table says for each record kind {our key: their columns}. Of several columns those that are there are put together
where the field holds several values or is a person's name, in the order of the table; elsewhere the first one counts.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from stepmark.importing.systems import bitrix24, hubspot, livespace, pipedrive
from stepmark.platform.text import fold

Columns = Mapping[str, Mapping[str, Sequence[str]]]

SYSTEMS: Mapping[str, Columns] = {
    "HubSpot": hubspot.COLUMNS,
    "Pipedrive": pipedrive.COLUMNS,
    "Bitrix24": bitrix24.COLUMNS,
    "Livespace": livespace.COLUMNS,
}


@cache
def known_columns(kind: str) -> Mapping[str, tuple[str, int]]:
    """Every known column by its folded name: the key that it fills, and its place among those that fill it too."""
    known: dict[str, tuple[str, int]] = {}
    for columns in SYSTEMS.values():
        for key, names in columns.get(kind, {}).items():
            for place, name in enumerate(names):
                known.setdefault(fold(name), (key, place))
    return known


def system_of(kind: str, columns: Sequence[str]) -> str | None:
    """The system whose export this seems to be: most of the columns bear its names, and at least three do."""
    folded = {fold(name) for name in columns}

    def known(system: str) -> int:
        return sum(fold(name) in folded for names in SYSTEMS[system].get(kind, {}).values() for name in names)

    best = max(SYSTEMS, key=known)
    return best if known(best) >= 3 else None
