"""Workspaces, users and tokens."""

import sys
from typing import Annotated

import typer
from pwdlib import PasswordHash
from sqlalchemy import select

from stepmark.cli.house import administrator_of, console, fail, opened
from stepmark.domain.people import ApiToken, Member, Person, Role
from stepmark.domain.plans import plan_names
from stepmark.domain.workspace import Workspace
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.tenancy import ScopedSession
from stepmark.platform.text import fold

workspaces = typer.Typer(no_args_is_help=True, help="Make and change workspaces.")
users = typer.Typer(no_args_is_help=True, help="Add people and set passwords.")
tokens = typer.Typer(no_args_is_help=True, help="API tokens.")

FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@workspaces.command("create")
def create_workspace(
    name: Annotated[str, typer.Argument(help="The workspace's name.")],
    admin: Annotated[str, typer.Option(help="The first administrator's e-mail address.")],
    admin_name: Annotated[str, typer.Option(help="Their name.")] = "",
    plan: Annotated[str, typer.Option(help="The plan that was bought.")] = "enterprise",
    currency: Annotated[str, typer.Option()] = "EUR",
    time_zone: Annotated[str, typer.Option()] = "UTC",
    locale: Annotated[str, typer.Option()] = "en",
    password_stdin: FromStdin = False,
) -> None:
    """Make a workspace with its first administrator."""
    password = _password(from_stdin=password_stdin)
    if plan not in plan_names():
        fail(f"There is no plan “{plan}”. There is: {', '.join(plan_names())}.", code=2)

    def made(session: ScopedSession) -> None:
        workspace = Workspace(name=name, plan=plan, currency=currency, time_zone=time_zone, locale=locale)
        person = Person(email=admin, email_folded=fold(admin), name=admin_name or admin.partition("@")[0],
                        password_hash=PasswordHash.recommended().hash(password))
        session.add_all([workspace, person])
        session.flush()
        session.add(Member(workspace_id=workspace.id, person_id=person.id, name=person.name, role=Role.ADMINISTRATOR))

    with opened() as house:
        house.edge.run_as_system(made)
    console.print(f"Workspace “{name}” is ready.", markup=False)


@tokens.command("create")
def create_token(
    workspace: Annotated[str, typer.Option(help="The workspace's name.")],
    email: Annotated[str, typer.Option(help="Whose token it is.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
) -> None:
    """Make an API token; prints it, and nothing else, on standard output."""
    with opened() as house:
        actor = administrator_of(house, workspace)
        token = new_token()

        def made(session: ScopedSession) -> None:
            query = select(Member).join(Person, Person.id == Member.person_id)
            member = session.scalars(query.where(Member.workspace_id == actor.workspace_id, Person.email_folded == fold(email))).one_or_none()
            if member is None:
                fail(f"{email} is no member of “{workspace}”.")
            session.add(ApiToken(token_hash=token_hash(token), member_id=member.id, name=name))

        house.edge.run_as_system(made)
    typer.echo(token)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
