"""What pages show of payment links."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from stepmark.catalogue.kinds import Kind
from stepmark.domain.payment_links import LinkEnd, LinkState, PaymentLink
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.field_access import lines_access
from stepmark.queries.payment_links import can_be_paid, links_of, payment_settings
from stepmark.web.caller import Caller, Visitor

_LABELS: dict[str, tuple[Text, str]] = {
    LinkState.OPEN: (_("Waiting for payment"), "accent"),
    LinkState.PAID: (_("Paid"), "good"),
    LinkState.EXPIRED: (_("Over"), ""),
    LinkState.WITHDRAWN: (_("Withdrawn"), ""),
    LinkState.REFUNDED: (_("Given back"), "warn"),
}
_REASONS: dict[str, Text] = {
    LinkEnd.TIME: _("Its time is up."),
    LinkEnd.CHANGED: _("Amount or products have changed since."),
    LinkEnd.PAID_OTHERWISE: _("It was paid in another way."),
    LinkEnd.GONE: _("What it was for is gone."),
}


class ShownLink(NamedTuple):
    """A link as its record's page shows it; `url` is empty where nobody can pay through it."""

    link: PaymentLink
    is_open: bool
    label: Text
    tone: str
    why: Text
    url: str


def payment_links_for(session: ScopedSession, caller: Caller, kind: Kind, record: Any) -> dict[str, Any]:
    """The context of the panel; empty for those who may not know the amount."""
    if not kind.takes_payments or not lines_access(caller.actor, kind).sees:
        return {"payment_links": None}
    links = shown_links(links_of(session, kind, record.id), base_url(caller))
    is_due = (record.is_due and not record.paid and not getattr(record, "is_draft", False)) if kind.is_paid else True
    return {"payment_links": links, "payable": is_due and can_be_paid(payment_settings(session))}


def shown_links(links: Sequence[PaymentLink], base: str) -> list[ShownLink]:
    """As the panel and the API show them."""
    return [_shown(link, base) for link in links]


def base_url(visitor: Visitor) -> str:
    """Where clients reach this server: as the settings say, else as the visitor does."""
    return visitor.settings.public_url or str(visitor.request.base_url).rstrip("/")


def _shown(link: PaymentLink, base: str) -> ShownLink:
    state = link.state_at(now())
    label, tone = _LABELS[state]
    is_over = state == LinkState.EXPIRED
    why = _REASONS[link.reason or LinkEnd.TIME] if is_over else ""
    is_open = state == LinkState.OPEN
    return ShownLink(link, is_open, label, tone, why, f"{base}/pay/{link.token}" if is_open and link.token else "")
