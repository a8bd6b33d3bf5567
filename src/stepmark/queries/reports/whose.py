"""Whose deals a report may be about, and who that is."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.people import GroupMember
from stepmark.queries.groups import groups
from stepmark.queries.people import members, team_of

NOBODY = "nobody"


@dataclass(frozen=True)
class Whose:
    """What there is to choose from; each choice is written `person-7`, `team-7` or `group-7`."""

    people: list[tuple[str, str]]
    teams: list[tuple[str, str]]
    groups: list[tuple[str, str]]

    def name_of(self, choice: str) -> str | None:
        """The name behind a choice; None when there is no such choice."""
        return dict([*self.people, *self.teams, *self.groups]).get(choice)


def choices(session: Session) -> Whose:
    """Everybody by name, those who left included, those who have somebody below them, and the groups."""
    everybody = members(session, active_only=False)
    superiors = {member.superior_id for member in everybody}
    return Whose(
        [(f"person-{member.id}", member.name) for member in everybody],
        [(f"team-{member.id}", member.name) for member in everybody if member.id in superiors],
        [(f"group-{group.id}", group.name) for group in groups(session)],
    )


def members_of(session: Session, choice: str) -> Collection[int | None]:
    """The members behind a choice, one statement at most; a team is its head and all below."""
    if choice == NOBODY:
        return frozenset({None})
    kind, _dash, number = choice.partition("-")
    row_id = int(number)
    if kind == "team":
        return team_of(session, row_id) | {row_id}
    if kind == "group":
        query = select(GroupMember.member_id).where(GroupMember.group_id == row_id)
        return frozenset(session.scalars(query))
    return frozenset({row_id})
