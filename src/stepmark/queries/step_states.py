"""What open steps of many deals wait for, in a number of statements that does not grow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.bindings import Binding
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Sale
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.notes import File
from stepmark.domain.processes import Step
from stepmark.domain.tasks import Task
from stepmark.queries.checklist import Bound, StepState

Pair = tuple[Sale, Step]
Filled = set[tuple[str, int]]


def open_steps(session: Session, pairs: Sequence[Pair]) -> list[StepState]:
    """The states of these steps on these deals, in their order; none of them is ticked. Five statements at most."""
    if not pairs:
        return []
    deals = [deal for deal, _step in pairs]
    tasks = _tasks(session, pairs)
    bindings = _bindings(session, pairs)
    filled = _filled(session, deals, bindings)
    return [
        StepState(step, None, "", _bound(bindings, filled, deal, step), tasks[deal.id, step.id], {})
        for deal, step in pairs
    ]


def _tasks(session: Session, pairs: Sequence[Pair]) -> Mapping[tuple[int, int], list[Task]]:
    query = select(Task).where(
        Task.deal_id.in_({deal.id for deal, _step in pairs}),
        Task.step_id.in_({step.id for _deal, step in pairs}),
        Task.slot.is_not(None),
        Task.deleted_at.is_(None),
    )
    tasks: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for task in session.scalars(query.order_by(Task.slot)):
        tasks[task.deal_id or 0, task.step_id or 0].append(task)
    return tasks


def _bindings(session: Session, pairs: Sequence[Pair]) -> dict[int, tuple[Binding, CustomField | None]]:
    query = (
        select(Binding, CustomField)
        .outerjoin(CustomField, CustomField.id == Binding.custom_field_id)
        .where(Binding.step_id.in_({step.id for _deal, step in pairs}), Binding.active.is_(True))
    )
    return {binding.step_id: (binding, field) for binding, field in session.execute(query)}


def _filled(
    session: Session, deals: Sequence[Sale], bindings: Mapping[int, tuple[Binding, CustomField | None]]
) -> Filled:
    """(field, deal id) for each bound field that is filled on one of the deals; a link to a deleted record is empty."""
    fields = {binding.field for binding, _field in bindings.values()}
    filled: Filled = {("source", deal.id) for deal in deals if deal.source}
    if "company" in fields:
        companies = {deal.company_id for deal in deals}
        query = select(Company.id).where(Company.id.in_(companies - {None}), Company.deleted_at.is_(None))
        live = set(session.scalars(query))
        filled |= {("company", deal.id) for deal in deals if deal.company_id in live}
    if "contact" in fields:
        contacts = {deal.contact_id for deal in deals}
        persons = select(Contact.id).where(Contact.id.in_(contacts - {None}), Contact.deleted_at.is_(None))
        live = set(session.scalars(persons))
        filled |= {("contact", deal.id) for deal in deals if deal.contact_id in live}
    custom = {field.id: binding.field for binding, field in bindings.values() if field is not None}
    return filled | _custom(session, [deal.id for deal in deals], custom)


def _custom(session: Session, deal_ids: Sequence[int], fields: Mapping[int, str]) -> Filled:
    if not fields:
        return set()
    is_file = CustomField.type == "file"
    query = (
        select(FieldValue.field_id, FieldValue.record_id)
        .join(CustomField, CustomField.id == FieldValue.field_id)
        .outerjoin(File, and_(is_file, File.id == FieldValue.number))
        .where(FieldValue.field_id.in_(fields), FieldValue.record_id.in_(deal_ids))
        .where(or_(~is_file, File.deleted_at.is_(None)))
        .distinct()
    )
    return {(fields[field_id], deal_id) for field_id, deal_id in session.execute(query)}


def _bound(
    bindings: Mapping[int, tuple[Binding, CustomField | None]], filled: Filled, deal: Sale, step: Step
) -> Bound | None:
    if step.id not in bindings:
        return None
    binding, field = bindings[step.id]
    return Bound(binding, field, (binding.field, deal.id) in filled)
