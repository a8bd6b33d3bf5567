"""Periodic rules by hand: a day that was missed for longer than the clock makes up, or one to look at beforehand."""

from datetime import date, datetime
from typing import Annotated

import typer
from sqlalchemy import func, select

from stepmark.cli.house import House, administrator_of, opened, say
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Sweep
from stepmark.platform.clock import today
from stepmark.queries.sweeps import periodic_rules
from stepmark.worker.sweeps import sweep_day


def sweep(
    workspace: Annotated[str, typer.Option(help="The workspace, by its name.")],
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Today if not given.")] = None,
) -> None:
    """Do a day's periodic rules now, those that have not had that day yet, whenever they were switched on."""
    with opened() as house:
        actor = administrator_of(house, workspace)
        on = day.date() if day else today(actor.time_zone)
        with house.database.reading(actor.workspace_id) as session:
            rules = periodic_rules(session)
        before = _records(house, actor, on)
        for rule_id in rules:
            sweep_day(house.edge, actor.workspace_id, rule_id, on)
        say(f"{on.isoformat()}: {len(rules):,} periodic rules, {_records(house, actor, on) - before:,} records.")


def _records(house: House, actor: Actor, day: date) -> int:
    """How many the day's rules have met so far."""
    with house.database.reading(actor.workspace_id) as session:
        return session.scalar(select(func.coalesce(func.sum(Sweep.done), 0)).where(Sweep.day == day)) or 0
