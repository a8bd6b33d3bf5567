"""What a signer is shown and what is kept of the signature: PDFs in the files folder, made outside any transaction."""

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from stepmark.automation.printed_papers import file_name, sheet_of_version
from stepmark.channels.documents.joined import NotPdf, joined, require_pdf
from stepmark.channels.documents.pdf import as_pdf
from stepmark.channels.documents.sheets import RecordSheet
from stepmark.commands.access import not_found
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.files import Upload
from stepmark.commands.signing_links import Visit
from stepmark.domain.documents import Document, DocumentVersion
from stepmark.domain.signing_links import SigningLink
from stepmark.platform.clock import now
from stepmark.platform.days import day_pattern
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from stepmark.platform.i18n import Text, _, locale, speaking
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.record_pages import seen_details
from stepmark.queries.signing_links import Asked, links_of_document, newest_version, standing_of, why_closed
from stepmark.web.caller import Caller, Visitor
from stepmark.web.payment_parts import base_url
from stepmark.web.public_pages import Host
from stepmark.web.uploads import file_store


class LinkRow(NamedTuple):
    """A link as its document's page shows it."""

    link: SigningLink
    standing: tuple[Text, str]
    is_open: bool
    url: str


def link_rows(session: ScopedSession, caller: Caller, document: Document, newest: int) -> list[LinkRow]:
    """A document's links, the newest first."""
    moment = now()
    return [
        LinkRow(
            each,
            standing_of(each, document, newest, moment),
            each.token is not None and each.waits_at(moment) and why_closed(document, newest, each) is None,
            f"{base_url(caller)}/sign/{each.token}",
        )
        for each in links_of_document(session, document.id)
    ]


def require_signable(caller: Caller, document_id: int) -> None:
    """Refuse to ask for a signature on a PDF that can't be read; asked before the verb, as it takes its time."""
    with caller.reading() as session:
        if seen_details(session, caller.actor, DOCUMENT, document_id) is None:
            raise not_found()
        version = newest_version(session, document_id)
    if version is None or version.is_text or version.media_type != "application/pdf":
        return
    try:
        require_pdf(_stored(file_store(caller.settings), str(version.sha256)))
    except NotPdf:
        text = _("“%(name)s” is no PDF that can be read, or has a password. Add it anew as a PDF.", name=version.name)
        raise Problem("invalid", text) from None


def pdf_to_sign(visitor: Visitor, asked: Asked) -> bytes:
    """What was shown first, and else what the version holds."""
    store, sha256 = file_store(visitor.settings), asked.link.pdf_sha256 or asked.version.sha256
    if sha256 is not None:
        return _stored(store, sha256)
    with visitor.database.reading(asked.link.workspace_id) as session:
        return _made(session, asked.version)


def kept(visitor: Visitor, name: str, content: bytes) -> Upload:
    """A PDF, stored."""
    stored = file_store(visitor.settings).keep(io.BytesIO(content))
    return Upload(file_name(name), stored.sha256, stored.size)


def signed_pdf(visitor: Visitor, host: Host, asked: Asked, name: str, visit: Visit) -> Upload:
    """What was shown, with the record of the signature behind it, in the workspace's language."""
    shown = pdf_to_sign(visitor, asked)
    with speaking(host.locale, host.time_zone):
        record = _record(host, asked, name, visit, hashlib.sha256(shown).hexdigest())
        title = str(_("%(title)s (signed)", title=asked.document.title))
    try:
        return kept(visitor, title, joined(shown, as_pdf(record)))
    except NotPdf:
        raise Problem("conflict", _("This file can't be signed here. Ask whoever sent you the link.")) from None


def _record(host: Host, asked: Asked, name: str, visit: Visit, sha256: str) -> RecordSheet:
    zone = ZoneInfo(host.time_zone)
    return RecordSheet(
        locale=locale(),
        title=str(_("Record of the signature")),
        footer=f"{host.name} · {asked.document.title}",
        subject=asked.document.title,
        facts=[(str(label), value) for label, value in _facts(asked, name, visit, sha256, zone)],
        events_title=str(_("What happened")),
        events=[(_moment(at, zone), str(what)) for at, what in _events(asked, name, visit) if at is not None],
    )


def _facts(asked: Asked, name: str, visit: Visit, sha256: str, zone: ZoneInfo) -> Iterator[tuple[Text, str]]:
    yield _("Signed by"), name
    yield _("Signed on"), _moment(visit.at, zone)
    yield _("Network address"), visit.address
    yield _("Browser"), visit.browser
    yield _("Version"), str(asked.version.number)
    yield _("SHA-256 of the pages before"), sha256


def _events(asked: Asked, name: str, visit: Visit) -> Iterator[tuple[datetime | None, Text]]:
    link = asked.link
    yield link.created_at, _("%(who)s asked %(signer)s for a signature", who=link.author_name, signer=link.signer)
    yield link.opened_at, _("The page was opened from %(address)s", address=link.opened_from or "")
    yield visit.at, _("%(name)s agreed and signed", name=name)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return format_datetime(at, f"{day_pattern(locale())} HH:mm:ss ZZZZ", tzinfo=zone, locale=locale())


def _stored(store: FileStore, sha256: str) -> bytes:
    try:
        return store.path(sha256).read_bytes()
    except FileNotFoundError:
        raise not_found() from None


def _made(session: ScopedSession, version: DocumentVersion) -> bytes:
    sheet = sheet_of_version(session, version)
    if sheet is None:
        raise not_found()
    return as_pdf(sheet)
