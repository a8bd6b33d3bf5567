"""What quotes, orders and invoices say of the seller, and how their numbers are written."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.paper_settings import flat_settings, update_paper_settings
from stepmark.domain.paper_numbers import FORMATS, written_number
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.paper_settings import paper_settings
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/papers"


@router.get(_URL)
def show(caller: Administrator) -> Response:
    """The form."""
    return _page(caller)


@router.patch(_URL)
def update(caller: Administrator, form: Form) -> Response:
    """Save what the form sends."""
    raw = {key: text_of_form(form, key) for key in form if key.startswith(("seller.", "formats.", "payment_days"))}
    try:
        caller.run(update_paper_settings, raw, version=int_of_form(form, "version"))
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), raw)
    return see_other(_URL, _("Saved"))


def _page(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, str] | None = None
) -> Response:
    with caller.reading() as session:
        settings = paper_settings(session)
        workspace = session.get_one(Workspace, caller.actor.workspace_id)
    day = today(workspace.time_zone)
    context: dict[str, Any] = {
        "values": {**flat_settings(settings), **(given or {})},
        "version": settings.version,
        "workspace": workspace,
        "kinds_with_numbers": [kind_of(name) for name in FORMATS],
        "samples": {name: written_number(settings.format_of(name), 1, day) for name in FORMATS},
        "errors": errors or {},
    }
    return page(caller, "settings/papers.html", status, nav="settings", **context)
