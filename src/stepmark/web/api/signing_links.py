"""Signing links: pages where a client reads a document, and signs or refuses it."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from stepmark.commands.access import not_found
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.signing_links import DAYS, ask_by_link, withdraw_link
from stepmark.domain.documents import Document
from stepmark.platform.clock import now
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.record_page import seen_record
from stepmark.queries.record_shapes import moment
from stepmark.queries.rights import editable
from stepmark.queries.signing_links import MOST_SHOWN, newest_version
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body
from stepmark.web.signing_parts import LinkRow, link_rows, require_signable

router = APIRouter(prefix="/api/v1/documents/{document_id}/signing-links", tags=["documents"], responses=REFUSALS)


class SigningLinkShape(BaseModel):
    """Who is asked to sign which version until when, and what came of it."""

    id: RowId
    document_id: RowId
    document_version: int
    signer: str
    email: str | None = Field(description="null as well for those who may not change the document.")
    path: str | None = Field(
        description="Where it is signed. null once nobody can, and for those who may not change the document."
    )
    state: str = Field(description="open, signed, refused, withdrawn, expired, or closed by a change of the document.")
    author_id: RowId | None
    created_at: str
    expires_at: str
    opened_at: str | None
    answered_at: str | None
    answer_name: str | None = Field(description="What the signer typed as their name.")
    refusal: str | None = Field(description="Why they have refused.")
    signed_version: int | None = Field(description="The document's version with the record of the signature.")


class NewSigningLink(Body):
    """Who is to sign. Nothing is sent to the e-mail; it is kept with the link."""

    signer: str
    email: str = ""
    days: int = Field(DAYS, description="How long it can be signed.")


@router.get(
    "",
    response_model=page_model("SigningLinks", SigningLinkShape),
    description=f"The newest {MOST_SHOWN}, the newest first.",
    name="signing_links",
)
def index(caller: ApiViewer, document_id: PathId) -> Response:
    """List a document's links."""
    with caller.reading() as session:
        return json_answer(page_shape(_shapes(session, caller, document_id), None))


@router.post("", status_code=201, response_model=SigningLinkShape)
def make(caller: ApiSalesperson, document_id: PathId, body: NewSigningLink) -> Response:
    """Make a link for the document's newest version, a text or a PDF, which waits for the signature from then on."""

    def shown(session: ScopedSession, link_id: int) -> SigningLinkShape:
        return next(each for each in _shapes(session, caller, document_id) if each.id == link_id)

    with caller.reading() as session:
        _seen(session, caller, document_id)
    require_signable(caller, document_id)
    return caller.created(shown, ask_by_link, document_id, body.signer, body.email, body.days)


@router.delete("/{signing_link_id}", status_code=204)
def withdraw(caller: ApiSalesperson, document_id: PathId, signing_link_id: PathId) -> None:
    """Withdraw a link. One that was answered stays as it is."""
    caller.run(withdraw_link, document_id, signing_link_id)


def _seen(session: ScopedSession, caller: ApiCaller, document_id: int) -> Document:
    found = seen_record(session, DOCUMENT, caller.actor, document_id)
    if not isinstance(found, Document):
        raise not_found()
    return found


def _shapes(session: ScopedSession, caller: ApiCaller, document_id: int) -> list[SigningLinkShape]:
    document = _seen(session, caller, document_id)
    newest, may_change = newest_version(session, document_id), editable(session, caller.actor, document)
    rows = link_rows(session, caller, document, newest.number if newest else 0)
    return [_shape(row, may_change=may_change) for row in rows]


def _shape(row: LinkRow, *, may_change: bool) -> SigningLinkShape:
    link = row.link
    names = (
        "id", "document_id", "document_version", "signer", "author_id", "answer_name", "refusal", "signed_version",
    )  # fmt: skip
    return SigningLinkShape(
        **{name: getattr(link, name) for name in names},
        email=link.email if may_change else None,
        path=f"/sign/{link.token}" if row.is_open and may_change else None,
        state=_state(row),
        created_at=moment(link.created_at) or "",
        expires_at=moment(link.expires_at) or "",
        opened_at=moment(link.opened_at),
        answered_at=moment(link.answered_at),
    )


def _state(row: LinkRow) -> str:
    if row.link.answer is not None:
        return row.link.answer
    if row.link.withdrawn_at is not None:
        return "withdrawn"
    if row.is_open:
        return "open"
    return "expired" if now() >= row.link.expires_at else "closed"
