"""Rules: the two lists, and the page of each."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.queries.plan import plan_use
from stepmark.queries.rules import rule_labels
from stepmark.web.caller import Administrator
from stepmark.web.render import page
from stepmark.web.rules.choosing import field_offers
from stepmark.web.rules.listing import PAGE, Asked, listed
from stepmark.web.rules.showing import shown_rule

router = APIRouter()


@router.get("/rules")
def index(caller: Administrator) -> Response:
    """The instant ones or the periodic ones, as far as they are asked for."""
    asked = Asked.of(caller.request.query_params)
    with caller.reading() as session:
        context: dict[str, Any] = {
            "asked": asked,
            "listing": listed(session, caller.actor, asked),
            "labels": rule_labels(session),
            "offers": field_offers(session, KINDS[asked.kind] if asked.kind else None),
            "plan": plan_use(session, caller.actor.workspace_id),
        }
    return page(caller, "rules/index.html", nav="rules", most=PAGE, **context)


@router.get("/rules/{rule_id:id}")
def show(caller: Administrator, rule_id: int) -> Response:
    """One rule: in words, as a flow, with its versions."""
    with caller.reading() as session:
        context = shown_rule(session, caller.actor, rule_id)
    return page(caller, "rules/show.html", nav="rules", **context)
