"""That a sign-in, a token or a calendar feed is in use."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from stepmark.domain.calendar_feeds import CalendarFeed
from stepmark.domain.people import ApiToken, SignIn
from stepmark.platform.clock import now


def seen_now(session: Session, sign_in_id: int) -> None:
    """Note that a browser is still in use, so that its sign-in does not expire."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now()))


def token_used(session: Session, token_id: int) -> None:
    """Note when a token was last used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now()))


def feed_used(session: Session, feed_id: int) -> None:
    """Note when a calendar feed was last fetched."""
    session.execute(update(CalendarFeed).where(CalendarFeed.id == feed_id).values(used_at=now()))
