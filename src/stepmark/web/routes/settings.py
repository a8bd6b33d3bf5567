"""The workspace's settings, and what its plan allows."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.inputs import time_zones
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.money import currencies
from stepmark.queries.plan import plan_use
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.formats import weekday_name
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()
_KEYS = (
    "name", "currency", "time_zone", "locale", "visibility", "stale_days", "work_from", "work_to", "sweep_hour",
)  # fmt: skip
VISIBILITY_LABELS = (
    (Visibility.ALL, _("All records of the workspace")),
    (Visibility.TEAM, _("Their own, and those of people below them")),
    (Visibility.OWN, _("Only their own")),
)


@router.get("/settings")
def show(caller: Administrator) -> Response:
    """The form, and the plan with its use."""
    return _page(caller)


@router.patch("/settings")
def update(caller: Administrator, form: Form) -> Response:
    """Save what the form sends."""
    raw: dict[str, Any] = {key: text_of_form(form, key) for key in _KEYS if key in form}
    if "work_days__shown" in form:
        raw["work_days"] = [value for value in form.getlist("work_days") if isinstance(value, str)]
    try:
        caller.run(update_workspace, raw, version=int_of_form(form, "version"))
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), raw)
    return see_other("/settings", _("Saved"))


def _page(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, Any] | None = None
) -> Response:
    with caller.reading() as session:
        workspace = session.get_one(Workspace, caller.actor.workspace_id)
        plan = plan_use(session, workspace.id)
        weekdays = [(str(number), weekday_name(number, "wide")) for number in range(7)]
    return page(
        caller,
        "settings/show.html",
        status,
        nav="settings",
        workspace=workspace,
        plan=plan,
        zones=[(zone, zone) for zone in time_zones()],
        currencies=[(code, code) for code in sorted(currencies())],
        visibilities=VISIBILITY_LABELS,
        weekdays=weekdays,
        hours=[(str(number), f"{number}:00") for number in range(24)],
        errors=errors or {},
        given=given or {},
    )
