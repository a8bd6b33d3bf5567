"""Fields as the one who asks may have them: the session knows who reads, and nothing hidden comes out of it.

Records and history that a reading session loads hold nothing in hidden fields: whatever a page, a template or an export
takes from them, there is nothing to be taken. Writing sessions load all, as verbs work with it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import set_committed_value

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, SALE_NAMES, Kind, has_stages
from stepmark.domain.attributes import FieldType
from stepmark.domain.field_access import UNLIMITED, Access, FieldAccess
from stepmark.domain.history import History
from stepmark.domain.lines import LINE_KEYS
from stepmark.domain.payment_links import PAYMENT_KEYS
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.tenancy import is_writing

ByKind = Mapping[str, Mapping[str, Field]]


def access_of(session: Session) -> FieldAccess:
    """The rights to fields of whoever the session works for; all of them where that is the product itself."""
    access: FieldAccess = session.info.get("access", UNLIMITED)
    return access


def sees_on_sales(access: FieldAccess, key: str) -> bool:
    """Whether a field may be seen where deals and leads are shown by one query: hidden of one, it is hidden of both."""
    return all(access.sees(name, key) for name in SALE_NAMES)


def seen(access: FieldAccess, kind: str, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Of a kind's fields those that may be seen; what may not be changed is not filled by hand."""
    limits = access.own.get(kind)
    if not limits:
        return dict(fields)
    return {key: _limited(field, limits.get(key)) for key, field in fields.items() if _is_seen(field, limits.get(key))}


def seen_by(access: FieldAccess, fields: ByKind) -> dict[str, dict[str, Field]]:
    """The same for the fields of all kinds."""
    return {kind: seen(access, kind, own) for kind, own in fields.items()}


def hidden_keys(access: FieldAccess, kind: str) -> frozenset[str]:
    """What history tells of a kind that may not be known: hidden fields, and what gives them away."""
    hidden = access.hidden(kind)
    if not hidden:
        return hidden
    amount = amount_key(KINDS[kind]) in hidden
    contact = has_stages(kind) and "contact_id" in hidden
    prices = kind == "product" and "price" in hidden
    along = (LINE_KEYS | PAYMENT_KEYS if amount else set()) | ({"contact_ids"} if contact else set())
    return hidden | along | ({"prices"} if prices else set())


def amount_key(kind: Kind) -> str:
    """The field that the lines of a kind add up to; empty for a kind without."""
    return next((each.key for each in kind.system_fields if each.type is FieldType.MONEY), "") if kind.lines else ""


def lines_access(actor: Actor, kind: Kind) -> Access:
    """What the actor may do with lines: the same as with the amount that they add up to."""
    return actor.access.of(kind.name, amount_key(kind))


def _is_seen(field: Field, access: Access | None) -> bool:
    return access is not Access.HIDDEN or field.always_seen


def _limited(field: Field, access: Access | None) -> Field:
    return field if access is None else replace(field, by_hand=False, read_only=field.by_hand)


def _mask(record: Any, *_details: Any) -> None:
    session = object_session(record)
    if session is None or "access" not in session.info or is_writing(session):
        return
    access = access_of(session)
    if not access.own:
        return
    if isinstance(record, History):
        hidden = hidden_keys(access, record.kind)
        if not hidden.isdisjoint(record.changes):
            told = {key: pair for key, pair in record.changes.items() if key not in hidden}
            set_committed_value(record, "changes", told)
        return
    kind = KINDS[record.about.name]
    for field in kind.system_fields:
        if field.column and not field.always_seen and not access.sees(kind.name, field.key):
            set_committed_value(record, field.column, None)


for _model in (Record, History):
    for _moment in ("load", "refresh"):
        event.listen(_model, _moment, _mask, propagate=True)
