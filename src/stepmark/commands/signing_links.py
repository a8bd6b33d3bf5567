"""Asking a client to sign a document on a page of its own, and what they answer there."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from stepmark.commands import inputs
from stepmark.commands.access import locked, not_found, record_to_edit
from stepmark.commands.documents import DOCUMENT, ask_for_signature, mark_refused, sign_as
from stepmark.commands.files import Upload
from stepmark.commands.linked_events import tell_around
from stepmark.commands.work import Work
from stepmark.domain.documents import Document
from stepmark.domain.signing_links import Answer, SigningLink
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import new_token, token_hash
from stepmark.queries.signing_links import asked_by_id, can_be_read, newest_version

DAYS = 14
_LONGEST_NAME = 300


class Visit(NamedTuple):
    """When and from where a signer answers."""

    at: datetime
    address: str
    browser: str


def ask_by_link(work: Work, document_id: int, raw_signer: Any, raw_email: Any = "", raw_days: Any = DAYS) -> int:
    """A page where somebody can sign the newest version, which has to be a text or a PDF. Returns the link's id."""
    signer = inputs.line("signer", _("Who is to sign"), raw_signer, limit=_LONGEST_NAME)
    email = inputs.line("email", _("E-mail"), raw_email, required=False, limit=320) or None
    days = inputs.days("days", raw_days)
    document = record_to_edit(work, Document, document_id)
    version = newest_version(work.session, document_id)
    if version is None:
        raise Problem("invalid", _("There is nothing to sign yet. Add the file that is to be signed."))
    if not can_be_read(version):
        text = _("“%(name)s” can't be signed on a page. Add it as a PDF first.", name=version.name)
        raise Problem("invalid", text)
    ask_for_signature(work, document_id)
    token, moment = new_token(), now()
    made = SigningLink(
        document_id=document.id,
        document_version=version.number,
        token=token,
        token_hash=token_hash(token),
        signer=signer,
        email=email,
        author_id=work.author.member_id,
        author_name=work.author.name[:200],
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    work.session.add(made)
    work.session.flush()
    work.happened_to("signing_asked", DOCUMENT.name, document)
    return made.id


def withdraw_link(work: Work, document_id: int, link_id: int) -> None:
    """Nobody can sign by it any more; one that was answered, or withdrawn already, stays as it is."""
    record_to_edit(work, Document, document_id)
    found = _locked(work, link_id)
    if found.document_id != document_id:
        raise not_found()
    if found.answer is None and found.withdrawn_at is None:
        found.withdrawn_at = now()


def note_opening(work: Work, link_id: int, sha256: str, address: str) -> None:
    """The signer has opened the page for the first time, and is shown this PDF."""
    document, found = _to_answer(work, link_id)
    if found.opened_at is None:
        found.opened_at, found.opened_from, found.pdf_sha256 = now(), address[:64], sha256
        tell_around(work, "document.opened", DOCUMENT, document)


def sign_by_link(work: Work, link_id: int, name: str, pdf: Upload, visit: Visit) -> None:
    """The signer signs, under this name; `pdf` is what they were shown with the record of the signature behind it.

    A second time changes nothing.
    """
    document, found = _to_answer(work, link_id)
    if found.answer == Answer.SIGNED:
        return
    _require_open(work, link_id)
    _answer(found, Answer.SIGNED, visit)
    found.answer_name = name
    found.signed_version = sign_as(work, document, name, pdf)


def refuse_by_link(work: Work, link_id: int, raw_reason: Any, visit: Visit) -> None:
    """The signer refuses; a second time changes nothing."""
    document, found = _to_answer(work, link_id)
    if found.answer == Answer.REFUSED:
        return
    _require_open(work, link_id)
    mark_refused(work, document.id, raw_reason)
    _answer(found, Answer.REFUSED, visit)
    found.refusal = document.refusal


def signer_name(raw: Any) -> str:
    """The name as typed for a signature."""
    return inputs.line("name", _("Your name"), raw, limit=_LONGEST_NAME)


def _to_answer(work: Work, link_id: int) -> tuple[Document, SigningLink]:
    """The document is locked before its link, as everywhere."""
    document_id = work.session.scalar(select(SigningLink.document_id).where(SigningLink.id == link_id))
    if document_id is None:
        raise not_found()
    return locked(work, Document, document_id), _locked(work, link_id)


def _locked(work: Work, link_id: int) -> SigningLink:
    query = select(SigningLink).where(SigningLink.id == link_id).with_for_update()
    found = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise not_found()
    return found


def _require_open(work: Work, link_id: int) -> None:
    asked = asked_by_id(work.session, link_id)
    if asked is None or not asked.is_open:
        raise Problem("conflict", _("This document can't be signed here any more. Ask for a new link."))


def _answer(found: SigningLink, answer: Answer, visit: Visit) -> None:
    found.answer, found.answered_at = answer, visit.at
    found.answered_from, found.browser = visit.address[:64], visit.browser[:300]
