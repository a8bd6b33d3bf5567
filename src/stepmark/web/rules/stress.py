"""Names inside a sentence about a rule stand out. They are marked in the plain text, and become elements when shown."""

import re

from markupsafe import Markup, escape

# From the private use area: no keyboard types them, and no text needs them.
_BEGIN, _END = "\ue000", "\ue001"
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
_MARKS = re.compile(f"[{_BEGIN}{_END}]")


def mark(text: str) -> str:
    """A name that is to stand out in a sentence."""
    return f"{_BEGIN}{_MARKS.sub('', text)}{_END}"


def stressed(text: object) -> Markup:
    """The sentence with its names stressed, safe to be shown."""
    html = _MARKED.sub(r"<strong>\1</strong>", str(escape(str(text))))
    return Markup(_MARKS.sub("", html))  # noqa: S704 - escaped above; what was added is <strong> alone


FILTERS = {"stressed": stressed}
