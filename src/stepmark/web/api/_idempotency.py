"""Idempotency-Key: a POST sent twice is done once, and answered alike."""

import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from fastapi.responses import Response

from stepmark.commands.idempotency import keep_answer, once
from stepmark.commands.work import Work
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.web.api._answers import json_response, json_text
from stepmark.web.caller import Caller

KEY_LIMIT = 200
REPLAYED = {"Idempotent-Replayed": "true"}

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result", int, None)


def run_once(
    caller: Caller,
    body: bytes,
    status: int,
    show: Callable[[ScopedSession, Result], Any],
    verb: Callable[Concatenate[Work, Arguments], Result],
    /,
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Response:
    """Carry the verb out and answer with what `show` makes of its result; the same `body` again is answered alike."""
    key = _key(caller)
    if not key:
        return json_response(_shown(caller, show, caller.run(verb, *args, **kwargs)), status)
    given = caller.run(once, key, _hash(caller, body), lambda work: verb(work, *args, **kwargs))
    # A crash may come between a change and its answer: then the answer is made now, from what was done.
    answer = given.answer or caller.run(keep_answer, given.id, status, _shown(caller, show, given.result))
    return json_response(answer[1], answer[0], REPLAYED if given.replayed else None)


def _key(caller: Caller) -> str:
    key = caller.request.headers.get("Idempotency-Key", "")
    if len(key) > KEY_LIMIT:
        raise Invalid({"Idempotency-Key": _("A key has at most %(limit)s characters.", limit=KEY_LIMIT)})
    return key


def _hash(caller: Caller, body: bytes) -> str:
    request = caller.request
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(target.encode() + body).hexdigest()


def _shown(caller: Caller, show: Callable[[ScopedSession, Result], Any], result: Result) -> str:
    with caller.reading() as session:
        return json_text(show(session, result))
