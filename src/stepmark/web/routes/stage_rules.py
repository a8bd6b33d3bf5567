"""The rules of a process, stage by stage: what brings deals there, and what happens once they are."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.rules import place_rule
from stepmark.commands.access import not_found
from stepmark.platform.i18n import _
from stepmark.queries.processes import live_process
from stepmark.web.caller import Administrator
from stepmark.web.forms import Form, int_of_form
from stepmark.web.render import page, see_other
from stepmark.web.rules.showing import rule_or_404
from stepmark.web.rules.stages import process_of_stage, rules_by_stage

router = APIRouter()


@router.get("/processes/{process_id:id}/rules")
def index(caller: Administrator, process_id: int) -> Response:
    """Each stage with its triggers and its rules, in their order."""
    with caller.reading() as session:
        process = live_process(session, process_id)
        if process is None:
            raise not_found()
        stages = rules_by_stage(session, caller.actor, process)
    return page(caller, "rules/stages.html", nav="processes", process=process, stages=stages)


@router.post("/rules/{rule_id:id}/place")
def move(caller: Administrator, rule_id: int, form: Form) -> Response:
    """Put a rule of a stage before or after its neighbours."""
    caller.run(place_rule, rule_id, int_of_form(form, "position") or 0)
    with caller.reading() as session:
        rule = rule_or_404(session, rule_id)
        process_id = process_of_stage(session, rule.stage_id)
    back = f"/processes/{process_id}/rules#stage-{rule.stage_id}" if process_id else f"/rules/{rule_id}"
    return see_other(back, _("Saved"))
