"""Trying a rule out on a record: what it would do, with nothing done."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.rehearsal import rehearse_rule
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.runs import Run
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.names import named_exactly
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.rules.showing import rule_or_404
from stepmark.web.trace_parts import OUTCOMES, trace_of

router = APIRouter()


@router.get("/rules/{rule_id:id}/rehearsal")
def new(caller: Administrator, rule_id: int) -> Response:
    """On which record?"""
    return _shown(caller, rule_id)


@router.post("/rules/{rule_id:id}/rehearsal")
def create(caller: Administrator, rule_id: int, form: Form) -> Response:
    """Run it there, show the trace, and keep nothing."""
    text = text_of_form(form, "record_id_text")
    record_id = int_of_form(form, "record_id") or _named(caller, rule_id, text)
    if not record_id:
        return _shown(caller, rule_id, text=text, errors={"record_id": _("Choose one from the list.")}, status=422)
    try:
        run = caller.run(rehearse_rule, rule_id, record_id)
    except Problem as problem:
        if problem.status == 403:
            raise
        return _shown(caller, rule_id, text=text, errors=field_errors(problem), status=problem.status)
    return _shown(caller, rule_id, run, run.record_label)


def _named(caller: Caller, rule_id: int, text: str) -> int | None:
    with caller.reading() as session:
        kind = KINDS[rule_or_404(session, rule_id).kind]
        return named_exactly(session, caller.actor, kind, text) if text.strip() else None


def _shown(
    caller: Caller,
    rule_id: int,
    run: Run | None = None,
    text: str = "",
    errors: dict[str, Text] | None = None,
    status: int = 200,
) -> Response:
    with caller.reading() as session:
        rule = rule_or_404(session, rule_id)
        place = Place("rules", rule.name, f"/rules/{rule_id}")
        context = {
            "rule": rule,
            "run": run,
            "trace": trace_of(session, caller, run) if run else None,
            "outcomes": OUTCOMES,
            "text": text,
            "errors": errors or {},
        }
        title = _("Test run of “%(rule)s”", rule=rule.name)
        return asked(caller, place, "rules/_rehearsal.html", title, status, is_wide=True, **context)
