"""What gathers and has to go: used-up sign-ins, links and keys, and files that nobody began to import."""

from datetime import timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from stepmark.commands.idempotency import KEPT
from stepmark.commands.import_drafts import drop_old_drafts
from stepmark.domain.notes import IdempotencyKey
from stepmark.domain.people import AccessLink, SignIn
from stepmark.platform.clock import now

# Ended sign-ins and used links stay for a while, so that "who was in here last week" can be answered.
_REMEMBERED = timedelta(days=30)


def drop_expired(session: Session, session_days: int) -> int:
    """Delete what can't be used any more, in all workspaces: for `edge.run_as_system`. Returns how many rows."""
    unused = now() - timedelta(days=session_days) - _REMEMBERED
    past = now() - _REMEMBERED
    statements = (
        delete(IdempotencyKey).where(IdempotencyKey.at < now() - KEPT),
        delete(SignIn).where(or_(SignIn.ended_at < past, SignIn.seen_at < unused)),
        delete(AccessLink).where(AccessLink.expires_at < past),
    )
    results = [session.execute(each, execution_options={"synchronize_session": False}) for each in statements]
    return sum(getattr(result, "rowcount", 0) for result in results) + drop_old_drafts(session)
