"""Who is in the workspace, and whom the token stands for."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from stepmark.domain.people import Member
from stepmark.queries.member_page import member_page
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import RowId
from stepmark.web.api._caller import ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, id_after, page_shape

router = APIRouter(prefix="/api/v1", tags=["members"], responses=REFUSALS)


class MemberShape(BaseModel):
    """A person in this workspace."""

    id: RowId
    name: str
    email: str
    role: str
    job_title: str
    superior_id: RowId | None
    active: bool


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


@router.get("/members", response_model=page_model("Members", MemberShape), summary="List members")
def index(caller: ApiViewer, limit: Limit = 50, after: After = "") -> Response:
    """Those who left are among them, as records still name them."""
    with caller.reading() as session:
        found, last = member_page(session, after=id_after(after), limit=limit)
        return json_answer(page_shape([_shape(member, email) for member, email in found], last))


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


def _shape(member: Member, email: str) -> MemberShape:
    return MemberShape(
        id=member.id,
        name=member.name,
        email=email,
        role=member.role,
        job_title=member.job_title,
        superior_id=member.superior_id,
        active=member.active,
    )
