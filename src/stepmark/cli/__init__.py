"""The command line: one short module per group of commands."""

from typing import Annotated

import typer

from stepmark.cli import backups, demo, files, search, server, sweeps, users, workspaces
from stepmark.cli.house import point_at
from stepmark.platform import garbage

app = typer.Typer(
    name="stepmark",
    help="Stepmark: a sales process as a checklist, self-hosted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(server.serve)
app.command()(server.worker)
app.command()(server.migrate)
app.command()(demo.demo)
app.command("import")(files.import_file)
app.command("export")(files.export_file)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(search.reindex)
app.command()(sweeps.sweep)
app.add_typer(workspaces.app, name="workspace")
app.add_typer(users.users, name="user")
app.add_typer(users.tokens, name="token")


@app.callback()
def options(
    data_dir: Annotated[str, typer.Option(help="Where data is kept, instead of STEPMARK_DATA_DIR.")] = "",
    database_url: Annotated[str, typer.Option(help="PostgreSQL's address, instead of STEPMARK_DATABASE_URL.")] = "",
) -> None:
    """Every command reads its settings from environment variables named STEPMARK_…; the README lists them."""
    garbage.resume()
    point_at(data_dir, database_url)
