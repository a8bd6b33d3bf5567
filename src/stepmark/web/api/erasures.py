"""Erasing a person's data on request: what there is, its erasure, and the register of what was erased."""

from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.erasure import erase_contact, erase_member
from stepmark.domain.contacts import Contact
from stepmark.domain.erasures import Erasure
from stepmark.domain.people import Member
from stepmark.queries.erasures import erasures_page
from stepmark.queries.personal_data import PersonalData, data_of_contact, data_of_member
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1", tags=["erasures"], responses=REFUSALS)


class PersonalDataShape(BaseModel):
    """How much is kept of a person, by sort."""

    what: dict[str, int]


class Confirmed(Body):
    """Said aloud, since it can't be undone."""

    confirmed: Literal[True]


class ErasureShape(BaseModel):
    """Who erased whom, when, and how much, by sort; nothing that tells the person."""

    id: RowId
    kind: str = Field(description="contact or member")
    record_id: RowId
    member_id: RowId | None = Field(description="Who did it.")
    what: dict[str, int]
    at: str


@router.get("/erasures", response_model=page_model("Erasures", ErasureShape))
def index(caller: ApiAdministrator, limit: Limit = 50, after: After = "") -> Response:
    """List what was erased, the newest first."""
    with caller.reading() as session:
        rows, last = erasures_page(session, id_after(after) or None, limit)
        return json_answer(page_shape([_shape(row.erasure) for row in rows], last))


@router.get("/contacts/{contact_id}/personal-data", response_model=PersonalDataShape)
def show_contact(caller: ApiAdministrator, contact_id: PathId) -> Response:
    """How much is kept of a contact, in its own record and elsewhere."""
    return _told(_found(caller, Contact, contact_id, data_of_contact))


@router.post("/contacts/{contact_id}/erasure", response_model=PersonalDataShape)
def erase_one(caller: ApiAdministrator, contact_id: PathId, _body: Confirmed) -> Response:
    """Erase it for good. What linked to the contact links to a nameless one."""
    found = _found(caller, Contact, contact_id, data_of_contact)
    return caller.done(lambda _session, _none: _data(found), erase_contact, contact_id, found)


@router.get("/members/{member_id}/personal-data", response_model=PersonalDataShape)
def show_member(caller: ApiAdministrator, member_id: PathId) -> Response:
    """How much is kept of somebody who works or worked here, besides their work itself."""
    return _told(_found(caller, Member, member_id, data_of_member))


@router.post("/members/{member_id}/erasure", response_model=PersonalDataShape)
def erase_who_left(caller: ApiAdministrator, member_id: PathId, _body: Confirmed) -> Response:
    """Erase for good who somebody was that left; what they did stays, without a name."""
    found = _found(caller, Member, member_id, data_of_member)
    return caller.done(lambda _session, _none: _data(found), erase_member, member_id, found)


def _found(
    caller: ApiAdministrator, model: Any, row_id: int, data_of: Callable[[Session, int], PersonalData]
) -> PersonalData:
    with caller.reading() as session:
        if session.get(model, row_id) is None:
            raise not_found()
        return data_of(session, row_id)


def _told(found: PersonalData) -> Response:
    return json_answer(_data(found))


def _data(found: PersonalData) -> PersonalDataShape:
    return PersonalDataShape(what=found.what)


def _shape(each: Erasure) -> ErasureShape:
    return ErasureShape(
        id=each.id,
        kind=each.kind,
        record_id=each.record_id,
        member_id=each.member_id,
        what=each.what,
        at=moment(each.at) or "",
    )
