"""The demo workspace."""

from stepmark.cli.house import console, opened
from stepmark.demo.build import NAME, PASSWORD, build


def demo() -> None:
    """Build the workspace “Maven Sales” from real sales data, unless it is there already."""
    with opened() as house:
        build(house.edge, lambda text: console.print(text, markup=False))
    console.print(f"Workspace “{NAME}”: sign in as anna@example.com, dustin.brinkmann@example.com or moses.frase@example.com with “{PASSWORD}”.", markup=False)
