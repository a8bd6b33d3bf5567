"""What people do with a run: try it again, undo it, stop it; and stop all that waits."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.automation.runs import retry_run, stop_all, stop_run
from stepmark.automation.undo import undo_run
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _, ngettext_lazy
from stepmark.queries.rules import rule_row
from stepmark.queries.runs import run_row, waiting_count
from stepmark.web.caller import Administrator
from stepmark.web.forms import Form, int_of_form
from stepmark.web.paths import LARGEST_ID
from stepmark.web.questions import Place, asked
from stepmark.web.render import see_other
from stepmark.web.run_parts import RUNS, readable_run

router = APIRouter()
RuleId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
_PORTION = 500


@router.post("/runs/{rule_run_id:id}/retry")
def retry(caller: Administrator, rule_run_id: int) -> Response:
    """From the action that failed."""
    url = f"/runs/{rule_run_id}"
    try:
        caller.run(retry_run, rule_run_id)
    except Problem as problem:
        return _told(url, problem)
    with caller.reading() as session:
        run = run_row(session, rule_run_id)
    if run is not None and run.outcome == "failed":
        return see_other(url, _("It has failed again."), "bad")
    return see_other(url, _("Tried again."))


@router.get("/runs/{rule_run_id:id}/undo")
def ask_to_undo(caller: Administrator, rule_run_id: int) -> Response:
    """What undoing a run means."""
    with caller.reading() as session:
        run = readable_run(session, caller, rule_run_id)
    return asked(caller, _place(run.id), "runs/_undo.html", _("Undo what this run did?"), run=run)


@router.post("/runs/{rule_run_id:id}/undo")
def undo(caller: Administrator, rule_run_id: int) -> Response:
    """Take back what nobody has touched since."""
    try:
        stayed = caller.run(undo_run, rule_run_id)
    except Problem as problem:
        return _told(f"/runs/{rule_run_id}", problem)
    if stayed:
        what = ", ".join(str(each) for each in stayed)
        text = _("Undone, but for what was changed since: %(what)s", what=what)
        return see_other(f"/runs/{rule_run_id}", text, "warn")
    return see_other(f"/runs/{rule_run_id}", _("Undone."))


@router.post("/runs/{rule_run_id:id}/stop")
def stop(caller: Administrator, rule_run_id: int) -> Response:
    """Let a waiting run go no further."""
    try:
        caller.run(stop_run, rule_run_id)
    except Problem as problem:
        return _told(f"/runs/{rule_run_id}", problem)
    return see_other(f"/runs/{rule_run_id}", _("Stopped."))


@router.get("/runs/stop")
def ask_to_stop(caller: Administrator, rule_id: RuleId = None) -> Response:
    """How many wait, and what stopping them means."""
    with caller.reading() as session:
        rule = rule_row(session, rule_id) if rule_id else None
        waiting = waiting_count(session, rule.id if rule else None)
    return asked(caller, RUNS, "runs/_stop.html", _("Stop all that waits?"), rule=rule, waiting=waiting)


@router.post("/runs/stop")
def stop_waiting(caller: Administrator, form: Form) -> Response:
    """Portion by portion, so that nobody waits for it."""
    rule_id, count = int_of_form(form, "rule_id"), 0
    while stopped := caller.run(stop_all, rule_id, most=_PORTION):
        count += stopped
    return see_other("/runs", ngettext_lazy("%(num)s run was stopped.", "%(num)s runs were stopped.", count))


def _place(run_id: int) -> Place:
    return Place(RUNS.nav, _("Run %(id)s", id=run_id), f"/runs/{run_id}")


def _told(url: str, problem: Problem) -> Response:
    if problem.status != 409:
        raise problem
    return see_other(url, problem.detail, "bad")
