"""The payment of an invoice or an order: marked by hand, and taken back."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.commands.payments import mark_paid, mark_unpaid
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import PAID, KindOfPaper
from stepmark.web.render import see_other

router = APIRouter()


@router.get(PAID + "/payment/new")
def new(caller: Salesperson, kind: KindOfPaper, paper_id: int) -> Response:
    """The question when it was paid."""
    return _form(caller, kind, paper_id)


@router.post(PAID + "/payment")
def create(caller: Salesperson, kind: KindOfPaper, paper_id: int, form: Form) -> Response:
    """Mark it as paid; or the question again."""
    day = text_of_form(form, "paid_on")
    try:
        caller.run(mark_paid, kind, paper_id, day)
    except Problem as problem:
        if problem.type != "invalid":
            raise
        return _form(caller, kind, paper_id, day, field_errors(problem), problem.status)
    return see_other(f"/{kind.plural}/{paper_id}", _("Marked as paid."), undo=caller.undo)


@router.delete(PAID + "/payment")
def delete(caller: Salesperson, kind: KindOfPaper, paper_id: int) -> Response:
    """Mark it as unpaid."""
    caller.run(mark_unpaid, kind, paper_id)
    return see_other(f"/{kind.plural}/{paper_id}", _("Marked as unpaid."), undo=caller.undo)


def _form(
    caller: Caller,
    kind: Kind,
    paper_id: int,
    day: str | None = None,
    errors: dict[str, Text] | None = None,
    status: int = 200,
) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, kind, paper_id)
        zone = session.get_one(Workspace, caller.actor.workspace_id).time_zone
    context: dict[str, Any] = {"details": details, "day": day or today(zone).isoformat(), "errors": errors or {}}
    place = Place(kind.plural, details.record.label, details.url)
    return asked(caller, place, "papers/_payment.html", _("Mark as paid"), status, **context)
