"""Payment links: pages where a client pays what a deal, an order or an invoice comes to."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.commands.payment_links import create_link, withdraw_link
from stepmark.domain.payment_links import LinkState, PaymentLink
from stepmark.platform.clock import now
from stepmark.platform.money import from_minor
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.field_access import lines_access
from stepmark.queries.payment_links import links_of
from stepmark.queries.record_pages import seen_details
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.payment_parts import base_url, shown_links

router = APIRouter(prefix="/api/v1/payment-links", tags=["payment-links"], responses=REFUSALS)
PayableName = Literal["deal", "lead", "order", "invoice"]


class PaymentLinkShape(BaseModel):
    """A payment link. Amount and lines are those of the moment when it was made."""

    id: RowId
    kind: str
    record_id: RowId
    url: str | None = Field(description="null where nobody can pay through it any more.")
    amount: Decimal
    currency: str
    state: str = Field(description="open, paid, expired, withdrawn or refunded.")
    reason: str | None = Field(description="Why it has expired: time, changed, paid (in another way) or gone.")
    expires_at: str | None
    paid_on: str | None
    refunded: Decimal


class NewPaymentLink(BaseModel):
    """What a link is to be made for."""

    model_config = ConfigDict(extra="forbid")

    kind: PayableName
    record_id: RowId
    anew: bool = Field(False, description="Make another one even where one is open for the same, which is withdrawn.")


@router.get("", response_model=page_model("PaymentLinks", PaymentLinkShape), name="payment-links")
def index(
    caller: ApiViewer, kind: Annotated[PayableName, Query()], record_id: Annotated[int, Query(ge=1, le=2**63 - 1)]
) -> Response:
    """List a record's links, the newest first."""
    with caller.reading() as session:
        _require_seen(session, caller, KINDS[kind], record_id)
        links = links_of(session, KINDS[kind], record_id)
        return json_answer(page_shape([_shape(each, base_url(caller)) for each in links], None))


@router.post("", status_code=201, response_model=PaymentLinkShape)
def make(caller: ApiSalesperson, body: NewPaymentLink) -> Response:
    """Make a link, or get the one that is open for the same."""

    def shown(session: Session, link_id: int) -> PaymentLinkShape:
        return _shape(session.get_one(PaymentLink, link_id), base_url(caller))

    return caller.created(shown, create_link, KINDS[body.kind], body.record_id, anew=body.anew)


@router.delete("/{payment_link_id}", status_code=204)
def withdraw(caller: ApiSalesperson, payment_link_id: PathId) -> None:
    """Withdraw a link. One that has ended stays as it is."""
    caller.run(withdraw_link, payment_link_id)


def _require_seen(session: ScopedSession, caller: ApiCaller, kind: Kind, record_id: int) -> None:
    if seen_details(session, caller.actor, kind, record_id) is None or not lines_access(caller.actor, kind).sees:
        raise not_found()


def _shape(link: PaymentLink, base: str) -> PaymentLinkShape:
    (shown,) = shown_links([link], base)
    state = link.state_at(now())
    reason = link.reason or ("time" if state == LinkState.EXPIRED else None)
    return PaymentLinkShape(
        id=link.id,
        kind=link.kind,
        record_id=link.record_id,
        url=shown.url or None,
        amount=from_minor(link.amount_minor, link.currency),
        currency=link.currency,
        state=state,
        reason=reason,
        expires_at=moment(link.expires_at),
        paid_on=link.paid_on.isoformat() if link.paid_on else None,
        refunded=from_minor(link.refunded_minor, link.currency),
    )
