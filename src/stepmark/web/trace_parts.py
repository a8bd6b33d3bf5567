"""A run's trace as sentences: what each condition saw, what each action did, and what people did with the run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stepmark.automation.actions import actions
from stepmark.automation.compiled import CompiledAction, CompiledRule
from stepmark.automation.trace import shown_text
from stepmark.automation.versions import rule_at
from stepmark.automation.words import Book
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.requisites import told_requisites
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import from_json
from stepmark.conditions.check import Conditions, Leaf
from stepmark.conditions.paths import find_path
from stepmark.conditions.words import comparison_words
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Run, Unmet
from stepmark.platform.i18n import Lazy, Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.timelines import CO_EXECUTORS, FURTHER_CONTACTS
from stepmark.web.caller import Caller
from stepmark.web.formats import shown

OUTCOMES: Mapping[str, tuple[Text, str, str]] = {
    "done": (_("Done"), "good", "check"),
    "failed": (_("Failed"), "bad", "alert-circle"),
    "waiting": (_("Waiting"), "accent", "hourglass"),
    "stopped": (_("Stopped"), "warn", "player-pause"),
    "undone": (_("Undone"), "", "arrow-back-up"),
    "skipped": (_("Skipped"), "", "minus"),
    "taken-back": (_("Taken back"), "warn", "arrow-back-up"),
    "retried": (_("Tried again"), "", "refresh"),
}
_BESIDES: Mapping[str, Any] = {"contact_ids": FURTHER_CONTACTS, "co_executor_ids": CO_EXECUTORS, **told_requisites()}
_PEOPLE: Mapping[str, Lazy] = {
    "retry": _("%(who)s tried it again"),
    "undo": _("%(who)s undid what it had done"),
    "stopped": _("It went no further"),
}


@dataclass(frozen=True)
class Moved:
    """One record that an action touched: each field's name with its value before and after."""

    label: str
    url: str
    text: Text
    values: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Line:
    """One entry of the trace. `saw` is the value that a condition saw, None where the entry is none."""

    text: Text
    outcome: str
    label: Text
    tone: str
    symbol: str
    saw: str | None = None
    reason: Text = ""
    warnings: Sequence[Text] = ()
    at: datetime | None = None
    until: datetime | None = None
    moved: list[Moved] = field(default_factory=list)
    stayed: Sequence[str] = ()


@dataclass(frozen=True)
class Trace:
    """The whole: conditions first, then what was done."""

    conditions: list[Line]
    doings: list[Line]


def trace_of(session: ScopedSession, caller: Caller, run: Run) -> Trace:
    """The run's trace in the reader's words; where the rule is gone, by the names that were kept."""
    rule = session.get(Rule, run.rule_id) if run.rule_id is not None else None
    then = rule_at(session, rule, run.rule_version) if rule else None
    reading = _Reading(Book(session, caller.actor, shown), run.kind, then)
    lines = [(each["path"], reading.line(each)) for each in run.trace]
    return Trace(
        [line for path, line in lines if path.startswith("condition")],
        [line for path, line in lines if not path.startswith("condition")],
    )


@dataclass(frozen=True)
class Miss:
    """One change that woke a rule in vain, with the conditions that did not hold."""

    row: Unmet
    lines: list[Line]
    was_so_before: bool


def misses_of(session: ScopedSession, caller: Caller, rule: Rule, rows: Sequence[Unmet]) -> list[Miss]:
    """What these changes lacked, in the words of the rule as it is now."""
    reading = _Reading(Book(session, caller.actor, shown), rule.kind, rule_at(session, rule, rule.version))
    misses = []
    for row in rows:
        places = next(places for places, rules in row.rules if rule.id in rules)
        misses.append(Miss(row, reading.missed(row, places), "before" in places))
    return misses


