"""What Stripe tells of payments, at an address of each workspace's own, signed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from stepmark.channels.payments.stripe import BadSignature, verified
from stepmark.commands.payment_notes import note_told
from stepmark.commands.stripe_news import told_by
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.queries.payment_links import settings_behind
from stepmark.web.caller import Public, Visitor
from stepmark.web.sign_in import address_of

router = APIRouter()
_LARGEST = 1024 * 1024


async def _raw(request: Request) -> bytes:
    return await request.body()


@router.post("/hooks/stripe/{hook_token}", include_in_schema=False)
def create(visitor: Public, hook_token: str, body: Annotated[bytes, Depends(_raw)]) -> JSONResponse:
    """Note it, once; 200 also for what is of no concern, or Stripe would repeat it."""
    with visitor.database.reading(None) as session:
        settings = settings_behind(session, hook_token)
    if settings is None or settings.stripe_secret is None:
        return _refused(visitor, hook_token, "unknown address", 404)
    if len(body) > _LARGEST:
        return _refused(visitor, hook_token, "too large", 413)
    try:
        event = verified(body, visitor.request.headers.get("Stripe-Signature", ""), settings.stripe_secret, now())
    except BadSignature:
        return _refused(visitor, hook_token, "bad signature", 400)
    told = told_by(event)
    actor = Actor(settings.workspace_id, None, "Stripe", Role.ADMINISTRATOR)
    verdict = visitor.edge.run(actor, note_told, told) if told else "ignored"
    return JSONResponse({"received": True, "verdict": verdict})


def _refused(visitor: Visitor, token: str, why: str, status: int) -> JSONResponse:
    visitor.request.app.state.throttle.count_token("stripe", address_of(visitor), token)
    return JSONResponse({"received": False, "error": why}, status)
