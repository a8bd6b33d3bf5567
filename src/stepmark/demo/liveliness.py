"""What makes the demo look worked in."""

from stepmark.domain.rights import Actor
from stepmark.edge import Edge


def enliven(edge: Edge, admin: Actor) -> None:
    """Nothing yet."""
