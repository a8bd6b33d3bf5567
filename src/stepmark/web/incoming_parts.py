"""What the pages of webhooks in show: the rows of their mapping, and what came in."""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from starlette.datastructures import FormData

from stepmark.automation.incoming import payload_in
from stepmark.automation.trace import shown_text
from stepmark.domain.incoming_webhooks import CallOutcome, IncomingCall
from stepmark.platform.i18n import Text, _
from stepmark.web.forms import text_of_form
from stepmark.web.payload_leaves import leaves_of

OUTCOMES: Mapping[str, tuple[Text, str]] = {
    CallOutcome.CREATED: (_("Created"), "good"),
    CallOutcome.CHANGED: (_("Changed"), "good"),
    CallOutcome.IGNORED: (_("Ignored"), ""),
    CallOutcome.BARRED: (_("Refused: on the exceptions list"), "warn"),
    CallOutcome.REFUSED: (_("Refused"), "bad"),
}
MISSING = (
    ("create", _("Make a new record")),
    ("refuse", _("Refuse the call")),
    ("ignore", _("Do nothing")),
)
_SPARE = 3
_MOST_LEAVES = 60
_PATH = 200
_SAMPLE = 80


class Row(NamedTuple):
    """One line of the mapping: where a value stands, the field that it fills, and what stood there last."""

    path: str
    field: str
    sample: str = ""


def rows_of(fields: Sequence[Mapping[str, str]], last: IncomingCall | None) -> list[Row]:
    """What is mapped, then what came in last and is not, then some that are empty."""
    samples = _samples(payload_in(last.body) if last is not None else {})
    mapped = [Row(each["path"], each["field"], samples.get(each["path"], "")) for each in fields]
    known = {each.path for each in mapped}
    return [*mapped, *(Row(path, "", sample) for path, sample in samples.items() if path not in known), *_spare()]


def given_of(form: FormData) -> dict[str, Any]:
    """What the form says, as the verbs take it; a line without a field or without a path is none."""
    given: dict[str, Any] = {
        key: text_of_form(form, key) for key in ("name", "kind", "find_by", "missing", "active") if key in form
    }
    if "is_signed__shown" in form:
        given["is_signed"] = "is_signed" in form
    if "path" in form:
        lines = zip(form.getlist("path"), form.getlist("field"), strict=False)
        pairs = [(path.strip(), field) for path, field in lines if isinstance(path, str) and isinstance(field, str)]
        given["fields"] = [{"path": path, "field": field} for path, field in pairs if path and field]
    return given


def why(call: IncomingCall) -> Text:
    """Why it was refused or ignored."""
    return shown_text(call.reason) if call.reason else ""


def pretty(body: str) -> str:
    """What came in, indented where it is JSON."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def _samples(payload: dict[str, Any]) -> dict[str, str]:
    """What stood where, such as {"items.0.name": "Roof"}; of long lists the first item alone."""
    leaves = islice(leaves_of(payload), _MOST_LEAVES)
    return {".".join(map(str, steps))[:_PATH]: "" if value is None else str(value)[:_SAMPLE] for steps, value in leaves}


def _spare() -> list[Row]:
    return [Row("", "")] * _SPARE
