"""The workspace's settings. Administrators only; its plan is changed by whoever runs the server."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.workspaces import update_workspace
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.i18n import LOCALES
from stepmark.web.api._bodies import RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._process_bodies import Body
from stepmark.web.api._versions import if_match

router = APIRouter(prefix="/api/v1/workspace", tags=["workspace"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
_VISIBILITY = "What salespeople see: all records, their own and those of people below them (team), or their own."
_STALE = "After so many days without an event a deal is marked on the board."
_SWEEP = "The hour at which periodic rules run, by its own clock."
WorkDays = Annotated[list[int], Field(description="Weekdays; 0 is Monday.")]


class WorkspaceSettingsShape(BaseModel):
    """What holds for the whole workspace."""

    id: RowId
    name: str
    plan: str
    currency: str
    time_zone: str
    locale: str
    visibility: str = Field(description=_VISIBILITY)
    stale_days: int = Field(description=_STALE)
    work_days: WorkDays
    work_from: str = Field(description="HH:MM")
    work_to: str = Field(description="HH:MM; 24:00 is midnight.")
    sweep_hour: int = Field(description=_SWEEP)
    version: int


class WorkspaceChange(Body):
    """What is to change; the rest stays."""

    name: str = ""
    currency: str = Field("", description="Such as EUR.")
    time_zone: str = Field("", description="Such as Europe/Warsaw.")
    locale: str = Field("", description=f"One of {', '.join(LOCALES)}.")
    visibility: str = Field("", description=f"{_VISIBILITY} One of {', '.join(Visibility)}.")
    stale_days: int = Field(0, description=_STALE)
    work_days: WorkDays = Field(default_factory=list)
    work_from: str = Field("", description="HH:MM")
    work_to: str = Field("", description="HH:MM; 24:00 is midnight.")
    sweep_hour: int = Field(0, description=_SWEEP)


@router.get("", response_model=WorkspaceSettingsShape, **_ONE)
def show(caller: ApiAdministrator) -> Response:
    """Read the settings."""
    return caller.answer(lambda session: _shown(session, caller.actor.workspace_id))


@router.patch("", response_model=WorkspaceSettingsShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, body: WorkspaceChange) -> Response:
    """Change what is given."""
    caller.run(update_workspace, body.model_dump(exclude_unset=True), version=if_match(caller.request))
    return caller.answer(lambda session: _shown(session, caller.actor.workspace_id))


def _shown(session: Session, workspace_id: int) -> WorkspaceSettingsShape:
    workspace = session.get_one(Workspace, workspace_id)
    return WorkspaceSettingsShape(
        id=workspace.id,
        name=workspace.name,
        plan=workspace.plan,
        currency=workspace.currency,
        time_zone=workspace.time_zone,
        locale=workspace.locale,
        visibility=workspace.visibility,
        stale_days=workspace.stale_days,
        work_days=workspace.work_days,
        work_from=_clock(workspace.work_from),
        work_to=_clock(workspace.work_to),
        sweep_hour=workspace.sweep_hour,
        version=workspace.version,
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
