"""A rule's being switched on, as far as the plan allows, and off."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.rules import disable_rule, enable_rule
from stepmark.platform.i18n import Text, _
from stepmark.queries.plan import plan_use
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import fragment, local_path, see_other
from stepmark.web.rules.showing import rule_or_404

router = APIRouter()


@router.post("/rules/{rule_id:id}/activation")
def create(caller: Administrator, rule_id: int, form: Form) -> Response:
    """Switch it on. What happened meanwhile is not made up for."""
    caller.run(enable_rule, rule_id)
    return _switched(caller, rule_id, form, _("The rule is on."))


@router.delete("/rules/{rule_id:id}/activation")
def delete(caller: Administrator, rule_id: int, form: Form) -> Response:
    """Switch it off; it keeps its settings."""
    caller.run(disable_rule, rule_id)
    return _switched(caller, rule_id, form, _("The rule is off."))


def _switched(caller: Caller, rule_id: int, form: Form, toast: Text) -> Response:
    back = local_path(text_of_form(form, "back"), f"/rules/{rule_id}")
    if not caller.is_htmx:
        return see_other(back, toast)
    with caller.reading() as session:
        rule, plan = rule_or_404(session, rule_id), plan_use(session, caller.actor.workspace_id)
    return fragment(caller, "rules/switched.html", rule=rule, plan=plan, back=back, toast_text=toast)
