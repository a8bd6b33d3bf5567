"""Documents: their versions, and how they come to be signed."""

import mimetypes
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands import inputs
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.files import Upload, clean_name
from stepmark.commands.linked_events import tell_around
from stepmark.commands.record_rows import update
from stepmark.commands.work import Work
from stepmark.domain.documents import DRAFT, FOR_SIGNING, HTML, REFUSED, SIGNED, Document, DocumentVersion
from stepmark.platform.clock import today
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENT = KINDS[Document.about.name]
MOST_VERSIONS = 500
_FIELDS = {field.key: field for field in DOCUMENT.system_fields}
_UNSIGNED: dict[str, Any] = {"signed_on": None, "signed_by": None, "refusal": None}


def add_version(work: Work, document_id: int, uploads: list[Upload]) -> int:
    """An uploaded file as the newest version. Returns its number."""
    document = record_to_edit(work, Document, document_id)
    if not uploads:
        raise Problem("invalid", _("Choose a file."), field="file")
    name = clean_name(uploads[0].name)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _add(
        work,
        document,
        DocumentVersion(name=name, media_type=media_type, size=uploads[0].size, sha256=uploads[0].sha256),
    )


def add_text(work: Work, document: Document, html: str) -> None:
    """A text, as safe HTML, as the first version of a document that was made just now."""
    version = DocumentVersion(
        document_id=document.id, number=1, author_id=work.author.member_id, **_of_text(document, html)
    )
    work.session.add(version)


def add_filled(work: Work, document: Document, base: Upload, parts: dict[str, str]) -> None:
    """A Word file with these parts in the place of its own, as the first version of a document made just now."""
    version = DocumentVersion(
        document_id=document.id,
        number=1,
        name=clean_name(base.name),
        media_type=WORD,
        size=base.size,
        sha256=base.sha256,
        parts=parts,
        author_id=work.author.member_id,
    )
    work.session.add(version)


def restore_version(work: Work, document_id: int, number: int) -> int:
    """An older version once more, as the newest one. Returns its number."""
    document = record_to_edit(work, Document, document_id)
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    found = work.session.scalars(query.where(DocumentVersion.number == number)).one_or_none()
    if found is None:
        raise not_found()
    kept = {key: getattr(found, key) for key in ("name", "media_type", "size", "sha256", "html", "parts")}
    return _add(work, document, DocumentVersion(restored_from=number, **kept))


def ask_for_signature(work: Work, document_id: int) -> None:
    """The client is to sign it; one that waits for that already stays so."""
    document = record_to_edit(work, Document, document_id)
    _require(document, DRAFT, REFUSED, FOR_SIGNING)
    update(work, DOCUMENT, document, {"status": FOR_SIGNING, **_UNSIGNED})


def mark_signed(work: Work, document_id: int, raw_day: Any, raw_by: Any) -> None:
    """It is signed, by whom and when: today unless told otherwise, and never in the future."""
    document = record_to_edit(work, Document, document_id)
    _require(document, DRAFT, FOR_SIGNING)
    by = inputs.line("signed_by", _FIELDS["signed_by"].label, raw_by, limit=300)
    update(work, DOCUMENT, document, {"status": SIGNED, "signed_on": _day(work, raw_day), "signed_by": by})
    tell_around(work, "document.signed", DOCUMENT, document)


def sign_as(work: Work, document: Document, by: str, signed: Upload) -> int:
    """A document that waits for it is signed today, and holds what was signed as its newest version: its number."""
    _require(document, FOR_SIGNING)
    newest = _newest(work, document.id)
    version = DocumentVersion(
        document_id=document.id,
        number=newest + 1,
        name=clean_name(signed.name),
        media_type="application/pdf",
        size=signed.size,
        sha256=signed.sha256,
    )
    work.session.add(version)
    changes = {"document_version": (newest, version.number), "file": (None, version.name)}
    work.happened_to("versioned", DOCUMENT.name, document, changes)
    day = today(work.actor.time_zone)
    update(work, DOCUMENT, document, {"status": SIGNED, "signed_on": day, "signed_by": by})
    tell_around(work, "document.signed", DOCUMENT, document)
    return version.number


def mark_refused(work: Work, document_id: int, raw_reason: Any) -> None:
    """The client does not sign it."""
    document = record_to_edit(work, Document, document_id)
    _require(document, DRAFT, FOR_SIGNING)
    reason = inputs.line("refusal", _FIELDS["refusal"].label, raw_reason, required=False, limit=300) or None
    update(work, DOCUMENT, document, {"status": REFUSED, "refusal": reason})


def back_to_draft(work: Work, document_id: int) -> None:
    """It is worked on again, whatever became of it."""
    document = record_to_edit(work, Document, document_id)
    update(work, DOCUMENT, document, {"status": DRAFT, **_UNSIGNED})


def _add(work: Work, document: Document, version: DocumentVersion) -> int:
    """What was sent for signing is a draft again with another content; what is signed stays as it was signed."""
    if document.status == SIGNED:
        text = _("“%(name)s” is signed, so its content stays. Make it a draft again, or make a new document.")
        raise Problem("conflict", _(text.message, name=document.label))
    newest = _newest(work, document.id)
    if newest >= MOST_VERSIONS:
        raise Problem("invalid", _("A document has at most %(limit)s versions.", limit=MOST_VERSIONS))
    version.document_id, version.number, version.author_id = document.id, newest + 1, work.author.member_id
    work.session.add(version)
    work.session.flush()
    document.touch()
    changes = {"document_version": (newest or None, version.number), "file": (None, version.name)}
    work.happened_to("versioned", DOCUMENT.name, document, changes)
    if newest and document.status != DRAFT:
        update(work, DOCUMENT, document, {"status": DRAFT, **_UNSIGNED})
    return version.number


def _newest(work: Work, document_id: int) -> int:
    query = select(DocumentVersion.number).where(DocumentVersion.document_id == document_id)
    return work.session.scalar(query.order_by(DocumentVersion.number.desc()).limit(1)) or 0


def _of_text(document: Document, html: str) -> dict[str, Any]:
    return {"name": document.title, "media_type": HTML, "size": len(html.encode()), "html": html}


def _require(document: Document, *statuses: str) -> None:
    if document.status not in statuses:
        now = dict(_FIELDS["status"].choices)[document.status]
        text = _("“%(name)s” is in the state “%(state)s”. Make it a draft again first.", name=document.label, state=now)
        raise Problem("conflict", text)


def _day(work: Work, raw: Any) -> Any:
    current = today(work.actor.time_zone)
    try:
        day = parse(_FIELDS["signed_on"], raw or current, work.reader)
    except ValueFault as fault:
        raise Invalid({"signed_on": fault.text}) from None
    if day is not None and day > current:
        raise Invalid({"signed_on": _("Enter a day that is not in the future.")})
    return day
