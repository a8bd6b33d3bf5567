"""Groups of members, such as regional offices. Administrators only."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.groups import create_group, delete_group, update_group
from stepmark.domain.people import Group, Member
from stepmark.queries.groups import active_members_by_group, group, groups
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1/groups", tags=["members"], responses=REFUSALS)
MemberIds = Annotated[list[RowId] | None, Field(description="All its members.")]


class GroupShape(BaseModel):
    """A group with its active members."""

    id: RowId
    name: str
    member_ids: list[RowId]


class NewGroup(Body):
    """A group to make."""

    name: str
    member_ids: MemberIds = None


class GroupChange(Body):
    """What is to change; the rest stays."""

    name: str | None = None
    member_ids: MemberIds = None


@router.get("", response_model=page_model("Groups", GroupShape))
def index(caller: ApiAdministrator) -> Response:
    """List the groups, all at once."""
    with caller.reading() as session:
        members = active_members_by_group(session)
        return json_answer(page_shape([_shape(each, members[each.id]) for each in groups(session)], None))


@router.post("", status_code=201, response_model=GroupShape)
def make(caller: ApiAdministrator, body: NewGroup) -> Response:
    """Make a group."""
    return caller.created(_shown, create_group, body.name, body.member_ids or ())


@router.get("/{group_id}", response_model=GroupShape)
def show(caller: ApiAdministrator, group_id: PathId) -> Response:
    """Read one."""
    return caller.answer(lambda session: _shown(session, group_id))


@router.patch("/{group_id}", response_model=GroupShape)
def change(caller: ApiAdministrator, group_id: PathId, body: GroupChange) -> Response:
    """Change its name or its members."""
    caller.run(update_group, group_id, body.name, body.member_ids)
    return caller.answer(lambda session: _shown(session, group_id))


@router.delete("/{group_id}", status_code=204)
def delete(caller: ApiAdministrator, group_id: PathId) -> None:
    """Dissolve a group. Its members stay; rules that name it are broken until another is chosen."""
    caller.run(delete_group, group_id)


def _shown(session: Session, group_id: int) -> GroupShape:
    found = group(session, group_id)
    if found is None:
        raise not_found()
    return _shape(found, active_members_by_group(session)[group_id])


def _shape(each: Group, members: Sequence[Member]) -> GroupShape:
    return GroupShape(id=each.id, name=each.name, member_ids=[member.id for member in members])
