"""What a column may fill: a kind's fields, and what else its verbs take, found by any of their names."""

import re
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL, Kind
from stepmark.domain.attributes import FieldType
from stepmark.importing.links import is_link
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import LOCALES, _, speaking
from stepmark.platform.text import fold
from stepmark.queries.export import link_columns
from stepmark.queries.fields import fields_of

NOT_READ = ("id", "created_at", "updated_at")
_OTHER_NAMES = {
    "email": "emails",
    "mail": "emails",
    "phone": "phones",
    "telephone": "phones",
    "telefon": "phones",
    "owner": "responsible_id",
    "value": "amount",
}


def targets_of(session: Session, kind: Kind) -> dict[str, Field]:
    """Every field that a file can fill, by its key."""
    fields = {key: field for key, field in fields_of(session, kind).items() if field.type is not FieldType.FILE}
    if kind is DEAL:
        fields["currency"] = Field(DEAL.name, "currency", _("Currency"), FieldType.TEXT)
        fields["created_at"] = Field(DEAL.name, "created_at", _("Created"), FieldType.DATETIME)
    return fields


class Names:
    """Every name by which a person may mean a field; the surest wins."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self._keys = {plain(name): key for key in fields for name in _shortened(key)}
        self._keys |= {plain(id_column(field)): key for key, field in fields.items() if is_link(field)}
        self._keys |= {plain(key): key for key in fields}
        self._labels = _labels(fields.values())

    def find(self, name: str) -> Field | None:
        """The field that is called so: by its key, its key without `custom.` or `_id`, or its label."""
        wanted = plain(name)
        key = self._keys.get(wanted) or self._labels.get(wanted) or self._keys.get(_OTHER_NAMES.get(wanted, ""))
        return self._fields[key] if key else None

    def get(self, name: str, place: str) -> Field:
        """The same; an unknown name is refused."""
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
