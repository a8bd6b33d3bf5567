"""The exchange rates that are kept."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.exchange_rates import ExchangeRate


def exchange_rates(session: Session) -> Sequence[ExchangeRate]:
    """Every one, by its currency; those whose base is not the workspace's currency do not count."""
    return session.scalars(select(ExchangeRate).order_by(ExchangeRate.currency)).all()
