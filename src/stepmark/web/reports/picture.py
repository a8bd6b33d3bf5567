"""One report, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text
from stepmark.queries.reports.counted import Asked
from stepmark.web.charts.columns import Columns
from stepmark.web.charts.rows import Rows
from stepmark.web.reports.links import DealLinks
from stepmark.web.reports.tables import Table


class Fact(NamedTuple):
    """A figure that stands above the drawing."""

    label: Text
    text: str
    url: str | None = None


@dataclass(frozen=True)
class View:
    """What a report is drawn from: who reads it, what it counts, and how its figures lead on."""

    actor: Actor
    asked: Asked
    links: DealLinks
    time_zone: str


@dataclass(frozen=True)
class Picture:
    """A drawing with its legend as (look, meaning), the table behind it, and what its words mean."""

    facts: Sequence[Fact]
    chart: Rows | Columns
    legend: Sequence[tuple[str, Text]]
    table: Table
    definitions: Sequence[Text]
    is_empty: bool

    @property
    def description(self) -> str:
        """The facts as one line, for those who don't see the drawing."""
        return "; ".join(f"{fact.label}: {fact.text}" for fact in self.facts)
