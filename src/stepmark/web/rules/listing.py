"""The list of rules: what is asked for, and what of it is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from stepmark.automation.telling import Told, told_rules
from stepmark.automation.words import Book
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Mode, Rule
from stepmark.platform.text import fold
from stepmark.queries.people import member_names
from stepmark.queries.rules import Runs, rules_of_mode, runs_today
from stepmark.web.formats import shown
from stepmark.web.rules.stress import mark

PAGE = 100


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; empty for no narrowing. `start` is how many rules are passed over."""

    mode: Mode = Mode.INSTANT
    kind: str = ""
    field: str = ""
    label: str = ""
    q: str = ""
    start: int = 0

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """What an address asks for; what means nothing is left out."""
        start = params.get("start", "")
        return cls(
            mode=Mode.PERIODIC if params.get("mode") == Mode.PERIODIC else Mode.INSTANT,
            kind=params.get("kind", "") if params.get("kind") in KINDS else "",
            field=params.get("field", "")[:200],
            label=params.get("label", "")[:100],
            q=params.get("q", "")[:200],
            start=int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0,
        )

    def url(self, **others: Any) -> str:
        """The address of this list, or of one like it."""
        values = {**vars(self), **others}
        kept = {key: str(value) for key, value in values.items() if value and value != Mode.INSTANT}
        return f"/rules?{urlencode(kept)}" if kept else "/rules"

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kind or self.field or self.label or self.q)

    def admits(self, rule: Rule) -> bool:
        """Whether the list shows it."""
        return (
            self.kind in ("", rule.kind)
            and self.label in ("", rule.label)
            and fold(self.q.strip()) in fold(f"{rule.name} {rule.label}")
            and (not self.field or any(_names(each, self.field) for each in _content(rule)))
        )


@dataclass(frozen=True)
class Row:
    """One rule of the list."""

    rule: Rule
    told: Told
    runs: Runs
    owner: str


@dataclass(frozen=True)
class Listing:
    """The rows by label, and how many there are on all pages."""

    groups: list[tuple[str, list[Row]]]
    total: int
    shown: int


def listed(session: Session, actor: Actor, asked: Asked) -> Listing:
    """A page of rules in words, those without a label first: constant statements."""
    found = [rule for rule in rules_of_mode(session, asked.mode) if asked.admits(rule)]
    found.sort(key=lambda rule: (fold(rule.label), rule.id))
    rules = found[asked.start : asked.start + PAGE]
    runs = runs_today(session, actor.time_zone)
    owners = member_names(session, [rule.owner_id for rule in rules])
    told = told_rules(book_of(session, actor), rules)
    rows = [
        Row(rule, words, runs.get(rule.id, Runs()), owners.get(rule.owner_id or 0, ""))
        for rule, words in zip(rules, told, strict=True)
    ]
    groups = [(label, list(each)) for label, each in groupby(rows, key=lambda row: row.rule.label)]
    return Listing(groups, len(found), len(rows))


def book_of(session: Session, actor: Actor) -> Book:
    """The names of the workspace's things, made to stand out in sentences."""
    return Book(session, actor, shown, mark)


def _content(rule: Rule) -> Iterator[Any]:
    yield from (rule.trigger, rule.conditions, rule.actions)


def _names(raw: Any, key: str) -> bool:
    """Whether a structure of a rule names a field, itself or at the end of a path."""
    if isinstance(raw, str):
        return raw == key or raw.endswith(f".{key}")
    if isinstance(raw, Mapping):
        return any(_names(each, key) for each in (*raw, *raw.values()))
    return isinstance(raw, list) and any(_names(each, key) for each in raw)
