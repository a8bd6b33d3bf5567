"""Ticking what stood there before a binding was switched on, once an administrator asks for it."""

from typing import NamedTuple

from sqlalchemy import select

from stepmark.commands.access import locked_deals, not_found
from stepmark.commands.checklist import add_tick
from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.processes import Step
from stepmark.domain.rights import require_admin
from stepmark.domain.ticks import TickCause
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.binding_deals import deals_to_tick

CHUNK = 200


class Applied(NamedTuple):
    """How many deals one chunk ticked, and the deal's id to go on after; None at the end."""

    ticked: int
    go_on_after: int | None


def apply_binding(work: Work, binding_id: int, after: int = 0) -> Applied:
    """Tick the step on the next deals that have the field filled and the step open; call again until the end."""
    require_admin(work.actor)
    known = work.session.get(Binding, binding_id)
    if known is None:
        raise not_found()
    found = [deal.id for deal in deals_to_tick(work.session, known, after=after, limit=CHUNK)]
    # Deals are locked before bindings, always; what was found is asked for again, as it may have changed until then.
    deals = locked_deals(work, found)
    binding, step = _active(work, binding_id)
    due = {deal.id for deal in deals_to_tick(work.session, binding, among=found, limit=CHUNK)}
    for deal in deals:
        if deal.id in due:
            add_tick(work, deal, step, TickCause.FIELD, {"field": binding.field, "binding": binding.id})
    return Applied(len(due), found[-1] if len(found) == CHUNK else None)


def _active(work: Work, binding_id: int) -> tuple[Binding, Step]:
    query = select(Binding, Step).join(Step, Step.id == Binding.step_id).where(Binding.id == binding_id)
    held = query.with_for_update(read=True, of=Binding).execution_options(populate_existing=True)
    row = work.session.execute(held).one_or_none()
    if row is None:
        raise not_found()
    if not row[0].active:
        raise Problem("invalid", _("Switch this automation on first."), field="active")
    return row[0], row[1]
