"""The only place that opens a writing transaction, settles what follows, and commits."""

import time
from collections.abc import Callable
from typing import Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from stepmark.automation.noticing import send_notices
from stepmark.automation.renewal import renew_automation, rest_rules_of_leavers
from stepmark.automation.settle import settle
from stepmark.commands import last_contact, payment_links, search_index
from stepmark.commands.bulk import write_new
from stepmark.commands.work import Work
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.platform.db import Database, is_worth_retrying
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.jobs import Jobs
from stepmark.platform.live import Hub, Message
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.undo import can_be_undone

TRIES = 4
_PAUSE = 0.02

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Verb = Callable[Concatenate[Work, Arguments], Result]


class Done(NamedTuple, Generic[Result]):
    """What a verb returned, its change if that can be undone, and the seconds that all of it took: of this thread's own
    work, and by the clock.
    """

    result: Result
    undo: int | None
    worked: float
    held: float


class Edge:
    """Carries verbs out. The whole is repeated at most three times when the database lost a race for us."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self.database = database
        self.hub = hub
        # Who carries on what changes leave waiting; whoever puts the process together says so.
        self.jobs = Jobs()

    def run(
        self,
        actor: Actor,
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run one verb of `commands/` in a transaction of its own, and tell whoever watches what changed."""
        return self.change(actor, verb, *args, **kwargs).result

    def change(
        self,
        actor: Actor,
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> "Done[Result]":
        """The same, with the number by which the change can be undone, and what it cost the others."""
        return self._repeat(lambda: self._once(actor, verb, *args, **kwargs))

    def run_as_system(self, change: Callable[[ScopedSession], Result]) -> Result:
        """A change outside any workspace: signing in and out, making a workspace."""
        return self._repeat(lambda: self._once_as_system(change))

    def _once(
        self,
        actor: Actor,
        verb: Callable[Concatenate[Work, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> "Done[Result]":
        with self.database.writing(actor.workspace_id) as session:
            work_began, began = time.thread_time(), time.perf_counter()
            work = Work(session, actor)
            result = verb(work, *args, **kwargs)
            settle(work)
            rest_rules_of_leavers(work)
            renew_automation(work)
            send_notices(work)
            search_index.follow(work)
            last_contact.follow(work)
            payment_links.follow(work)
            rows = work.history()
            write_new(work, rows)
            write_new(work, work.notices)
            if work.awaited:
                session.flush()
                self.jobs.defer(session, actor.workspace_id, work.awaited)
            session.commit()
        worked, held = time.thread_time() - work_began, time.perf_counter() - began
        if work.awaited:
            self.jobs.committed()
        if work.has_departures:
            self.jobs.departing()
        self.hub.publish(
            Message(actor.workspace_id, "deal", row.deal_id, row.id) for row in rows if row.deal_id is not None
        )
        at = int(now().timestamp() * 1000)
        self.hub.publish(Message(actor.workspace_id, "notices", member_id, at) for member_id in work.told)
        return Done(result, work.change_id if can_be_undone(work.events) else None, worked, held)

    def _once_as_system(self, change: Callable[[ScopedSession], Result]) -> Result:
        with self.database.writing(None) as session:
            result = change(session)
            session.commit()
        return result

    def _repeat(self, once: Callable[[], Result]) -> Result:
        for attempt in range(1, TRIES):
            try:
                return once()
            except IntegrityError:
                # Two people did the same at once and the database let one win: the second try sees the winner,
                # and the verb then refuses in words.
                if attempt == TRIES - 1:
                    raise
            except DBAPIError as error:
                if not is_worth_retrying(error):
                    raise
            time.sleep(_PAUSE * 2**attempt)
        try:
            return once()
        except DBAPIError as error:
            if is_worth_retrying(error):
                raise Problem("busy", _("Many changes are being saved right now. Try again in a moment.")) from error
            raise
