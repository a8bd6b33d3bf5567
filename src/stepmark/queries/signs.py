"""By what a person is recognised in texts: names, phones, e-mails and numbers, those of former times too."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import CONTACT
from stepmark.catalogue.requisites import is_requisite
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.erasures import ERASED
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.history import History
from stepmark.domain.people import Member, Person
from stepmark.domain.requisites import Requisite

# What is shorter stands in too many texts that are about something else.
_SHORTEST_NAME, _SHORTEST_VALUE = 4, 8
_NAMING = frozenset({"name", "phones", "emails"})


@dataclass(frozen=True)
class Signs:
    """`names` tell the person in any text; `values` were kept of them, and tell them only where the product wrote."""

    names: frozenset[str]
    values: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.names | self.values

    def blanked(self, value: Any, *, by_people: bool) -> Any:
        """A text, or texts in lists and objects, with the marker where the person stood."""
        if isinstance(value, str):
            pattern = self._in_people_s if by_people else self._in_any
            return pattern.sub(ERASED, value) if pattern else value
        if isinstance(value, list):
            return [self.blanked(each, by_people=by_people) for each in value]
        if isinstance(value, dict):
            return {key: self.blanked(each, by_people=by_people) for key, each in value.items()}
        return value

    @cached_property
    def _in_people_s(self) -> re.Pattern[str] | None:
        return _pattern(self.names)

    @cached_property
    def _in_any(self) -> re.Pattern[str] | None:
        return _pattern(self.all)


def signs_of_contacts(session: Session, ids: Collection[int]) -> Signs:
    """Those of contacts, which are one person's."""
    model = CONTACT.model
    names = set(session.scalars(select(model.name).where(model.id.in_(ids))))  # type: ignore[attr-defined]  # contacts have one
    points = (ContactPoint.kind == CONTACT.name, ContactPoint.record_id.in_(ids))
    for text, folded in session.execute(select(ContactPoint.text, ContactPoint.folded).where(*points)):
        names |= {text, folded, folded.removeprefix("+")}
    filled = (Requisite.kind == CONTACT.name, Requisite.record_id.in_(ids))
    names |= set(session.scalars(select(Requisite.text).where(*filled)))
    custom = select(CustomField.id).where(CustomField.kind == CONTACT.name)
    held = select(FieldValue.text).where(FieldValue.field_id.in_(custom), FieldValue.record_id.in_(ids))
    values = {text for text in session.scalars(held) if text}
    told = select(History.changes).where(History.kind == CONTACT.name, History.record_id.in_(ids))
    for changes in session.scalars(told):
        for key, pair in changes.items():
            (names if key in _NAMING or is_requisite(key) else values).update(_texts(pair))
    return Signs(_long(names, _SHORTEST_NAME), _long(values, _SHORTEST_VALUE))


def signs_of_member(session: Session, member_id: int) -> Signs:
    """Those of somebody who worked here."""
    query = select(Member.name, Person.name, Person.email).join(Person, Person.id == Member.person_id)
    row = session.execute(query.where(Member.id == member_id)).one()
    return Signs(_long(row, _SHORTEST_NAME))


def _long(texts: Iterable[str], least: int) -> frozenset[str]:
    return frozenset(text.strip() for text in texts if len(text.strip()) >= least and text.strip() != ERASED)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _pattern(signs: Collection[str]) -> re.Pattern[str] | None:
    longest_first = sorted(signs, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
