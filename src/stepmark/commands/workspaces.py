"""Workspaces: made with their first administrator and a process to start from, described, and put on a plan."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.commands import inputs
from stepmark.commands.exchange_rates import publish_rates
from stepmark.commands.first_process import add_first_processes
from stepmark.commands.persons import person_for
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.people import Member, Role
from stepmark.domain.plans import plan_names
from stepmark.domain.rights import Actor, require_admin
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.identity import actor_of


def create_workspace(
    session: Session,
    name: str,
    admin_email: str,
    admin_name: str,
    password_hash: str,
    *,
    plan: str = "enterprise",
    locale: str = "en",
    currency: str = "EUR",
    time_zone: str = "UTC",
) -> Actor:
    """A workspace with one process and its administrator, who is returned as an actor. For `edge.run_as_system`.

    An administrator who signs in here already, in another workspace, keeps their password.
    """
    workspace = Workspace(
        name=_free_name(session, name),
        plan=_known_plan(plan),
        locale=inputs.locale("locale", locale),
        currency=inputs.currency("currency", currency),
        time_zone=inputs.time_zone("time_zone", time_zone),
    )
    session.add(workspace)
    session.flush()
    admin_name = inputs.line("admin_name", _("Full name"), admin_name)
    person = person_for(session, inputs.email("admin_email", admin_email), admin_name, password_hash)
    member = Member(
        workspace_id=workspace.id,
        person_id=person.id,
        name=admin_name,
        role=Role.ADMINISTRATOR,
        locale=workspace.locale,
        time_zone=workspace.time_zone,
        tour_due=True,
    )
    session.add(member)
    session.flush()
    add_first_processes(session, workspace)
    return actor_of(member, workspace)


def change_plan(session: Session, workspace: str, plan: str) -> None:
    """Put a workspace, by its name, on another plan. What exceeds it stays, and nothing may be added to it."""
    row = session.scalars(select(Workspace).where(Workspace.name == workspace).with_for_update()).one_or_none()
    if row is None:
        raise Problem("not-found", _("There is no workspace “%(name)s”.", name=workspace[:200]), field="workspace")
    row.plan = _known_plan(plan)
    row.version += 1


def update_workspace(work: Work, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change the workspace's name, currency, time zone, language, what salespeople see, `stale_days`, when it works
    (`work_days`, `work_from`, `work_to`) or `sweep_hour`, as far as given.

    `version` is the one the administrator saw; a newer one refuses with `conflict`.
    """
    require_admin(work.actor)
    workspace = locked_workspace(work)
    if version not in (None, workspace.version):
        raise Problem("conflict", _("Somebody else has changed this since you read it. Look again, then repeat."))
    given = {key: value for key, value in raw.items() if key in _CHECKS or key == "name"}
    after = inputs.read_all({key: partial(_read, work, workspace, key, value) for key, value in given.items()})
    if after.get("work_from", workspace.work_from) >= after.get("work_to", workspace.work_to):
        raise Invalid({"work_to": _("Work must end after it has begun.")})
    changes = {key: (getattr(workspace, key), value) for key, value in after.items()}
    changes = {key: (before, value) for key, (before, value) in changes.items() if before != value}
    if not changes:
        return
    for key, (_before, value) in changes.items():
        setattr(workspace, key, value)
    if "currency" in changes:
        publish_rates(work, workspace)
    workspace.version += 1
    work.happened("workspace.updated", "workspace", workspace.id, changes, label=workspace.name)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "currency": inputs.currency,
    "time_zone": inputs.time_zone,
    "locale": inputs.locale,
    "visibility": lambda key, raw: inputs.one_of(key, raw, list(Visibility)),
    "stale_days": inputs.days,
    "work_days": inputs.weekdays,
    "work_from": inputs.minutes_of_day,
    "work_to": lambda key, raw: inputs.minutes_of_day(key, raw) or inputs.MOST_MINUTES,  # midnight is the day's end
    "sweep_hour": inputs.hour,
}


def _read(work: Work, workspace: Workspace, key: str, value: Any) -> Any:
    return _free_name(work.session, value, workspace.id) if key == "name" else _CHECKS[key](key, value)


def _free_name(session: Session, raw: str, own_id: int = 0) -> str:
    name = inputs.line("name", _("Name"), raw)
    if session.scalars(select(Workspace.id).where(Workspace.name == name, Workspace.id != own_id)).first():
        raise Invalid({"name": _("Another workspace on this server has this name. Choose another.")})
    return name


def _known_plan(name: str) -> str:
    if name not in plan_names():
        text = _("There is no plan “%(name)s”. Plans: %(plans)s", name=name[:40], plans=", ".join(plan_names()))
        raise Invalid({"plan": text})
    return name
