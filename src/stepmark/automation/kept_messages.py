"""Mails and SMS that went out, as messages on the timelines of those whom they concern."""

from collections.abc import Mapping
from typing import Any

import structlog

from stepmark.commands.messages import MESSAGE
from stepmark.commands.records import create_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Author, Link, Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.messages import OUTGOING
from stepmark.domain.people import Member
from stepmark.domain.runs import Run
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem

_BODY_LIMIT = 100_000
_BEGINNING = 80
log = structlog.get_logger()


def keep_as_message(work: Work, delivery: Delivery) -> None:
    """Make one message of what was taken, however often. That it can't be kept is no reason to send it again."""
    if "message_id" in delivery.content:
        return
    try:
        with savepoint(work), work.acting(work.actor, *_origin(work, delivery), **_cause(delivery)):
            message_id = create_record(work, MESSAGE, _values(delivery))
            delivery.content = {**delivery.content, "message_id": message_id}
    except Problem as problem:
        log.warning("message.not_kept", delivery=delivery.id, error=str(problem.detail)[:500])


def _origin(work: Work, delivery: Delivery) -> tuple[Author, tuple[Link, ...]]:
    """Whose name it bears, and the runs by which it came about."""
    member = work.session.get(Member, delivery.member_id) if delivery.member_id else None
    author = Author(member.id, member.name) if member else Author(None, work.actor.name)
    run = work.session.get(Run, delivery.run_id) if delivery.run_id else None
    if run is None or run.rule_id is None:
        return author, ()
    chain = tuple(Link(*each) for each in run.wake.get("chain", ()))
    return author, (*chain, Link(run.rule_id, run.kind, run.record_id))


def _cause(delivery: Delivery) -> dict[str, Any]:
    """Undoing the run does not call a mail back, so that its message is not the run's."""
    if delivery.rule_id is None:
        return {"kind": "person"}
    return {"kind": "rule", "rule": delivery.rule_id, "name": delivery.rule_name}


def _values(delivery: Delivery) -> dict[str, Any]:
    content = delivery.content
    return {
        "subject": _subject(content) or "–",
        "channel": delivery.channel,
        "direction": OUTGOING,
        "sender": content["sender"],
        "recipient": delivery.recipient,
        "sent_at": now().isoformat(),
        "body": content["text"][:_BODY_LIMIT],
        "responsible_id": content.get("responsible_id"),
        **content.get("links", {}),
    }


def _subject(content: Mapping[str, Any]) -> str:
    """An SMS has none: it is called by its beginning."""
    return str(content["subject"])[:300] if "subject" in content else " ".join(content["text"].split())[:_BEGINNING]
