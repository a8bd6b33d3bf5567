"""The register of erasures."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.erasures import Erasure
from stepmark.domain.people import Member

PAGE = 50


class ErasureRow(NamedTuple):
    """One erasure with the name of the administrator who did it."""

    erasure: Erasure
    by: str


def erasures_page(session: Session, before: int | None, limit: int = PAGE) -> tuple[Sequence[ErasureRow], int | None]:
    """The newest erasures before this one, and the id to go on from if there are more."""
    query = select(Erasure, Member.name).outerjoin(Member, Member.id == Erasure.member_id).order_by(Erasure.id.desc())
    if before is not None:
        query = query.where(Erasure.id < before)
    rows = [ErasureRow(erasure, name or "") for erasure, name in session.execute(query.limit(limit + 1))]
    return rows[:limit], rows[limit - 1].erasure.id if len(rows) > limit else None
