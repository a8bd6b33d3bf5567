"""Where a person's data lie: in what hangs on their record, and in texts about others that name them."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, cast, func, inspect, or_, select
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import CONTACT, KINDS
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact, ContactPoint
from stepmark.domain.documents import Document, DocumentTemplate, DocumentVersion
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.history import History
from stepmark.domain.invoices import Invoice
from stepmark.domain.merges import Merge
from stepmark.domain.messages import Message
from stepmark.domain.notes import File, Note, Notice
from stepmark.domain.people import Group, Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.requisites import Requisite
from stepmark.domain.rules import Rule, RuleVersion
from stepmark.domain.runs import Run, Unmet
from stepmark.domain.search import SearchSlip, SearchTerm
from stepmark.platform.mapping import Base, Scoped
from stepmark.queries.signs import Signs, signs_of_contacts, signs_of_member

# Others' own data, what the workspace is set up with, papers that the law wants kept, and what is made anew anyway.
NOT_SEARCHED: frozenset[type[Any]] = frozenset(
    {
        Company, Contact, ContactPoint, CustomField, Document, DocumentTemplate, DocumentVersion, Group, Invoice,
         Member, Process, Requisite, Rule, RuleVersion, SearchSlip, SearchTerm, Stage, Step,
    }
)  # fmt: skip
# What the product wrote by itself: there any value that was kept of the person is theirs.
_WRITTEN_BY_PEOPLE = frozenset({Note, File, FieldValue, *(kind.model for kind in KINDS.values())})
_LEAST_LENGTH = 30

Mentions = Mapping[type[Any], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class PersonalData:
    """What goes: rows of the person's own by sort, and the keys of other rows that name them, by class."""

    ids: Sequence[int]
    signs: Signs
    own: Mapping[str, int]
    mentions: Mentions

    @property
    def what(self) -> dict[str, int]:
        """How much of it there is, by sort; nothing that tells the person."""
        elsewhere = sum(len(keys) for keys in self.mentions.values())
        return {name: count for name, count in {**self.own, "mentions": elsewhere}.items() if count}


def data_of_contact(session: Session, contact_id: int) -> PersonalData:
    """All that is kept of a contact, and of the duplicates that were merged into it."""
    ids = [contact_id, *_merged(session, contact_id)]
    signs = signs_of_contacts(session, ids)
    own = {name: _count(session, model, ids) for name, model in _OWN.items()}
    fields = select(CustomField.id).where(CustomField.kind == CONTACT.name)
    held = select(func.count()).select_from(FieldValue)
    own["fields"] = session.scalar(held.where(FieldValue.field_id.in_(fields), FieldValue.record_id.in_(ids))) or 0
    own["messages"] = session.scalar(select(func.count(Message.id)).where(Message.contact_id.in_(ids))) or 0
    return PersonalData(ids, signs, own, mentions_of(session, signs, CONTACT.name, ids))


def data_of_member(session: Session, member_id: int) -> PersonalData:
    """All that is kept of somebody who worked here, besides their work itself."""
    signs = signs_of_member(session, member_id)
    did = session.scalar(select(func.count(History.id)).where(History.actor_id == member_id)) or 0
    return PersonalData([member_id], signs, {"history": did}, mentions_of(session, signs, "member", [member_id]))


def mentions_of(session: Session, signs: Signs, kind: str, ids: Collection[int]) -> Mentions:
    """The primary keys of rows whose texts name the person, by class; rows of the person's own are none of them."""
    found = {}
    for model in searched():
        condition = _names(model, signs)
        if condition is not None and (keys := _keys(session, model, condition, kind, ids)):
            found[model] = keys
    return found


def searched() -> tuple[type[Any], ...]:
    """The classes whose texts are searched: all of a workspace's, but those that NOT_SEARCHED says why."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return tuple(sorted((each for each in classes if issubclass(each, Scoped) and each not in NOT_SEARCHED), key=str))


def text_columns(model: type[Any]) -> tuple[str, ...]:
    """The attributes of a class that hold texts, or objects with texts in them."""
    return tuple(prop.key for prop in inspect(model).column_attrs if _holds_text(prop.columns[0]))


def by_people(model: type[Any]) -> bool:
    """Whether people write these texts themselves."""
    return model in _WRITTEN_BY_PEOPLE


_OWN: Mapping[str, type[Any]] = {
    "contact_points": ContactPoint,
    "requisites": Requisite,
    "notes": Note,
    "files": File,
    "notices": Notice,
    "history": History,
    "runs": Run,
    "misses": Unmet,
}


def _count(session: Session, model: Any, ids: Collection[int]) -> int:
    own = model.kind == CONTACT.name, model.record_id.in_(ids)
    return session.scalar(select(func.count()).select_from(model).where(*own)) or 0


def _merged(session: Session, contact_id: int) -> list[int]:
    found: list[int] = []
    last = [contact_id]
    while last:
        into = Merge.kind == CONTACT.name, Merge.into_id.in_(last), Merge.record_id.not_in([contact_id, *found])
        last = list(session.scalars(select(Merge.record_id).where(*into)))
        found += last
    return found


def _holds_text(column: Any) -> bool:
    if column.primary_key or column.foreign_keys or str(column.name).endswith("_folded"):
        return False
    is_text = isinstance(column.type, String) and (column.type.length or _LEAST_LENGTH) >= _LEAST_LENGTH
    return is_text or isinstance(column.type, JSON)


def _names(model: type[Any], signs: Signs) -> ColumnElement[bool] | None:
    wanted = signs.names if by_people(model) else signs.all
    parts = [
        cast(getattr(model, key), LongText).icontains(each, autoescape=True)
        for key in text_columns(model)
        for sign in sorted(wanted)
        for each in _spellings(sign)
    ]
    return or_(*parts) if parts else None


def _spellings(sign: str) -> Iterator[str]:
    """A sign in the letter cases that SQLite does not know to be alike, and as JSON writes it."""
    cases = dict.fromkeys([sign] if sign.isascii() else [sign, sign.lower(), sign.upper(), sign.title()])
    yield from cases
    if not sign.isascii() or '"' in sign or "\\" in sign:
        yield from (json.dumps(each)[1:-1] for each in cases)


def _keys(
    session: Session, model: Any, condition: ColumnElement[bool], kind: str, ids: Collection[int]
) -> Sequence[Sequence[Any]]:
    keys = [getattr(model, inspect(model).get_property_by_column(each).key) for each in inspect(model).primary_key]
    query = select(*keys).where(condition)
    if model is FieldValue:
        # What clients' own fields hold is theirs.
        clients = [each.name for each in KINDS.values() if each.points]
        theirs = select(CustomField.id).where(CustomField.kind.in_(clients))
        query = query.where(FieldValue.field_id.not_in(theirs))
    if hasattr(model, "kind") and hasattr(model, "record_id"):
        query = query.where(~((model.kind == kind) & func.coalesce(model.record_id, 0).in_(ids)))
    return [tuple(row) for row in session.execute(query)]
