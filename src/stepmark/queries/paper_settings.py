"""What a workspace's papers say of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.paper_numbers import PaperSettings


def paper_settings(session: Session) -> PaperSettings:
    """The settings as saved; before anybody has saved any, a row with the usual ones, which no session holds."""
    found = session.scalars(select(PaperSettings)).one_or_none()
    return found or PaperSettings(seller={}, formats={}, payment_days=14, version=1)
