"""The names by which members are mentioned in texts."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.mentions import mentioned
from stepmark.domain.people import Member
from stepmark.platform.text import fold

MOST_OFFERED = 8


def mention_names(session: Session) -> dict[int, str]:
    """Each active member's name after an `@`; where two bear the same, their number tells them apart."""
    query = select(Member.id, Member.name).where(Member.active.is_(True)).order_by(Member.name, Member.id)
    names = [(member_id, name) for member_id, name in session.execute(query)]
    bearers = Counter(fold(name) for _id, name in names)
    return {member_id: name if bearers[fold(name)] == 1 else f"{name}#{member_id}" for member_id, name in names}


def names_in(session: Session, texts: Iterable[str | None]) -> dict[int, str]:
    """The names of all whom these texts mention, of those who have left too; no statement where they mention nobody."""
    ids = {member_id for text in texts if text for member_id in mentioned(text)}
    if not ids:
        return {}
    query = select(Member.id, Member.name).where(Member.id.in_(ids))
    return {member.id: member.name for member in session.execute(query)}


def offered_names(session: Session, begun: str) -> list[str]:
    """The names to offer after `@` and these letters, by any of their words."""
    wanted = fold(begun)
    found = (name for name in mention_names(session).values() if _begins(fold(name), wanted))
    return list(found)[:MOST_OFFERED]


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or any(word.startswith(wanted) for word in name.split())
