"""A rule's older versions, and bringing one back."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.rules import restore_version
from stepmark.platform.i18n import _
from stepmark.web.caller import Administrator
from stepmark.web.render import page, see_other
from stepmark.web.rules.history import history_of
from stepmark.web.rules.showing import rule_or_404

router = APIRouter()


@router.get("/rules/{rule_id:id}/versions")
def index(caller: Administrator, rule_id: int) -> Response:
    """Every version with what it changed."""
    with caller.reading() as session:
        rule = rule_or_404(session, rule_id)
        versions = history_of(session, caller.actor, rule)
    return page(caller, "rules/versions.html", nav="rules", rule=rule, versions=versions)


@router.post("/rules/{rule_id:id}/versions/{number:id}/restoration")
def restore(caller: Administrator, rule_id: int, number: int) -> Response:
    """Bring its content back, as the newest version."""
    caller.run(restore_version, rule_id, number)
    return see_other(f"/rules/{rule_id}", _("Version %(number)s is back.", number=number))
