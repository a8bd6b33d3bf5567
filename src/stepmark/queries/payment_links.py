"""Payment links: those of a record, the one behind an address, and what one that is made now would hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.papers import Paper
from stepmark.domain.payment_links import LinkState, PaymentLink, PaymentSettings
from stepmark.platform.ids import token_hash
from stepmark.platform.money import to_minor
from stepmark.queries.lines import Lines, LineShape, lines_of

MOST_SHOWN = 20


@dataclass(frozen=True)
class Frozen:
    """What a record asks of a client right now: an amount with the lines that it is made of."""

    amount_minor: int
    currency: str
    lines: list[dict[str, str]]
    due_on: date | None

    def is_in(self, link: PaymentLink) -> bool:
        """Whether a link holds the same."""
        return (self.amount_minor, self.currency, self.lines) == (link.amount_minor, link.currency, link.lines)


def frozen_of(session: Session, kind: Kind, record: Any) -> Frozen:
    """With tax, as far as lines say; a deal whose amount was typed beside its lines asks for that amount alone."""
    lines = lines_of(session, kind, record)
    counts = bool(lines.lines) and (lines.keeps_amount or isinstance(record, Paper))
    due_on = getattr(record, "due_on", None)
    if not counts:
        return Frozen(record.amount_minor or 0, lines.currency, [], due_on)
    return Frozen(_gross(lines), lines.currency, [_told(line) for line in lines.lines], due_on)


def links_of(session: Session, kind: Kind, record_id: int) -> Sequence[PaymentLink]:
    """A record's links, the newest first."""
    query = select(PaymentLink).where(PaymentLink.kind == kind.name, PaymentLink.record_id == record_id)
    return session.scalars(query.order_by(PaymentLink.id.desc()).limit(MOST_SHOWN)).all()


def open_links(session: Session, records: Collection[tuple[str, int]]) -> Sequence[PaymentLink]:
    """The open links of records, given as (kind, id), locked in the order of their ids."""
    found = tuple_(PaymentLink.kind, PaymentLink.record_id).in_(sorted(records))
    query = select(PaymentLink).where(PaymentLink.state == LinkState.OPEN, found)
    return session.scalars(query.order_by(PaymentLink.id).with_for_update()).all()


def link_behind(session: Session, token: str) -> PaymentLink | None:
    """The link that a token opens. Asks across workspaces."""
    return session.scalars(select(PaymentLink).where(PaymentLink.token_hash == token_hash(token))).one_or_none()


def payment_settings(session: Session) -> PaymentSettings | None:
    """How the workspace is paid, once somebody has said it."""
    return session.scalars(select(PaymentSettings)).one_or_none()


def settings_behind(session: Session, token: str) -> PaymentSettings | None:
    """The settings whose address for Stripe holds this token. Asks across workspaces."""
    query = select(PaymentSettings).where(PaymentSettings.hook_token_hash == token_hash(token))
    return session.scalars(query).one_or_none()


def can_be_paid(settings: PaymentSettings | None) -> bool:
    """Whether there is any way in which a client could pay."""
    return settings is not None and (settings.takes_transfers or settings.takes_cards)


def _gross(lines: Lines) -> int:
    return to_minor(lines.totals.gross, lines.currency)


def _told(line: LineShape) -> dict[str, str]:
    figures = line.figures
    return {
        "name": line.name,
        "quantity": f"{line.quantity:f}",
        "unit": line.unit,
        "net": f"{figures.net:f}",
        "gross": f"{figures.gross:f}",
    }
