"""Who is in the workspace, what administrators change of them, and whom the token stands for."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.leaving import activate_member, deactivate_member
from stepmark.commands.members import update_member
from stepmark.domain.people import Member
from stepmark.queries.member_page import member_page, member_with_email
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._process_bodies import Body
from stepmark.web.api._versions import if_match

router = APIRouter(prefix="/api/v1", tags=["members"], responses=REFUSALS)


class MemberShape(BaseModel):
    """A person in this workspace."""

    id: RowId
    name: str
    email: str
    role: str
    job_title: str
    phone: str
    superior_id: RowId | None
    active: bool
    version: int


class WorkspaceShape(BaseModel):
    """The workspace, as far as every program may know it."""

    id: RowId
    name: str
    currency: str
    plan: str


class MeShape(BaseModel):
    """The member behind the token."""

    id: RowId
    name: str
    email: str
    role: str
    locale: str
    time_zone: str
    workspace: WorkspaceShape


class MemberChange(Body):
    """What is to change; the rest stays."""

    name: str = ""
    role: Literal["viewer", "salesperson", "manager", "administrator"] = "viewer"
    job_title: str = ""
    phone: str = ""
    superior_id: RowId | None = Field(None, description="null: nobody.")
    group_ids: list[RowId] = Field(default_factory=list, description="All groups that they are in.")


class Leaving(Body):
    """Who takes over what is the member's; where nothing is, nobody needs to."""

    heir_id: RowId | None = None


@router.get("/members", response_model=page_model("Members", MemberShape), summary="List members")
def index(caller: ApiViewer, limit: Limit = 50, after: After = "") -> Response:
    """Those who left are among them, as records still name them."""
    with caller.reading() as session:
        found, last = member_page(session, after=id_after(after), limit=limit)
        return json_answer(page_shape([_shape(member, email) for member, email in found], last))


@router.get("/members/{member_id}", response_model=MemberShape, responses={200: {"headers": ETAG}})
def show(caller: ApiViewer, member_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, member_id))


@router.patch("/members/{member_id}", response_model=MemberShape, openapi_extra={"parameters": [if_match_parameter()]})
def change(caller: ApiAdministrator, member_id: PathId, body: MemberChange) -> Response:
    """Change a member, also the groups that they are in."""
    caller.run(update_member, member_id, body.model_dump(exclude_unset=True), version=if_match(caller.request))
    return caller.answer(lambda session: _shown(session, member_id))


@router.post("/members/{member_id}/leaving", response_model=MemberShape)
def leave(caller: ApiAdministrator, member_id: PathId, body: Leaving) -> Response:
    """Let a member leave. Their sign-ins and tokens end."""
    return caller.done(lambda session, _none: _shown(session, member_id), deactivate_member, member_id, body.heir_id)


@router.delete("/members/{member_id}/leaving", response_model=MemberShape)
def come_back(caller: ApiAdministrator, member_id: PathId) -> Response:
    """Let a member who left come back."""
    caller.run(activate_member, member_id)
    return caller.answer(lambda session: _shown(session, member_id))


@router.get("/me", response_model=MeShape, summary="Read whom the token stands for")
def me(caller: ApiViewer) -> Response:
    """The answer comes from the token alone."""
    actor, identity = caller.actor, caller.identity
    return json_answer(
        MeShape(
            id=actor.member_id or 0,
            name=actor.name,
            email=identity.email,
            role=actor.role,
            locale=actor.locale,
            time_zone=actor.time_zone,
            workspace=WorkspaceShape(
                id=actor.workspace_id, name=identity.workspace_name, currency=actor.currency, plan=actor.plan
            ),
        )
    )


def _shown(session: Session, member_id: int) -> MemberShape:
    found = member_with_email(session, member_id)
    if found is None:
        raise not_found()
    return _shape(*found)


def _shape(member: Member, email: str) -> MemberShape:
    return MemberShape(
        id=member.id,
        name=member.name,
        email=email,
        role=member.role,
        job_title=member.job_title,
        phone=member.phone,
        superior_id=member.superior_id,
        active=member.active,
        version=member.version,
    )
