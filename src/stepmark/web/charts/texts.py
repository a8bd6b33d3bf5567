"""Texts in drawings, which don't break into lines."""

# What fits across a telephone of 360 pixels at the size of the drawings' texts.
LINE = 42


def clipped(text: str, limit: int = LINE) -> str:
    """The text on one line of so many characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: max(limit - 1, 1)].rstrip()}…"
