"""What the pages of some kinds show besides what all records have, for `_main.html` of their templates' folder."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.accruals import Accrual
from stepmark.domain.attributes import FieldType
from stepmark.domain.documents import DOCUMENT_STATES, DRAFT, FOR_SIGNING, REFUSED, SIGNED, Document
from stepmark.domain.record import Record
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.documents import versions_of
from stepmark.queries.labels import Labels, label_rows
from stepmark.queries.signing_links import can_be_read
from stepmark.web.caller import Caller
from stepmark.web.signing_parts import link_rows


class Origin(NamedTuple):
    """The record that an accrual stems from, as a field would show it."""

    field: Field
    labels: Labels


def parts_of_kind(session: ScopedSession, caller: Caller, record: Record) -> dict[str, Any]:
    """The context that the record's kind adds."""
    found = _PARTS.get(record.about.name)
    return found(session, caller, record) if found else {}


def _of_accrual(session: ScopedSession, caller: Caller, accrual: Any) -> dict[str, Any]:
    kind = KINDS.get(accrual.source_kind)
    if kind is None:
        return {"origin": None}
    field = Field("accrual", "source", kind.label, FieldType.RECORD, related=kind.name)
    return {"origin": Origin(field, Labels(label_rows(session, caller.actor, {kind.name: [accrual.source_id]})))}


def _of_document(session: ScopedSession, caller: Caller, document: Document) -> dict[str, Any]:
    label, versions = dict(DOCUMENT_STATES)[document.status], versions_of(session, document.id)
    newest = versions[0].version if versions else None
    return {
        "versions": versions,
        "document_state": (label, *_LOOKS[document.status]),
        "is_signable": newest is not None and can_be_read(newest),
        "signing_links": link_rows(session, caller, document, newest.number if newest else 0),
    }


_LOOKS = {DRAFT: ("", "pencil"), FOR_SIGNING: ("warn", "hourglass"), SIGNED: ("good", "ballpen"), REFUSED: ("bad", "x")}
_PARTS: Mapping[str, Callable[[ScopedSession, Caller, Any], dict[str, Any]]] = {
    Accrual.about.name: _of_accrual,
    Document.about.name: _of_document,
}
