"""The page where a client pays: what for and how much, where to transfer it, and the way to Stripe's page."""

from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from stepmark.channels.addresses import Unreachable
from stepmark.channels.http import HttpClient
from stepmark.channels.payments.stripe import API, PAGES, Opened, Stripe, StripeRefused
from stepmark.channels.transfer_codes import Transfer, code_of
from stepmark.commands.access import not_found
from stepmark.commands.payment_notes import keep_checkout, tell_trouble
from stepmark.commands.stripe_news import checkout_for
from stepmark.domain.payment_links import LinkState, PaymentLink, PaymentSettings
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.platform.iban import grouped
from stepmark.platform.money import from_minor
from stepmark.queries.payment_links import link_behind
from stepmark.web.caller import Public, Visitor
from stepmark.web.headers import content_policy
from stepmark.web.payment_parts import base_url
from stepmark.web.public_pages import Host, host_of, public_page
from stepmark.web.sign_in import address_of

log = structlog.get_logger()
router = APIRouter()
_LONGEST_TITLE = 140


class Asked(NamedTuple):
    """A link with the workspace that it is of, and how that is paid."""

    link: PaymentLink
    host: Host
    settings: PaymentSettings | None

    @property
    def is_open(self) -> bool:
        """Whether it can be paid right now."""
        return self.link.state_at(now()) == LinkState.OPEN


@router.get("/pay/{pay_token}", include_in_schema=False)
def show(visitor: Public, pay_token: str) -> Response:
    """What is asked for, or what has become of it; nobody else's data."""
    return _page(visitor, _asked(visitor, pay_token), pay_token)


@router.post("/pay/{pay_token}/checkout", include_in_schema=False)
def create(visitor: Public, pay_token: str) -> Response:
    """On to Stripe's page; the same one for whoever comes back."""
    asked = _asked(visitor, pay_token)
    if not asked.is_open or not _takes_cards(asked, visitor, pay_token):
        return RedirectResponse(f"/pay/{pay_token}", 303)
    kept = asked.link.checkout
    if kept is not None and kept["until"] > now().isoformat():
        return RedirectResponse(kept["url"], 303)
    try:
        opened = _opened(visitor, asked, pay_token)
    except (StripeRefused, Unreachable) as error:
        log.warning("payment.no_checkout", link=asked.link.id, reason=str(error.reason))
        visitor.edge.run(_provider(asked), tell_trouble, asked.link.id, error.reason)
        return _page(visitor, asked, pay_token, 422, is_refused=True)
    kept = {"id": opened.id, "url": opened.url, "until": opened.until.isoformat()}
    visitor.edge.run(_provider(asked), keep_checkout, asked.link.id, kept)
    return RedirectResponse(opened.url, 303)


def _asked(visitor: Visitor, token: str) -> Asked:
    visitor.request.app.state.throttle.count_token("pay", address_of(visitor), token)
    with visitor.database.reading(None) as session:
        link = link_behind(session, token)
        if link is None:
            raise not_found()
        query = select(PaymentSettings).where(PaymentSettings.workspace_id == link.workspace_id)
        return Asked(link, host_of(session, link.workspace_id), session.scalars(query).one_or_none())


def _page(visitor: Visitor, asked: Asked, token: str, status: int = 200, *, is_refused: bool = False) -> Response:
    link = asked.link
    transfer = _transfer(link) if link.payee.get("iban") else None
    context: dict[str, Any] = {
        "link": link,
        "state": link.state_at(now()),
        "lines": [{**each, "gross": Decimal(each["gross"])} for each in link.lines],
        "transfer": transfer,
        "account": grouped(link.payee.get("iban", "")),
        "code": code_of(transfer) if transfer and asked.is_open else None,
        "takes_cards": _takes_cards(asked, visitor, token),
        "is_refused": is_refused,
        "is_done": "done" in visitor.request.query_params,
        "checkout_path": f"/pay/{token}/checkout",
    }
    response = public_page(visitor, asked.host, "pay/show.html", status, **context)
    response.headers["Content-Security-Policy"] = content_policy(_stripe_pages(visitor))
    return response


def _transfer(link: PaymentLink) -> Transfer:
    payee = link.payee
    amount = from_minor(link.amount_minor, link.currency)
    # Banks take few signs besides letters and digits.
    title = " ".join(link.title.replace("·", "-").split())[:_LONGEST_TITLE]
    return Transfer(payee.get("name", ""), payee["iban"], payee.get("bic", ""), amount, link.currency, title)


def _takes_cards(asked: Asked, visitor: Visitor, token: str) -> bool:
    able = asked.settings is not None and asked.settings.takes_cards
    return able and checkout_for(asked.link, _url(visitor, token)) is not None


def _opened(visitor: Visitor, asked: Asked, token: str) -> Opened:
    link, settings, house = asked.link, asked.settings, visitor.settings
    checkout = checkout_for(link, _url(visitor, token))
    if checkout is None or settings is None or settings.stripe_key is None:
        raise not_found()
    stripe = Stripe(HttpClient(house.allowed_networks), house.stripe_url, settings.stripe_key)
    return stripe.open_checkout(checkout, f"stepmark-{link.token_hash[:32]}-{link.checkouts}")


def _url(visitor: Visitor, token: str) -> str:
    return f"{base_url(visitor)}/pay/{token}"


def _stripe_pages(visitor: Visitor) -> str:
    url = visitor.settings.stripe_url
    parts = urlsplit(url)
    return f"https://{PAGES}" if url == API else f"{parts.scheme}://{parts.netloc}"


def _provider(asked: Asked) -> Actor:
    return Actor(asked.link.workspace_id, None, "Stripe", Role.ADMINISTRATOR)
