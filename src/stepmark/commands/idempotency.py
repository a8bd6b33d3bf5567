"""A request that a program may repeat without harm: its key is kept in the transaction of the change itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from stepmark.commands.work import Work
from stepmark.domain.notes import IdempotencyKey
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _

KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Given:
    """What is known of a request with a key: its verb's result, and its status and body once they are kept."""

    id: int
    result: Any
    answer: tuple[int, str] | None
    replayed: bool


def once(work: Work, key: str, request_hash: str, change: Callable[[Work], Any]) -> Given:
    """Carry `change` out, unless the actor's key was used already: then nothing happens, and its result comes back.

    The key used for another request is `invalid`. Two at once: the second waits for the first's key, then finds it.
    """
    known = work.session.scalars(
        select(IdempotencyKey).where(IdempotencyKey.member_id == work.actor.member_id, IdempotencyKey.key == key)
    ).one_or_none()
    if known is not None:
        return _known(known, request_hash)
    _drop_old(work)
    row = IdempotencyKey(member_id=work.actor.member_id, key=key, request_hash=request_hash)
    work.session.add(row)
    work.session.flush()
    row.result = change(work)
    return Given(row.id, row.result, None, replayed=False)


def keep_answer(work: Work, key_id: int, status: int, body: str) -> tuple[int, str]:
    """Keep the first answer given to a key, and return it."""
    row = work.session.get_one(IdempotencyKey, key_id, with_for_update=True)
    answer = _answer(row)
    if answer is None:
        row.status, row.body = answer = status, body
    return answer


def _known(row: IdempotencyKey, request_hash: str) -> Given:
    if row.request_hash != request_hash:
        text = _("This key was used for another request. Send a new key with each new request.")
        raise Invalid({"Idempotency-Key": text})
    return Given(row.id, row.result, _answer(row), replayed=True)


def _answer(row: IdempotencyKey) -> tuple[int, str] | None:
    return None if row.status is None or row.body is None else (row.status, row.body)


def _drop_old(work: Work) -> None:
    own = IdempotencyKey.member_id == work.actor.member_id
    old = delete(IdempotencyKey).where(own, IdempotencyKey.at < now() - KEPT)
    work.session.execute(old, execution_options={"synchronize_session": False})
