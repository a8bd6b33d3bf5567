"""A rule's versions, each with what it changed, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from stepmark.automation.telling import Told, told_rules
from stepmark.automation.words import Book
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule, RuleVersion
from stepmark.platform.i18n import Text, _
from stepmark.queries.rules import versions_of
from stepmark.web.rules.listing import book_of


@dataclass(frozen=True)
class Difference:
    """One thing that a version changed."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class Saved:
    """One version: the differences from the one before it, none for the first."""

    version: RuleVersion
    who: str
    told: Told
    differences: list[Difference]
    is_first: bool


def history_of(session: Session, actor: Actor, rule: Rule) -> list[Saved]:
    """Every version, the newest first."""
    book = book_of(session, actor)
    rows = versions_of(session, rule.id)
    told = told_rules(book, [SimpleNamespace(id=rule.id, version=each.version, **each.content) for each, _who in rows])
    parts = [dict(_parts(book, row.content, words)) for (row, _who), words in zip(rows, told, strict=True)]
    saved = []
    for at, (row, who) in enumerate(rows):
        is_first = at + 1 == len(rows)
        differences = [] if is_first else _between(parts[at + 1], parts[at])
        saved.append(Saved(row, who or "", told[at], differences, is_first))
    return saved


def _parts(book: Book, content: dict[str, Any], told: Told) -> Iterator[tuple[Text, str]]:
    """What a version says, by what people call it."""
    owner = content.get("owner_id")
    yield _("Name"), content["name"]
    yield _("Folder"), content.get("label") or ""
    yield _("Trigger"), told.when
    yield _("Conditions"), told.conditions
    yield _("Cyclic"), str(_("Yes") if content.get("cyclic") else _("No"))
    yield _("Acts with the rights of"), book.name("user", owner) if owner else str(_("the workspace (system rule)"))
    for number, action in enumerate(told.actions, start=1):
        condition = _("if %(condition)s: %(text)s", condition=action.condition, text=action.text)
        text = str(condition) if action.condition else action.text
        failure = str(_("%(text)s (if it fails: go on)", text=text))
        yield _("Action %(number)s", number=number), failure if action.goes_on else text


def _between(before: dict[Text, str], after: dict[Text, str]) -> list[Difference]:
    labels = [*after, *(label for label in before if label not in after)]
    return [
        Difference(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]
