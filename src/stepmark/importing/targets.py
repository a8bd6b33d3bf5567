"""What a column may fill: a kind's fields, those of the company and the contact that its row names, and what else its
verbs take, found by any of their names."""

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, SALE_NAMES, TASK, Kind
from stepmark.domain.attributes import FieldType
from stepmark.importing.links import is_link
from stepmark.importing.systems import known_columns
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import LOCALES, _, speaking
from stepmark.platform.text import fold
from stepmark.queries.export import link_columns
from stepmark.queries.fields import fields_of
from stepmark.queries.timelines import CO_EXECUTORS, FURTHER_CONTACTS

# What the verbs of a kind take though no form asks for it.
_TAKEN = {
    **dict.fromkeys(SALE_NAMES, frozenset({"process_id", "stage_id", "status", "closed_at", "close_reason"})),
    TASK.name: frozenset({"done_at"}),
}
# Which kinds a row of a kind may bring along, and the field that links to each.
LINKED: Mapping[str, Mapping[str, Kind]] = {
    **{name: {"company_id": COMPANY, "contact_id": CONTACT} for name in SALE_NAMES},
    CONTACT.name: {"company_id": COMPANY},
}
_OTHER_NAMES = {
    "email": "emails",
    "mail": "emails",
    "phone": "phones",
    "telephone": "phones",
    "telefon": "phones",
    "owner": "responsible_id",
    "value": "amount",
    "companyphone": "company.phones",
    "companyemail": "company.emails",
    "contactphone": "contact.phones",
    "contactemail": "contact.emails",
    "contacts": "contact_ids",
    "coexecutors": "co_executor_ids",
}


class Found(NamedTuple):
    """The field that a column's name means, and its place among the columns that fill it together."""

    field: Field
    place: int = 0


def targets_of(session: Session, kind: Kind) -> dict[str, Field]:
    """Every field that a file can fill, by its key; those of a linked record as "company.phones"."""
    fields = _fillable(session, kind)
    if kind.has_currency:
        fields["currency"] = Field(kind.name, "currency", _("Currency"), FieldType.TEXT)
    if kind.has_stages:
        fields["created_at"] = Field(kind.name, "created_at", _("Created"), FieldType.DATETIME)
        fields[FURTHER_CONTACTS.key] = FURTHER_CONTACTS
    if kind.shared:
        fields[CO_EXECUTORS.key] = dataclasses.replace(CO_EXECUTORS, kind=kind.name)
    for linked in LINKED.get(kind.name, {}).values():
        fields |= {field.key: field for field in _brought_along(session, linked)}
    return fields


def not_read(kind: Kind) -> frozenset[str]:
    """The columns that an export has and no import takes: what keeps itself, as an invoice's number."""
    own = (field.key for field in kind.system_fields if _keeps_itself(kind, field))
    named = (name for key in own for name in (key, *_shortened(key)))
    return frozenset({"id", "created_at", "updated_at", *named})


def linked_key(kind: Kind, key: str) -> tuple[Kind, str] | None:
    """The linked kind and its own key of a key such as "company.phones"; None for a field of the kind itself."""
    name, point, rest = key.partition(".")
    linked = {each.name: each for each in LINKED.get(kind.name, {}).values()}
    return (linked[name], rest) if point and name in linked else None


class Names:
    """Every name by which a person may mean a field; the surest wins, and our own before another system's."""

    def __init__(self, kind: Kind, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self._foreign = known_columns(kind.name)
        self._keys = {plain(name): key for key in fields for name in _shortened(key)}
        self._keys |= {plain(id_column(field)): key for key, field in fields.items() if is_link(field)}
        self._keys |= {plain(key): key for key in fields}
        self._labels = _labels(fields.values())

    def find(self, name: str) -> Field | None:
        """The field that is called so: by its key, its key without `custom.` or `_id`, or its label."""
        wanted = plain(name)
        other = _OTHER_NAMES.get(wanted, "")
        key = self._keys.get(wanted) or self._labels.get(wanted) or (other if other in self._fields else None)
        return self._fields[key] if key else None

    def guess(self, column: str) -> Found | None:
        """The field that a column of this name most likely fills."""
        if own := self.find(column):
            return Found(own)
        key, place = self._foreign.get(fold(column), ("", 0))
        return Found(self._fields[key], place) if key in self._fields else None

    def get(self, name: str, place: str) -> Field:
        """What `find` gives; an unknown name is refused."""
        field = self.find(name)
        if field is None:
            names = ", ".join(self._fields)
            text = _(
                "“%(place)s” in the mapping: there is no field “%(name)s”. Fields: %(names)s",
                place=place,
                name=name[:100],
                names=names,
            )
            raise Problem("invalid", text, field="mapping")
        return field


def id_column(field: Field) -> str:
    """The column in which exports give a link's id."""
    return link_columns(field)[0]


def plain(name: str) -> str:
    """A name without letter case, spaces and signs: "E-mail (work)" → "emailwork"."""
    return re.sub(r"[\W_]+", "", fold(name))


def _fillable(session: Session, kind: Kind) -> dict[str, Field]:
    fields = fields_of(session, kind).items()
    return {key: field for key, field in fields if field.type is not FieldType.FILE and not _keeps_itself(kind, field)}


def _keeps_itself(kind: Kind, field: Field) -> bool:
    return not field.by_hand and field.key not in _TAKEN.get(kind.name, ())


def _brought_along(session: Session, kind: Kind) -> Iterable[Field]:
    """The fields of a linked record besides its name, which is the link itself, and besides its own links."""
    for key, field in _fillable(session, kind).items():
        if key != kind.title_key and field.type is not FieldType.RECORD:
            label = _("%(kind)s: %(field)s", kind=kind.label, field=field.label)
            yield dataclasses.replace(field, key=f"{kind.name}.{key}", label=label, required=False)


def _shortened(key: str) -> Iterable[str]:
    yield key.removeprefix("custom.")
    yield key.removesuffix("_id")
    yield key.removesuffix("_at")


def _labels(fields: Collection[Field]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for locale in reversed(LOCALES):
        with speaking(locale):
            labels |= {plain(field.name): field.key for field in fields}
    return labels
