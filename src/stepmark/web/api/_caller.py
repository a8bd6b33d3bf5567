"""Who calls the API: the member behind a bearer token, on a plan that includes it, with a role that suffices."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.responses import Response

from stepmark.commands.presence import token_used
from stepmark.commands.work import Work
from stepmark.domain.people import Role
from stepmark.domain.plans import plan
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.identity import Identity, identity_by_token
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import check_body, read_body
from stepmark.web.api._idempotency import run_once
from stepmark.web.api._versions import etag
from stepmark.web.caller import Caller, Visitor

_USED_EVERY = timedelta(minutes=10)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result", int, None)


class ApiCaller(Caller):
    """A request with a valid token. `body` is what it sent, byte by byte."""

    def __init__(self, request: Request, identity: Identity, body: bytes) -> None:
        super().__init__(request, identity)
        self.body = body

    def created(
        self,
        show: Callable[[ScopedSession, Result], Any],
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Response:
        """Carry a POST's verb out, once per Idempotency-Key; answers 201 with `show(session, what the verb returned)`.

        The verb returns an id or None; `show` returns a Pydantic model or plain JSON data.
        """
        return run_once(self, self.body, 201, show, verb, *args, **kwargs)

    def done(
        self,
        show: Callable[[ScopedSession, Result], Any],
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Response:
        """The same for a POST that makes nothing new: answers 200."""
        return run_once(self, self.body, 200, show, verb, *args, **kwargs)

    def accepted(
        self,
        show: Callable[[ScopedSession, Result], Any],
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Response:
        """The same for a POST whose work is done later: answers 202."""
        return run_once(self, self.body, 202, show, verb, *args, **kwargs)

    def answer(self, show: Callable[[ScopedSession], Any]) -> Response:
        """200 with what `show` finds in a fresh reading session, and its version as ETag if it has one."""
        with self.reading() as session:
            shape = show(session)
        version = getattr(shape, "version", None)
        return json_answer(shape, headers=etag(version) if isinstance(version, int) else None)


def allow(role: Role) -> Any:
    """A route's `Annotated[ApiCaller, allow(Role.SALESPERSON)]`: a token of a member of at least this role."""

    def caller(request: Request, body: Annotated[bytes, Depends(read_body)]) -> ApiCaller:
        found = member_behind(request, role, body)
        check_body(request, body)
        return found

    caller.stepmark_access = role  # type: ignore[attr-defined]  # what the test of all routes looks for
    return Depends(caller)


def member_behind(request: Request, role: Role, body: bytes) -> ApiCaller:
    """The member whose token the request bears, on a plan with the API; refused below that role."""
    identity = _identity(Visitor(request))
    request.state.locale = identity.actor.locale
    _require_plan(identity)
    if identity.actor.role.rank < role.rank:
        raise Problem("not-allowed", _("Your role does not allow this. Ask an administrator of your workspace."))
    return ApiCaller(request, identity, body)


ApiViewer = Annotated[ApiCaller, allow(Role.VIEWER)]
ApiSalesperson = Annotated[ApiCaller, allow(Role.SALESPERSON)]
ApiManager = Annotated[ApiCaller, allow(Role.MANAGER)]
ApiAdministrator = Annotated[ApiCaller, allow(Role.ADMINISTRATOR)]


def _identity(visitor: Visitor) -> Identity:
    scheme, _space, token = visitor.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("not-signed-in", _("Send a token: “Authorization: Bearer …”."))
    with visitor.database.reading(None) as session:
        identity = identity_by_token(session, token.strip())
    if identity is None:
        raise Problem("not-signed-in", _("This token is unknown or was ended. Make a new one."))
    if identity.seen_at is None or identity.seen_at < now() - _USED_EVERY:
        visitor.edge.run_as_system(lambda session: token_used(session, identity.access_id))
    return identity


def _require_plan(identity: Identity) -> None:
    name = identity.actor.plan
    if not plan(name).api:
        raise Problem("not-allowed", _("The plan “%(plan)s” does not include the API.", plan=name), plan=name)
