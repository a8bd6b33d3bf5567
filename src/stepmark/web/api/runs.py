"""What rules did: their runs with traces. Administrators only."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.automation.runs import retry_run
from stepmark.automation.trace import shown_text
from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.work import Work
from stepmark.domain.runs import Run
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.record_shapes import moment
from stepmark.queries.runs import RunFilter, run_row, runs_page
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import id_after, page_shape

router = APIRouter(prefix="/api/v1/runs", tags=["runs"], responses=REFUSALS)


class Asked(BaseModel):
    """Which runs are listed; the days are local ones of the token's member, both included."""

    rule_id: RowId | None = None
    outcome: Literal["", "done", "failed", "waiting", "stopped", "undone"] = ""
    kind: str = Field("", description="deal, company, contact or task.")
    record_id: RowId | None = None
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    after: str = Field("", description="The cursor that the page before gave as `next`.")

    @property
    def filter(self) -> RunFilter:
        """What the query asks for; raises Invalid."""
        if self.kind and self.kind not in KINDS:
            raise Invalid({"kind": _("There is no such kind of record.")})
        return RunFilter(self.rule_id, self.outcome, self.kind, self.record_id, self.first, self.last)


class RecordRef(BaseModel):
    """The record that it ran for; `label` is its name then."""

    kind: str
    id: int
    label: str


class RunShape(BaseModel):
    """One run. `trace` has each condition with what it saw, and each action with its outcome and changes.

    `version` is that of the rule it ran in. `due_at` is when a waiting one goes on, `reason` why it failed or stopped.
    """

    id: int
    rule_id: RowId | None
    rule_name: str
    version: int
    record: RecordRef
    outcome: str
    cause: dict[str, Any]
    reason: str | None
    started_at: str
    finished_at: str | None
    due_at: str | None
    change_id: int
    parent_id: RowId | None
    trace: list[dict[str, Any]]


@router.get("", response_model=page_model("Runs", RunShape), name="runs")
def index(caller: ApiAdministrator, asked: Annotated[Asked, Query()]) -> Response:
    """List runs, the newest first."""
    before, zone = id_after(asked.after) or None, caller.actor.time_zone
    with caller.reading() as session:
        runs, last_id = runs_page(session, asked.filter, zone, before=before, limit=asked.limit, whole=True)
        return json_answer(page_shape([_shape(run) for run in runs], last_id))


@router.get("/{run_id}", response_model=RunShape)
def show(caller: ApiAdministrator, run_id: PathId) -> Response:
    """Read a run with its trace."""
    return caller.answer(lambda session: _shown(session, run_id))


@router.post("/{run_id}/retry", response_model=RunShape)
def retry(caller: ApiAdministrator, run_id: PathId) -> Response:
    """Try a failed run again, from the action that failed."""
    return caller.done(lambda session, _none: _shown(session, run_id), retry_run, run_id)


@router.post("/{run_id}/undo", response_model=RunShape)
def undo(caller: ApiAdministrator, run_id: PathId) -> Response:
    """Take back what a run has done, where nobody has touched it since; the trace's last entry names what stays."""
    return caller.done(lambda session, _none: _shown(session, run_id), _undo, run_id)


def _undo(work: Work, run_id: int) -> None:
    undo_run(work, run_id)


def _shown(session: Session, run_id: int) -> RunShape:
    run = run_row(session, run_id)
    if run is None:
        raise not_found()
    return _shape(run)


def _shape(run: Run) -> RunShape:
    return RunShape(
        id=run.id,
        rule_id=run.rule_id,
        rule_name=run.rule_name,
        version=run.rule_version,
        record=record_of(run),
        outcome=run.outcome,
        cause=run.cause,
        reason=reason_of(run),
        started_at=moment(run.started_at) or "",
        finished_at=moment(run.finished_at),
        due_at=moment(run.due_at),
        change_id=run.change_id,
        parent_id=run.parent_id,
        trace=trace_of(run),
    )


def record_of(run: Run) -> RecordRef:
    """The record that a run is about."""
    return RecordRef(kind=run.kind, id=run.record_id, label=run.record_label)


def reason_of(run: Run) -> str | None:
    """Why a run failed or stopped, if it did."""
    return str(shown_text((run.reason_details or {}).get("reason"))) or None


def trace_of(run: Run) -> list[dict[str, Any]]:
    """A run's trace with its texts written out."""
    return [_entry(run, each) for each in run.trace]


def _entry(run: Run, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with its texts written out; `changes` are those of the run's own record."""
    texts: dict[str, Any] = {"reason": str(shown_text(entry["reason"]))} if "reason" in entry else {}
    if "warnings" in entry:
        texts["warnings"] = [str(shown_text(each)) for each in entry["warnings"]]
    if "events" not in entry:
        return entry | texts
    own = [each for each in entry["events"] if (each["kind"], each["id"]) == (run.kind, run.record_id)]
    return entry | texts | {"changes": {key: pair for each in own for key, pair in each["changes"].items()}}
