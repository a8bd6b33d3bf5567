"""People: their passwords and tokens."""

from typing import Annotated

import typer

from stepmark.cli.house import administrator_of, fail, opened, say
from stepmark.cli.passwords import FromStdin, asked_password
from stepmark.commands.members import add_member
from stepmark.commands.passwords import set_password
from stepmark.commands.tokens import create_token
from stepmark.domain.passwords import hashed
from stepmark.domain.people import Role
from stepmark.queries.people import member_by_email

users = typer.Typer(no_args_is_help=True, help="Add people and set their passwords.")
tokens = typer.Typer(no_args_is_help=True, help="Make API tokens.")

WorkspaceName = Annotated[str, typer.Option("--workspace", help="The workspace's name.", show_default=False)]


@users.command("add")
def add(
    workspace: WorkspaceName,
    email: Annotated[str, typer.Option(help="The address by which they sign in.", show_default=False)],
    name: Annotated[str, typer.Option(help="Their name; the part before the @ unless given.")] = "",
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.SALESPERSON,
    password_stdin: FromStdin = False,
) -> None:
    """Add a person to a workspace. Somebody who signs in here already keeps their password."""
    with opened() as house:
        actor = administrator_of(house, workspace)
        new = hashed(asked_password(from_stdin=password_stdin), email)
        house.edge.run(actor, lambda work: add_member(work, email, name or email.partition("@")[0], role, new))
    say(f"{email} may sign in to “{workspace}” as {role}.")


@users.command("password")
def password(
    email: Annotated[str, typer.Argument(help="Whose password.", show_default=False)], password_stdin: FromStdin = False
) -> None:
    """Set a new password; the person is signed out everywhere."""
    with opened() as house:
        new = hashed(asked_password(from_stdin=password_stdin), email)
        house.edge.run_as_system(lambda session: set_password(session, email, new))
    say(f"{email} has a new password.")


@tokens.command("create")
def token(
    workspace: WorkspaceName,
    email: Annotated[str, typer.Option(help="The member with whose rights it acts.", show_default=False)],
    name: Annotated[str, typer.Option(help="What it is for.")] = "Command line",
) -> None:
    """Make an API token; prints it, and nothing else, on standard output."""
    with opened() as house:
        actor = administrator_of(house, workspace)
        with house.database.reading(actor.workspace_id) as session:
            member = member_by_email(session, email)
        if member is None or not member.active:
            fail(f"{email} is no active member of “{workspace}”.")
        made = house.edge.run(actor, create_token, name, member.id)
    typer.echo(made)
