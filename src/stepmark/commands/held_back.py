"""A move or a win together with what its required steps lack: all of it is saved, or nothing (I13, on every path)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from stepmark.catalogue.kinds import kind_of_record
from stepmark.commands.deal_moves import close_deal, deal_to_edit, move_deal
from stepmark.commands.inline_records import update_with_links
from stepmark.commands.ticks import is_given, tick_step
from stepmark.commands.work import Work
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text
from stepmark.queries.checklist import bindings_on, bound_to, field_key

Result = TypeVar("Result")
Errors = dict[str, Text]


@dataclass(frozen=True)
class Brought:
    """What somebody brings for steps that hold a deal back: values by field key, notes by step, and steps to tick."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    ticks: Collection[int] = ()


def move_with(
    work: Work, deal_id: int, stage_id: int, brought: Brought, below_id: int | None = None, override_reason: str = ""
) -> int:
    """`move_deal`, after what was brought. Refused with all that is wrong: `errors` by "custom.budget", "note-7" …"""

    def go(reason: str) -> int:
        return move_deal(work, deal_id, stage_id, below_id, reason)

    return _go_with(work, deal_id, brought, override_reason, go)


def close_with(
    work: Work, deal_id: int, status: str, brought: Brought, reason: str = "", override_reason: str = ""
) -> None:
    """`close_deal`, after what was brought; refused as `move_with` is."""

    def go(override: str) -> None:
        close_deal(work, deal_id, status, reason, override)

    _go_with(work, deal_id, brought, override_reason, go)


def _go_with(work: Work, deal_id: int, brought: Brought, override: str, go: Callable[[str], Result]) -> Result:
    errors = _bring(work, deal_id, brought)
    try:
        # What was typed wrongly is mended first, even where a manager could go on without it.
        result = go("" if errors else override)
    except Problem as problem:
        if problem.type == "steps-open":
            problem.more["errors"] = errors
        raise
    if errors:
        raise Invalid(errors)
    return result


def _bring(work: Work, deal_id: int, brought: Brought) -> Errors:
    errors = _fill(work, deal_id, brought.fields)
    for step_id, note in brought.notes.items():
        if note.strip():
            errors |= _tick(work, deal_id, step_id, f"note-{step_id}", note)
    for step_id in brought.ticks:
        errors |= _tick(work, deal_id, step_id, f"tick-{step_id}")
    return errors


def _fill(work: Work, deal_id: int, fields: Mapping[str, Any]) -> Errors:
    """Fill what is empty still; a filled field ticks its step. What somebody else has filled meanwhile stays."""
    given = {key: value for key, value in fields.items() if is_given(value)}
    if not given:
        return {}
    deal = deal_to_edit(work, deal_id)
    bound = bindings_on(work.session, deal, bound_to(given), lock=True)
    empty = {field_key(each.binding) for each in bound if not each.filled}
    try:
        update_with_links(
            work, kind_of_record(deal), deal_id, {key: value for key, value in given.items() if key in empty}
        )
    except Problem as problem:
        return _errors(problem)
    return {}


def _tick(work: Work, deal_id: int, step_id: int, key: str, note: str = "") -> Errors:
    try:
        tick_step(work, deal_id, step_id, note)
    except Problem as problem:
        return {key: next(iter(_errors(problem).values()))}
    return {}


def _errors(problem: Problem) -> Errors:
    if problem.type in ("not-found", "not-allowed", "busy"):
        raise problem
    return problem.errors if isinstance(problem, Invalid) else {problem.field or "": problem.detail}
