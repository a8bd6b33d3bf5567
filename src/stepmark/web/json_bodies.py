"""JSON as programs send it: read without what only some readers know, and refused where no database could keep it."""

import json
from typing import Any

from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import is_storable

DEEPEST = 20
_TOO_DEEP = _("The body is not JSON, or nested too deeply.")


def json_in(body: bytes) -> Any:
    """What a body holds; `invalid` for what is no JSON."""
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise wrong_body(_TOO_DEEP) from None


def require_storable(data: Any, depth: int = 0) -> None:
    """Refuse what no database keeps, and what is nested without end."""
    if depth > DEEPEST:
        raise wrong_body(_TOO_DEEP)
    if isinstance(data, str) and not is_storable(data):
        raise wrong_body(_("A text holds characters that can't be kept (NUL or half of a pair). Remove them."))
    if isinstance(data, dict):
        for key, value in data.items():
            require_storable(key, depth + 1)
            require_storable(value, depth + 1)
    elif isinstance(data, list):
        for item in data:
            require_storable(item, depth + 1)


def wrong_body(text: Text) -> Invalid:
    """Why a body can't be taken."""
    return Invalid({"body": text})


def _no_constant(name: str) -> Any:
    raise ValueError(name)
