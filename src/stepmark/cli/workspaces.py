"""Workspaces: made, and put on a plan."""

from typing import Annotated

import typer

from stepmark.automation.presets import with_presets
from stepmark.cli.house import opened, say
from stepmark.cli.passwords import FromStdin, asked_password
from stepmark.commands.workspaces import change_plan, create_workspace
from stepmark.domain.passwords import hashed

app = typer.Typer(no_args_is_help=True, help="Make workspaces and change their plans.")

Name = Annotated[str, typer.Argument(help="The workspace's name.", show_default=False)]


@app.command("create")
def create(
    name: Name,
    admin: Annotated[str, typer.Option(help="The first administrator's e-mail address.", show_default=False)],
    *,
    admin_name: Annotated[str, typer.Option(help="Their name; the part before the @ unless given.")] = "",
    plan: Annotated[str, typer.Option(help="The plan that was bought.")] = "enterprise",
    currency: Annotated[str, typer.Option(help="ISO code of the currency that amounts are in.")] = "EUR",
    time_zone: Annotated[str, typer.Option(help="Such as Europe/Warsaw.")] = "UTC",
    locale: Annotated[str, typer.Option(help="Language of what is created for it: en, pl or ru.")] = "en",
    password_stdin: FromStdin = False,
) -> None:
    """Make a workspace with a process to start from and its first administrator."""
    with opened() as house:
        password = hashed(asked_password(from_stdin=password_stdin), admin)
        house.edge.run_as_system(
            with_presets(
                lambda session: create_workspace(
                    session,
                    name,
                    admin,
                    admin_name or admin.partition("@")[0],
                    password,
                    plan=plan,
                    currency=currency,
                    time_zone=time_zone,
                    locale=locale,
                )
            )
        )
    say(f"The workspace “{name}” is ready; {admin} administers it.")


@app.command("plan")
def plan(
    name: Name, plan: Annotated[str, typer.Argument(help="free, starter, professional …", show_default=False)]
) -> None:
    """Put a workspace on another plan. What exceeds it stays as it is."""
    with opened() as house:
        house.edge.run_as_system(lambda session: change_plan(session, name, plan))
    say(f"The workspace “{name}” is on the plan “{plan}”.")
