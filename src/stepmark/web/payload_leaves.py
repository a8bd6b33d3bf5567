"""Where values stand in what came in, for those who map them to fields and those who write them into texts."""

from collections.abc import Iterator
from typing import Any, NamedTuple

# As deep as a body that is taken at all.
DEEPEST = 20


class Leaf(NamedTuple):
    """A value, and the names on the way to it; of a list the first item alone, behind the number 0."""

    steps: tuple[str | int, ...]
    value: Any


def leaves_of(data: Any, deepest: int = DEEPEST, steps: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    """Each value that is neither a list nor has names in it, with at most `deepest` steps to it."""
    if isinstance(data, (dict, list)):
        inside = data.items() if isinstance(data, dict) else enumerate(data[:1])
        for step, value in inside if len(steps) < deepest else ():
            yield from leaves_of(value, deepest, (*steps, step))
    elif steps:
        yield Leaf(steps, data)
