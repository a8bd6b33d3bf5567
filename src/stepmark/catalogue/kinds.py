"""The record kinds. Describing one here gives it lists, forms, imports, exports, the API and history."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import inspect

from stepmark.catalogue.fields import Field, system_field
from stepmark.domain.attributes import FieldType
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from stepmark.domain.record import Record
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _


@dataclass(frozen=True)
class Kind:
    """A record kind. `plural` is its name in URLs; `points` whether it has phones and e-mails."""

    name: str
    plural: str
    model: type[Record]
    label: Text
    label_plural: Text
    new_label: Text
    icon: str
    points: bool = False

    @property
    def system_fields(self) -> tuple[Field, ...]:
        """The fields every workspace has, in their order on a form."""
        return _system_fields(self)

    @property
    def searched(self) -> frozenset[str]:
        """The keys of the fields that the search looks at."""
        return frozenset(field.key for field in self.system_fields if field.searched)

    @property
    def title_key(self) -> str:
        """The key of the field that names a record."""
        return self.model.name_column


DEAL = Kind("deal", "deals", Deal, _("Deal"), _("Deals"), _("New deal"), "layout-kanban")
COMPANY = Kind(
    "company", "companies", Company, _("Company"), _("Companies"), _("New company"), "building-skyscraper", points=True
)
CONTACT = Kind(
    "contact", "contacts", Contact, _("Contact"), _("Contacts"), _("New contact"), "address-book", points=True
)
TASK = Kind("task", "tasks", Task, _("Task"), _("Tasks"), _("New task"), "square-check")
KINDS = {kind.name: kind for kind in (DEAL, COMPANY, CONTACT, TASK)}
_BY_PLURAL = {kind.plural: kind for kind in KINDS.values()}


def kind_of(name: str) -> Kind:
    """A kind by its name or plural; `not-found` for another word."""
    kind = KINDS.get(name) or _BY_PLURAL.get(name)
    if kind is None:
        raise Problem("not-found", _("There is no such kind of record."))
    return kind


def kind_of_record(record: Record) -> Kind:
    """The kind that a record is of."""
    return next(kind for kind in KINDS.values() if isinstance(record, kind.model))


@cache
def _system_fields(kind: Kind) -> tuple[Field, ...]:
    described = [
        system_field(kind.name, column.info["attribute"], column, prop.key)
        for prop in inspect(kind.model).column_attrs
        for column in prop.columns
        if "attribute" in column.info
    ]
    if not kind.points:
        return tuple(described)
    return (
        *described[:1],
        _points(kind, "phones", FieldType.PHONE),
        _points(kind, "emails", FieldType.EMAIL),
        *described[1:],
    )


def _points(kind: Kind, key: str, type: FieldType) -> Field:
    label = _("Phones") if type is FieldType.PHONE else _("E-mails")
    return Field(kind.name, key, label, type, multiple=True, point=str(type), limit=320, searched=True)