class _Reading:
    def __init__(self, book: Book, kind: str, rule: CompiledRule | None) -> None:
        self.book, self.kind, self.rule = book, KINDS[kind], rule
        self.words = book.words(self.kind)

    def line(self, entry: Mapping[str, Any]) -> Line:
        if "held" in entry:
            return self._condition(entry)
        label, tone, symbol = OUTCOMES.get(entry["outcome"], (_("Done"), "", "circle-dot"))
        return Line(
            text=self._doing(entry),
            outcome=entry["outcome"],
            label=label,
            tone=tone,
            symbol=symbol,
            reason=shown_text(entry.get("reason")),
            warnings=[shown_text(each) for each in entry.get("warnings", ())],
            at=_moment(entry.get("at")),
            until=_moment(entry.get("until")),
            moved=[self._moved(each) for each in entry.get("events", ())],
            stayed=entry.get("stayed", ()),
        )

    def missed(self, row: Unmet, places: Sequence[str]) -> list[Line]:
        """The conditions at these places, which did not hold; those that were changed since are left out."""
        leaves = self.rule.conditions.leaves if self.rule else {}
        lines = []
        for place in places:
            if isinstance(leaf := leaves.get(place), Leaf):
                entry = {"path": f"condition/{place}", "field": leaf.path.key, "held": False}
                lines.append(self._condition({**entry, "saw": row.saw.get(leaf.path.key)}))
        return lines

    def _condition(self, entry: Mapping[str, Any]) -> Line:
        held = entry["held"]
        label = _("held") if held else _("did not hold")
        look = ("held", label, "good", "check") if held else ("failed", label, "bad", "x")
        saw = self._saw(entry)
        return Line(self._comparison(entry), *look, saw=saw or "", reason=shown_text(entry.get("reason")))

    def _comparison(self, entry: Mapping[str, Any]) -> Text:
        conditions, place = self._tree(entry["path"])
        words = comparison_words(conditions, place, self.book.value) if conditions else ""
        return words or _("“%(field)s” was compared", field=self.words.field(entry["field"]))

    def _tree(self, path: str) -> tuple[Conditions | None, str]:
        """The tree that a path leads into, and the place in it."""
        if path.startswith("condition"):
            return self.rule.conditions if self.rule else None, path.removeprefix("condition").lstrip("/")
        place, _if, rest = path.partition("/if")
        action = self._action(place)
        return action.condition if action else None, rest.lstrip("/")

    def _saw(self, entry: Mapping[str, Any]) -> str:
        try:
            found = find_path(self.kind, entry["field"], self.book.fields).field
        except ValueFault:
            return "" if entry["saw"] is None else str(entry["saw"])
        return self.book.value(found, from_json(found, entry["saw"]))

    def _doing(self, entry: Mapping[str, Any]) -> Text:
        if "do" not in entry:
            text = _PEOPLE.get(entry["path"], _PEOPLE["stopped"])
            return _(text.message, who=entry.get("by", "")) if "by" in entry else text
        action = self._action(entry["path"])
        if action and action.action and action.settings:
            return action.action.sentence(action.settings, self.words)
        known = actions().get(entry["do"])
        return known.label if known else str(entry["do"])

    def _action(self, place: str) -> CompiledAction | None:
        return next((each for each in self.rule.actions if each.place == place), None) if self.rule else None

    def _moved(self, event: Mapping[str, Any]) -> Moved:
        kind = KINDS.get(event["kind"])
        url = f"/{kind.plural}/{event['id']}" if kind else ""
        return Moved(event["label"], url, _verb(event["event"]), list(self._values(event)))

    def _values(self, event: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        for key, (before, after) in event["changes"].items():
            found = self.book.fields.get(event["kind"], {}).get(key) or _BESIDES.get(key)
            if found is not None:
                was, now_is = (self.book.value(found, from_json(found, each)) for each in (before, after))
                if was or now_is:
                    yield str(found.name), was, now_is


def _verb(name: str) -> Text:
    verbs: Mapping[str, Text] = {
        "created": _("created"), "updated": _("changed"), "deleted": _("deleted"), "moved": _("moved"), "won": _("won"),
        "lost": _("lost"), "ticked": _("ticked"), "unticked": _("reopened"), "finished": _("done"),
        "started": _("started"), "exception.added": _("put on the exceptions list"),
        "exception.deleted": _("taken off the exceptions list"),
    }  # fmt: skip
    return verbs.get(name) or verbs.get(name.partition(".")[2], _("changed"))


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
