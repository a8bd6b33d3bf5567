"""What rules are made of: every trigger and action by its group, for a kind of record, with a search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stepmark.automation.actions import actions
from stepmark.automation.actions.base import Action
from stepmark.automation.groups import GROUPS, Group
from stepmark.automation.triggers import triggers
from stepmark.automation.triggers.base import Trigger
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.platform.i18n import Text, text_of
from stepmark.platform.text import fold


@dataclass(frozen=True)
class Item:
    """One trigger or action. `kinds` are those that it serves; `is_found` tells whether it is what was looked for."""

    key: str
    label: Text
    help: Text
    icon: str
    kinds: tuple[Kind, ...]
    is_found: bool = True

    @property
    def serves_all(self) -> bool:
        """Whether it makes sense for every kind of record."""
        return len(self.kinds) == len(KINDS)


@dataclass(frozen=True)
class Shelf:
    """A group with what is in it, perhaps none of it found."""

    group: Group
    items: list[Item]

    @property
    def has_found(self) -> bool:
        """Whether anything in it is what was looked for."""
        return any(item.is_found for item in self.items)


def action_shelves(kind: Kind | None = None, q: str = "") -> list[Shelf]:
    """The actions that rules about a kind may have, or all of them."""
    return _shelves(actions().values(), kind, q)


def trigger_shelves(kind: Kind | None = None, q: str = "") -> list[Shelf]:
    """The triggers that rules about a kind may have, or all of them."""
    return _shelves(triggers().values(), kind, q)


def matches(q: str, *texts: Text) -> bool:
    """Whether these texts, as the reader sees them, hold each word that is looked for."""
    read = fold(" ".join(str(text_of(each)) for each in texts))
    return all(word in read for word in fold(q).split())


def _shelves(found: Iterable[Trigger[Any] | Action[Any]], kind: Kind | None, q: str) -> list[Shelf]:
    fit = [each for each in found if (each.serves(kind) if kind else any(map(each.serves, KINDS.values())))]
    shelves = (Shelf(group, list(_items(fit, group, q))) for group in GROUPS.values())
    return [shelf for shelf in shelves if shelf.items]


def _items(found: Iterable[Trigger[Any] | Action[Any]], group: Group, q: str) -> Iterator[Item]:
    for each in found:
        if each.group == group.key:
            kinds = tuple(kind for kind in KINDS.values() if each.serves(kind))
            is_found = matches(q, each.label, each.help, group.label)
            yield Item(each.key, each.label, each.help, each.icon or group.icon, kinds, is_found)
