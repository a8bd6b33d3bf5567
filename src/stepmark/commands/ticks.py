"""Ticking a step and unticking it by hand."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select

from stepmark.catalogue.kinds import TASK, kind_of_record
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.catalogue.values import is_filled
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.checklist import add_tick, end_tick, fields_changed
from stepmark.commands.record_rows import insert, parsed, update
from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Step, TaskTemplate
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick, TickCause
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.bindings import SYSTEM_LABELS
from stepmark.queries.checklist import Bound, bindings_on, field_key

NOTE_LIMIT = 10_000


def tick_step(work: Work, deal_id: int, step_id: int, note: str = "", value: Any = None) -> None:
    """Tick a step. A bound one demands its field: `value` fills it, else `field-required`; a note likewise.

    Ticking a ticked step changes nothing.
    """
    deal, step, tick = _locked(work, deal_id, step_id)
    if tick is not None:
        return
    bound = next(iter(bindings_on(work.session, deal, Binding.step_id == step.id, lock=True)), None)
    changes = _fill(work, deal, bound, value) if bound else {}
    text = _note(note)
    if step.needs_note and not text:
        raise Problem(
            "note-required", _("“%(step)s” needs a note. Write one to tick it.", step=step.name), field="note"
        )
    add_tick(work, deal, step, *_cause(work), note=text)
    if step.task_template is not None:
        _make_task(work, deal, step, TaskTemplate.model_validate(step.task_template))
    if changes:
        fields_changed(work, deal, changes)


def untick_step(work: Work, deal_id: int, step_id: int) -> None:
    """Reopen a step by hand; it stays open until its field is filled or its tasks are finished anew."""
    deal, step, tick = _locked(work, deal_id, step_id)
    if tick is not None:
        end_tick(work, deal, step, tick, *_cause(work))


def is_given(value: Any) -> bool:
    """Whether a raw value says anything."""
    return value is not None and value not in ("", [], ()) and not (isinstance(value, str) and not value.strip())


def _locked(work: Work, deal_id: int, step_id: int) -> tuple[Sale, Step, Tick | None]:
    deal = record_to_edit(work, Sale, deal_id)
    standing = and_(Tick.step_id == Step.id, Tick.deal_id == deal_id, Tick.ended_at.is_(None))
    query = select(Step, Tick).outerjoin(Tick, standing).where(Step.id == step_id, Step.deleted_at.is_(None))
    row = work.session.execute(query).one_or_none()
    if row is None or row[0].process_id != deal.process_id:
        raise not_found()
    return deal, row[0], row[1]


def _cause(work: Work) -> tuple[TickCause, dict[str, Any] | None]:
    """Whoever ticks does so by hand, but for a rule."""
    if work.cause["kind"] != TickCause.RULE:
        return TickCause.PERSON, None
    return TickCause.RULE, {key: work.cause.get(key) for key in ("rule", "name", "run")}


def _fill(work: Work, deal: Sale, bound: Bound, value: Any) -> Any:
    key = field_key(bound.binding)
    kind = kind_of_record(deal)
    values = parsed(work, kind, {key: value}, new=False) if is_given(value) else {}
    # A tick fills its field and never empties it, whatever an empty value looks like to the field's type.
    changes = update(work, kind, deal, values, deal.id) if is_filled(values.get(key)) else {}
    work.session.flush()
    if not changes and not bound.filled:
        label = bound.field.label if bound.field else SYSTEM_LABELS[bound.binding.field]
        raise Problem("field-required", _("Fill in “%(field)s” to tick this step.", field=label), field=key)
    return changes


def _note(note: str) -> str:
    try:
        return text_in(note, NOTE_LIMIT, lines=True)
    except ValueFault as fault:
        raise Invalid({"note": fault.text}) from None


def _make_task(work: Work, deal: Sale, step: Step, template: TaskTemplate) -> None:
    due = now() + timedelta(days=template.due_in_days) if template.due_in_days is not None else None
    values = {"title": template.title, "type": template.type, "due_at": due, "responsible_id": deal.responsible_id}
    insert(work, TASK, Task(deal_id=deal.id, origin_step_id=step.id), values, deal.id)
