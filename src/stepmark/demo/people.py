"""Who works in the demo workspace: the people of sales_teams.csv, under their managers, in their regional offices."""

import csv
from typing import NamedTuple

from sqlalchemy import select

from stepmark.commands.groups import create_group
from stepmark.commands.members import add_member
from stepmark.commands.work import Work
from stepmark.demo.files import DATA
from stepmark.domain.people import Member, Role

ADMIN = "Anna Maj"
ADMIN_EMAIL = "anna@example.com"


class Seller(NamedTuple):
    """A row of sales_teams.csv."""

    name: str
    manager: str
    office: str


def sellers() -> list[Seller]:
    """The 35 salespeople in the file's order."""
    with (DATA / "sales_teams.csv").open(encoding="utf-8", newline="") as file:
        return [Seller(row["sales_agent"], row["manager"], row["regional_office"]) for row in csv.DictReader(file)]


def address_of(name: str) -> str:
    """The e-mail address by which somebody of the demo signs in."""
    return f"{name.lower().replace(' ', '.')}@example.com"


def add_people(work: Work, password_hash: str) -> None:
    """Six managers below the administrator, 35 salespeople below them, a group for each regional office."""
    members = {member.name: member.id for member in work.session.scalars(select(Member))}
    if len(members) > 1:
        return

    def add(name: str, role: Role, title: str, superior: str) -> None:
        details = {"job_title": title, "superior_id": members[superior]}
        members[name] = add_member(work, address_of(name), name, role, password_hash, **details)

    offices: dict[str, list[int]] = {}
    for seller in sellers():
        if seller.manager not in members:
            add(seller.manager, Role.MANAGER, f"Sales manager, {seller.office}", ADMIN)
            offices.setdefault(seller.office, []).append(members[seller.manager])
        add(seller.name, Role.SALESPERSON, "Account executive", seller.manager)
        offices[seller.office].append(members[seller.name])
    for office, ids in offices.items():
        create_group(work, f"{office} office", ids)
