"""The sheet that asks for exactly what a deal lacks to go on, and saves it together with the move."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind, kind_of, kind_of_record
from stepmark.commands.access import not_found
from stepmark.commands.held_back import Brought
from stepmark.domain.people import Role
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.checklist import Checklist, StepState, field_key
from stepmark.queries.deal_pages import seen_checklist
from stepmark.queries.fields import by_hand, fields_of
from stepmark.web.caller import Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import text_of_form
from stepmark.web.questions import asked, place_of
from stepmark.web.record_forms import input_options
from stepmark.web.record_submissions import submitted

ANSWERABLE = ("steps-open", "invalid", "broken-reference")
_HELD_BACK = _("Something is missing")


class Going(NamedTuple):
    """Where the deal is to go: to a stage, on the board below another card, or to its end (`closing`, a status)."""

    stage_id: int | None = None
    where: str = ""
    below_id: int | None = None
    closing: str = ""
    reason: str = ""


class Missing(NamedTuple):
    """A required step that is open, with the field it waits for, if it is bound to one that is empty."""

    state: StepState
    field: Field | None
    who_may: Text = ""

    @property
    def key(self) -> str:
        """The name of its input."""
        if self.field is not None:
            return self.field.key
        return f"note-{self.state.step.id}" if self.state.step.needs_note else f"tick-{self.state.step.id}"

    @property
    def demand(self) -> Text:
        """What to do about it."""
        if self.who_may:
            return _("“%(step)s” waits for a field that your role may not fill in.", step=self.state.step.name)
        if self.field is not None:
            return _("Fill in “%(field)s”.", field=self.field.label)
        if self.state.step.needs_note:
            return _("Write a note for “%(step)s”.", step=self.state.step.name)
        return _("Tick “%(step)s”.", step=self.state.step.name)


def brought_by(caller: Caller, form: FormData) -> Brought:
    """What the sheet sends; nothing when it was not shown yet."""
    if "asked" not in form:
        return Brought()
    with caller.reading() as session:
        fields = [field for field in by_hand(fields_of(session, _kind(caller)).values()) if _is_sent(form, field)]
    texts = {name: text_of_form(form, name) for name in form}
    notes = {_step_id(name): text for name, text in texts.items() if name.startswith("note-")}
    ticks = {_step_id(name) for name in texts if name.startswith("tick-")}
    return Brought(submitted(caller, form, fields), notes, ticks)


def held_back(
    caller: Caller, deal_id: int, going: Going, problem: Problem, form: FormData, brought: Brought
) -> Response:
    """Ask for what is missing; what was typed stays."""
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        if seen is None:
            raise not_found()
        fields = fields_of(session, kind_of_record(seen.checklist.deal))
        missing = [_missing(caller, state, fields) for state in _held_by(seen.checklist, going.stage_id)]
        wanted = [each.field for each in missing if each.field]
        options = input_options(session, caller.actor, wanted, brought.fields)
    deal = seen.checklist.deal
    context = {
        "deal": deal,
        "missing": missing,
        "options": options,
        "going": going,
        "given": brought,
        "override_reason": text_of_form(form, "override_reason"),
        "may_override": caller.actor.role.rank >= Role.MANAGER.rank,
        # The first answer is a question, not a reproach: errors are shown once something was sent.
        "errors": _errors(missing, problem, form) if "asked" in form else {},
    }
    place = place_of(deal)
    return asked(caller, place, "deals/_held_back.html", _HELD_BACK, problem.status, **context)


def _kind(caller: Caller) -> Kind:
    return kind_of(caller.request.path_params["sales"])


def _held_by(checklist: Checklist, stage_id: int | None) -> Sequence[StepState]:
    """The open required steps of the stages from the deal's own up to, not including, the one it is to go to."""
    ids = [each.stage.id for each in checklist.stages]
    begin = ids.index(checklist.deal.stage_id) if checklist.deal.stage_id in ids else 0
    end = ids.index(stage_id) if stage_id in ids else len(ids)
    steps = [step for stage in checklist.stages[begin:end] for step in stage.steps]
    return [step for step in steps if step.step.required and not step.is_ticked]


def _missing(caller: Caller, state: StepState, fields: Mapping[str, Field]) -> Missing:
    if state.bound is None or state.bound.filled:
        return Missing(state, None)
    key = field_key(state.bound.binding)
    if key in fields and fields[key].by_hand:
        return Missing(state, fields[key])
    return Missing(state, None, caller.actor.access.who_may_edit(_kind(caller).name, key))


def _errors(missing: Sequence[Missing], problem: Problem, form: FormData) -> dict[str, Text]:
    wrong: dict[str, Any] = problem.more.get("errors", {}) if problem.type == "steps-open" else field_errors(problem)
    return {**{each.key: each.demand for each in missing if not _is_answered(each, form)}, **wrong}


def _is_answered(missing: Missing, form: FormData) -> bool:
    names = (missing.key, f"{missing.key}_text", f"{missing.key}__upload")
    sent = [value for name in names for value in form.getlist(name)]
    return any(value.strip() if isinstance(value, str) else value.filename for value in sent)


def _is_sent(form: FormData, field: Field) -> bool:
    return any(name in form for name in (field.key, f"{field.key}__shown", f"{field.key}__upload"))


def _step_id(name: str) -> int:
    digits = name.partition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
