"""Who works in the demo workspace: the people of sales_teams.csv, under their managers, in their regional offices."""

import csv
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


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
