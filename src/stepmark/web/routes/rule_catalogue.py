"""The catalogue of triggers and actions by their groups, from which a rule can be begun."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.shelves import action_shelves, trigger_shelves
from stepmark.catalogue.kinds import KINDS
from stepmark.platform.i18n import speaking
from stepmark.web.caller import Administrator
from stepmark.web.render import page

router = APIRouter()


@router.get("/rules/catalogue")
def index(caller: Administrator, q: str = "", kind: str = "") -> Response:
    """Everything that rules about a kind are made of, as far as it is looked for."""
    chosen, q = KINDS.get(kind), q[:100]
    with speaking(caller.actor.locale):
        context: dict[str, Any] = {"triggers": trigger_shelves(chosen, q), "actions": action_shelves(chosen, q)}
    return page(caller, "rules/catalogue.html", nav="rules", kind=chosen, q=q, **context)
