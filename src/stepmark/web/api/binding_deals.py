"""The deals a binding concerns: older ones that it could tick, and those whose field is missing."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.binding_backlog import CHUNK, apply_binding
from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Sale
from stepmark.queries.binding_deals import deals_missing_field, deals_to_tick, how_many_to_tick
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, cut_page, id_after
from stepmark.web.binding_parts import row_or_404

router = APIRouter(prefix="/api/v1/bindings/{binding_id}", tags=["bindings"], responses=REFUSALS)

_SOME_AT_A_TIME = f"At most {CHUNK} in one call, so that others can save in between; call again while some are left."


class BoundDeal(BaseModel):
    """A deal or a lead, named."""

    id: int
    kind: str = Field(description="deal or lead.")
    title: str


class Backlog(BaseModel):
    """Deals that have the field filled and the step open."""

    count: int = Field(description="How many there are, on all pages; none while the binding is inactive.")
    items: list[BoundDeal]
    next: str | None


class Applied(BaseModel):
    """What one call ticked, and what is left for the next."""

    ticked: int
    left: int


@router.get("/backlog", response_model=Backlog)
def show_backlog(caller: ApiAdministrator, binding_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List what stood there before the binding was switched on, and could be ticked by it."""
    with caller.reading() as session:
        binding = row_or_404(session, binding_id).binding
        count = how_many_to_tick(session, binding) if binding.active else 0
        deals = deals_to_tick(session, binding, after=id_after(after), limit=limit + 1) if count else []
    return json_answer({"count": count, **cut_page(deals, limit, _named)})


@router.post("/backlog", response_model=Applied, description=_SOME_AT_A_TIME)
def apply(caller: ApiAdministrator, binding_id: PathId) -> Response:
    """Tick the step on deals that have the field filled."""
    return caller.done(_left_by(binding_id), _tick_some, binding_id)


@router.get("/missing", response_model=page_model("DealsMissingField", BoundDeal))
def index_missing(caller: ApiAdministrator, binding_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List deals whose step was ticked before the binding, and whose field is still empty."""
    with caller.reading() as session:
        binding = row_or_404(session, binding_id).binding
        deals = deals_missing_field(session, binding, after=id_after(after), limit=limit + 1)
    return json_answer(cut_page(deals, limit, _named))


def _tick_some(work: Work, binding_id: int) -> int:
    return apply_binding(work, binding_id).ticked


def _left_by(binding_id: int) -> Callable[[Session, int], Applied]:
    def show(session: Session, ticked: int) -> Applied:
        binding = session.get(Binding, binding_id)
        return Applied(ticked=ticked, left=how_many_to_tick(session, binding) if binding else 0)

    return show


def _named(deal: Sale) -> BoundDeal:
    return BoundDeal(id=deal.id, kind=deal.kind, title=deal.title)
