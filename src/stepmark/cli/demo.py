"""The demo workspace."""

from stepmark.cli.house import opened, say
from stepmark.demo.build import NAME, PASSWORD, build


def demo() -> None:
    """Build the workspace “Maven Sales” from real sales data, unless it is there already."""
    with opened() as house:
        build(house.edge, lambda text: say(text))
    say(
        f"Workspace “{NAME}”: sign in as anna@example.com, dustin.brinkmann@example.com or moses.frase@example.com with “{PASSWORD}”."
    )
