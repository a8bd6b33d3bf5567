"""What other systems are told of a record: its values as the API gives them, and what has changed."""

from typing import Any

from sqlalchemy import select

from stepmark.automation.context import ActionContext
from stepmark.domain.history import History
from stepmark.platform.clock import now
from stepmark.queries.record_shapes import record_shapes

_MOST_EVENTS = 50


def payload_of(context: ActionContext) -> dict[str, Any]:
    """{"type", "timestamp", "data": {"record", "changes", "rule", "run"}}: only what the rule's owner may see."""
    return {
        "type": f"{context.kind.name}.{'deleted' if context.record.is_deleted else 'changed'}",
        "timestamp": now().isoformat(),
        "data": {
            "record": _record(context),
            "changes": _changes(context),
            "rule": {"id": context.rule.id, "name": context.rule.name, "version": context.rule.version},
            "run": {"id": context.run.id, "cause": context.run.cause},
        },
    }


def _record(context: ActionContext) -> dict[str, Any]:
    fields = context.fields[context.kind.name]
    (shape,) = record_shapes(context.work.session, context.kind, [context.record], fields)
    return {"kind": context.kind.name, **shape}


def _changes(context: ActionContext) -> dict[str, list[Any]]:
    """By field: what it was before the change that set the rule off, and what it is after all of that so far."""
    work, run = context.work, context.run
    mine = History.kind == run.kind, History.record_id == run.record_id, History.change_id == run.change_id
    query = select(History.changes).where(*mine).order_by(History.id).limit(_MOST_EVENTS)
    told = [dict(each) for each in work.session.scalars(query)]
    told += [
        {key: list(pair) for key, pair in each.changes.items()}
        for each in work.events
        if (each.kind, each.record_id) == (run.kind, run.record_id)
    ]
    seen = context.fields[context.kind.name]
    found: dict[str, list[Any]] = {}
    for changes in told:
        for key, (before, after) in changes.items():
            if key in seen:
                found[key] = [found[key][0] if key in found else before, after]
    return found
