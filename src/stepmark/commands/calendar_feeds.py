"""The address by which a member's calendar program fetches their tasks: made, replaced and ended by the member."""

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.calendar_feeds import CalendarFeed
from stepmark.domain.people import Member
from stepmark.platform.clock import now
from stepmark.platform.ids import new_token, token_hash


def make_feed(work: Work) -> str:
    """A new token for the actor's own feed; the one before ends. Only its hash is kept."""
    member = work.session.get_one(Member, work.actor.member_id, with_for_update={"key_share": True})
    end_feed(work)
    token = new_token()
    feed = CalendarFeed(member_id=member.id, token_hash=token_hash(token))
    work.session.add(feed)
    work.session.flush()
    work.happened("calendar_feed.created", "calendar_feed", feed.id, label=member.name)
    return token


def end_feed(work: Work) -> None:
    """End the actor's feed; calendar programs that use it get nothing from now on."""
    live = select(CalendarFeed).where(CalendarFeed.member_id == work.actor.member_id, CalendarFeed.ended_at.is_(None))
    for feed in work.session.scalars(live):
        feed.ended_at = now()
        work.happened("calendar_feed.ended", "calendar_feed", feed.id, label=work.actor.name)
