"""Whole rules in words: "When a company is created, if Status is Potential: create a deal"."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from stepmark.automation.compiled import CompiledAction, CompiledRule, compile_rule
from stepmark.automation.usage import missing_in
from stepmark.automation.words import Book, Words
from stepmark.conditions.check import Conditions, Leaf
from stepmark.domain.people import Member
from stepmark.domain.rules import Mode
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.labels import target_of


@dataclass(frozen=True)
class ToldAction:
    """One action in words; `fault` says why it can't be carried out any more."""

    do: str
    label: Text
    text: str
    condition: str = ""
    goes_on: bool = False
    fault: Text | None = None


@dataclass(frozen=True)
class Told:
    """A rule in words. `faults` are what is broken in it, each in a sentence."""

    when: str
    conditions: str = ""
    actions: list[ToldAction] = field(default_factory=list)
    faults: list[Text] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The whole rule as one sentence."""
        then = ", ".join(each.text for each in self.actions) or str(_("nothing happens"))
        if not self.conditions:
            return str(_("%(when)s: %(then)s.", when=self.when, then=then))
        return str(_("%(when)s, if %(conditions)s: %(then)s.", when=self.when, conditions=self.conditions, then=then))


def told_rules(book: Book, rules: Collection[Any]) -> list[Told]:
    """Rules, or older versions of them, in words: as many statements for fifty as for one."""
    workspace = book.session.get_one(Workspace, book.actor.workspace_id)
    # Held, as a session forgets what nobody holds, and would read each rule's owner anew.
    owners = book.session.scalars(select(Member).where(Member.id.in_({rule.owner_id for rule in rules}))).all()
    compiled = [_compiled(book, rule, workspace) for rule in rules]
    del owners
    book.look_up(_pointed_at(compiled))
    understood = [each if isinstance(each, CompiledRule) else None for each in compiled]
    gone = missing_in(book.session, book.fields, list(zip(rules, understood, strict=True)))
    told = [_told(book, each) if isinstance(each, CompiledRule) else Told("", faults=[each]) for each in compiled]
    return [
        replace(each, faults=list(dict.fromkeys([*each.faults, *faults])))
        for each, faults in zip(told, gone, strict=True)
    ]


def when_words(words: Words, mode: str, happens: Text, *, cyclic: bool = False) -> str:
    """The clause that a rule begins with."""
    kind = words.book.mark(str(words.kind.label).lower())
    if mode != Mode.PERIODIC:
        return str(_("When a %(kind)s %(happens)s", kind=kind, happens=happens))
    if cyclic:
        return str(_("Once a day, and again in a cycle, for each %(kind)s", kind=kind))
    return str(_("Once a day, for each %(kind)s", kind=kind))


def action_words(words: Words, action: CompiledAction) -> ToldAction:
    """One action."""
    condition = words.conditions(action.condition) if action.condition else ""
    if action.action is None or action.settings is None:
        fault = action.fault or _("This action is broken.")
        return ToldAction(action.do, action.do, str(fault), condition, action.goes_on, fault)
    text = str(action.action.sentence(action.settings, words))
    return ToldAction(action.do, action.action.label, text, condition, action.goes_on)


def _compiled(book: Book, rule: Any, workspace: Workspace) -> CompiledRule | Text:
    try:
        return compile_rule(book.session, rule, workspace, book.fields)
    except ValidationError:
        return _("The settings of its trigger are broken.")
    except Problem as problem:
        return problem.detail


def _told(book: Book, rule: CompiledRule) -> Told:
    words = book.words(rule.kind)
    happens = rule.trigger.sentence(rule.settings, words) if rule.trigger else ""
    actions = [action_words(words, each) for each in rule.actions]
    return Told(
        when_words(words, rule.mode, happens, cyclic=rule.cyclic),
        words.conditions(rule.conditions),
        actions,
        [*rule.conditions.broken.values(), *(each.fault for each in actions if each.fault)],
    )


def _pointed_at(rules: Collection[Any]) -> dict[str, set[int]]:
    """The records that the rules' conditions are about."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for conditions in (tree for rule in rules if isinstance(rule, CompiledRule) for tree in _trees(rule)):
        for leaf in conditions.leaves.values():
            if isinstance(leaf, Leaf) and (target := target_of(leaf.path.field)):
                values = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
                wanted[target].update(each for each in values if isinstance(each, int))
    return wanted


def _trees(rule: CompiledRule) -> Iterator[Conditions]:
    yield rule.conditions
    yield from (action.condition for action in rule.actions if action.condition)
