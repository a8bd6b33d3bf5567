"""The demo workspace."""

from stepmark.catalogue.kinds import Kind
from stepmark.cli.files import progress_bar, tell_outcome
from stepmark.cli.house import opened, say
from stepmark.demo.build import NAME, PASSWORD, build
from stepmark.demo.people import ADMIN_EMAIL, address_of

MANAGER, SELLER = "Melvin Marxen", "Darcel Schlecht"


def demo() -> None:
    """Build the workspace “Maven Sales” from real sales data, unless it is there already."""
    with opened() as house, progress_bar() as bar:
        admin, imported = build(house.edge, lambda kind: bar(_title(kind)))
        for each in imported:
            tell_outcome(house, admin, each.import_id)
            say(f"  {each.seconds:.1f} s, {each.rows / each.seconds:,.0f} rows a second")
    say(f"The demo workspace “{NAME}” is ready. Sign in with the password “{PASSWORD}” as")
    say(f"  {ADMIN_EMAIL} (administrator), {address_of(MANAGER)} (manager) or {address_of(SELLER)} (salesperson)")


def _title(kind: Kind) -> str:
    return f"Importing {str(kind.label_plural).lower()}"
