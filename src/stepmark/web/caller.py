"""Who calls, and what they may do: every route asks for a role here, or says that it is public."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request

from stepmark.commands.presence import seen_now
from stepmark.commands.work import Work
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _, speaking
from stepmark.platform.ids import signature
from stepmark.platform.live import Hub
from stepmark.platform.settings import Settings
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.identity import Identity, identity_by_sign_in

COOKIE = "stepmark_session"
_SEEN_EVERY = timedelta(minutes=10)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Visitor:
    """A request whose sender is not known, or need not be."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.database: Database = request.app.state.database
        self.edge: Edge = request.app.state.edge
        self.hub: Hub = request.app.state.hub
        self.settings: Settings = request.app.state.settings

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks and takes a fragment."""
        return self.request.headers.get("HX-Request") == "true"

    @property
    def csrf_token(self) -> str:
        """What forms send back, for browsers that don't say where a request comes from."""
        return csrf_token(self.settings, self.request.cookies.get(COOKIE, ""))


class Caller(Visitor):
    """A request of a signed-in member whose role suffices."""

    def __init__(self, request: Request, identity: Identity) -> None:
        super().__init__(request)
        self.identity = identity
        self.undo: int | None = None
        self.has_changed = False

    @property
    def actor(self) -> Actor:
        """The member, as commands and queries know them."""
        return self.identity.actor

    @contextmanager
    def reading(self) -> Iterator[ScopedSession]:
        """A fresh session in the member's workspace that may not write; names made of labels are in their language."""
        with (
            speaking(self.actor.locale, self.actor.time_zone),
            self.database.reading(self.actor.workspace_id, access=self.actor.access) as session,
        ):
            yield session

    def run(
        self,
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Carry one verb out as this member; texts typed are read in their language. `undo` is then how to undo it.

        `has_changed` says that something was saved, whatever becomes of the answer.
        """
        with speaking(self.actor.locale, self.actor.time_zone):
            done = self.edge.change(self.actor, verb, *args, **kwargs)
        self.undo, self.has_changed = done.undo, True
        return done.result


class NotSignedIn(Problem):
    """Nobody is signed in: a page leads to the sign-in, a client is told."""

    def __init__(self) -> None:
        super().__init__("not-signed-in", _("Sign in first."))


def allow(role: Role) -> Any:
    """A route's `Annotated[Caller, allow(Role.SALESPERSON)]`: a member of at least this role."""

    def caller(request: Request) -> Caller:
        found = signed_in(request)
        request.state.locale = found.actor.locale
        request.state.caller = found
        if found.actor.role.rank < role.rank:
            raise Problem("not-allowed", _("Your role does not allow this. Ask an administrator of your workspace."))
        return found

    caller.stepmark_access = role  # type: ignore[attr-defined]  # what the test of all routes looks for
    return Depends(caller)


def public() -> Any:
    """A route's `Annotated[Visitor, public()]`: open to strangers, on purpose."""

    async def visitor(request: Request) -> Visitor:
        return Visitor(request)

    visitor.stepmark_access = None  # type: ignore[attr-defined]  # what the test of all routes looks for
    return Depends(visitor)


Viewer = Annotated[Caller, allow(Role.VIEWER)]
Salesperson = Annotated[Caller, allow(Role.SALESPERSON)]
Manager = Annotated[Caller, allow(Role.MANAGER)]
Administrator = Annotated[Caller, allow(Role.ADMINISTRATOR)]
Public = Annotated[Visitor, public()]


def signed_in(request: Request) -> Caller:
    """The member behind the request's cookie; raises NotSignedIn."""
    token = request.cookies.get(COOKIE, "")
    visitor = Visitor(request)
    if not token:
        raise NotSignedIn
    with visitor.database.reading(None) as session:
        identity = identity_by_sign_in(session, token, visitor.settings.session_days)
    if identity is None:
        raise NotSignedIn
    if identity.seen_at is None or identity.seen_at < now() - _SEEN_EVERY:
        visitor.edge.run_as_system(lambda session: seen_now(session, identity.access_id))
    return Caller(request, identity)


def csrf_token(settings: Settings, cookie: str) -> str:
    """A token that only pages shown to this sign-in can know."""
    return signature(settings.signing_key, f"csrf:{cookie}")
