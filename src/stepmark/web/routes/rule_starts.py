"""Starting a rule by hand, from the record that it is about."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.runs import start_rule
from stepmark.catalogue.kinds import kind_of
from stepmark.commands.access import not_found
from stepmark.platform.i18n import _
from stepmark.queries.runs import run_of_change
from stepmark.web.caller import Viewer
from stepmark.web.render import see_other
from stepmark.web.run_parts import reason_of, startable

router = APIRouter()


@router.post("/{plural:plural}/{record_id:id}/rules/{rule_id:id}/start")
def create(caller: Viewer, plural: str, record_id: int, rule_id: int) -> Response:
    """Start it, and say what came of it on the record's page."""
    kind = kind_of(plural)
    with caller.reading() as session:
        rule = next((each for each in startable(session, caller.actor, kind) if each.id == rule_id), None)
    if rule is None:
        raise not_found()
    change = caller.run(start_rule, rule_id, record_id)
    with caller.reading() as session:
        run = run_of_change(session, change, rule_id)
    url = f"/{plural}/{record_id}"
    if run is None:
        return see_other(url, _("The conditions of “%(rule)s” do not hold here.", rule=rule.name), "warn")
    if run.outcome in ("failed", "stopped"):
        return see_other(url, _("“%(rule)s” did not get through: %(why)s", rule=rule.name, why=reason_of(run)), "bad")
    return see_other(url, _("“%(rule)s” has run.", rule=rule.name), undo=caller.undo)
