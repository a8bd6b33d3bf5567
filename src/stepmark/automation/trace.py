"""What is kept of a run: each condition with the value it saw, each action with what came of it. JSON, to be shown."""

from collections.abc import Sequence
from typing import Any

from stepmark.commands.work import Event
from stepmark.conditions.python import Verdict
from stepmark.platform.clock import now
from stepmark.platform.i18n import Lazy, Text, text_of

MOST_CHANGES = 50


def condition_entries(verdict: Verdict, place: str = "condition") -> list[dict[str, Any]]:
    """One entry for each comparison: where it stands, what it saw, whether it held, and why it could not, if so."""
    return [
        {
            "path": f"{place}/{leaf.place}" if leaf.place else place,
            "field": leaf.field,
            "op": leaf.op,
            "saw": leaf.saw,
            "held": leaf.held,
            **({"reason": kept_text(leaf.reason)} if leaf.reason else {}),
        }
        for leaf in verdict.leaves
    ]


def action_entry(place: str, do: str, outcome: str, **more: Any) -> dict[str, Any]:
    """One entry for an action: done, skipped, waiting or failed, or taken back with its run."""
    details = {key: kept_text(value) if isinstance(value, Lazy | str) else value for key, value in more.items()}
    given = {key: value for key, value in details.items() if value not in (None, [], {})}
    return {"path": place, "do": do, "outcome": outcome, "at": now().isoformat(timespec="milliseconds"), **given}


def event_entries(events: Sequence[Event]) -> list[dict[str, Any]]:
    """What an action has changed, record by record; of thousands the first."""
    return [
        {
            "event": event.name,
            "kind": event.kind,
            "id": event.record_id,
            "label": event.label,
            "changes": {key: list(values) for key, values in event.changes.items()},
        }
        for event in events[:MOST_CHANGES]
    ]


def kept_text(text: Text) -> Any:
    """A text that is translated when it is shown: its message with its values. A plain one stays plain."""
    if not isinstance(text, Lazy) or text.number is not None:
        return str(text)
    return {"message": text.message, "values": {name: _plain(value) for name, value in text.values.items()}}


def shown_text(kept: Any) -> Text:
    """The text again."""
    if isinstance(kept, dict) and "message" in kept:
        values: dict[str, Any] = {name: shown_text(value) for name, value in kept.get("values", {}).items()}
        return Lazy(kept["message"], **values)
    return "" if kept is None else str(kept)


def taken_back(trace: Sequence[dict[str, Any]], start: int = 0) -> list[dict[str, Any]]:
    """The trace of a run that failed: what its actions did from the entry `start` on is gone with it."""
    gone = [{**entry, "outcome": "taken-back"} if entry.get("outcome") == "done" else entry for entry in trace[start:]]
    return [*trace[:start], *gone]


def _plain(value: Any) -> Any:
    return kept_text(value) if isinstance(value, Lazy) else text_of(value) if isinstance(value, str) else str(value)
