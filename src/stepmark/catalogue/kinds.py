"""The record kinds. A mapped class that says what it is about has lists, forms, imports, exports and the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, inspect

from stepmark.catalogue.fields import Field, system_field
from stepmark.domain.attributes import FieldType
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal, Sale
from stepmark.domain.leads import Lead
from stepmark.domain.papers import Paper, Payable
from stepmark.domain.products import Product
from stepmark.domain.record import About, Archivable, Record
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _


@dataclass(frozen=True, kw_only=True)
class Kind(About):
    """A record kind: what its mapped class says of itself, and the class."""

    model: type[Record]

    @property
    def list_path(self) -> str:
        """Where its list is."""
        return f"/{self.plural}/list" if self.front else f"/{self.plural}"

    @property
    def archivable(self) -> bool:
        """Whether its records can be put into the archive."""
        return issubclass(self.model, Archivable)

    @property
    def is_paper(self) -> bool:
        """Whether its records are papers: quotes, orders or invoices."""
        return issubclass(self.model, Paper)

    @property
    def is_paid(self) -> bool:
        """Whether its records get paid."""
        return issubclass(self.model, Payable)

    @property
    def has_stages(self) -> bool:
        """Whether its records go through a process."""
        return issubclass(self.model, Sale)

    @property
    def takes_payments(self) -> bool:
        """Whether clients can be sent a payment link for its records."""
        return self.is_paid or self.has_stages

    @property
    def linked_model(self) -> type[Record]:
        """What links to this kind lead to: one to a deal may lead to a lead as well."""
        return Sale if self.model is Deal else self.model

    @property
    def is_client(self) -> bool:
        """Whether one sells to its records: they can be reached, and have requisites."""
        return self.points and not self.has_stages

    @property
    def system_fields(self) -> tuple[Field, ...]:
        """The fields every workspace has, in their order on a form."""
        return _system_fields(self)

    @property
    def searched(self) -> frozenset[str]:
        """The keys of the fields that the search looks at."""
        return frozenset(field.key for field in self.system_fields if field.searched)

    @property
    def initial(self) -> dict[str, Any]:
        """What a new record has unless told otherwise, by field key."""
        return {field.key: field.initial for field in self.system_fields if field.initial is not None}

    @property
    def required_times(self) -> list[Field]:
        """The days and moments that every record has, a new one the present ones unless told otherwise."""
        times = (FieldType.DATE, FieldType.DATETIME)
        return [field for field in self.system_fields if field.required and field.by_hand and field.type in times]

    @property
    def has_currency(self) -> bool:
        """Whether its amounts are in a currency that each record has one of."""
        return hasattr(self.model, "currency")

    @property
    def title_key(self) -> str:
        """The key of the field that names a record."""
        return self.model.name_column


class Pointer(NamedTuple):
    """A field by which records of a kind link to records of another, or of their own."""

    kind: Kind
    field: Field

    @property
    def column(self) -> ColumnElement[int | None]:
        """The column that holds the other record's id, for a query."""
        return getattr(self.kind.model, str(self.field.column))  # type: ignore[no-any-return]  # a mapped attribute

    @property
    def goes_along(self) -> bool:
        """Whether the records that link there are deleted for ever together with it, as the database does."""
        keys = inspect(self.kind.model).columns[str(self.field.column)].foreign_keys
        return any(key.constraint is not None and key.constraint.ondelete == "CASCADE" for key in keys)

    @property
    def label(self) -> Text:
        """What a page calls the records that link there."""
        return self.field.backward or self.kind.label_plural


def _described(parent: type[Record]) -> Iterator[Kind]:
    for model in parent.__subclasses__():
        if "about" in vars(model):
            yield Kind(**vars(model.about), model=model)
        yield from _described(model)


# Importing any of its modules has mapped all of the domain.
KINDS = {kind.name: kind for kind in sorted(_described(Record), key=lambda kind: kind.place)}
_BY_PLURAL = {kind.plural: kind for kind in KINDS.values()}
DEAL, LEAD, COMPANY, CONTACT, TASK, PRODUCT = (
    KINDS[model.about.name] for model in (Deal, Lead, Company, Contact, Task, Product)
)
# The kinds that go through a process.
SALES = tuple(kind for kind in KINDS.values() if kind.has_stages)
SALE_NAMES = tuple(kind.name for kind in SALES)


def kind_of(name: str) -> Kind:
    """A kind by its name or plural; `not-found` for another word."""
    kind = KINDS.get(name) or _BY_PLURAL.get(name)
    if kind is None:
        raise Problem("not-found", _("There is no such kind of record."))
    return kind


def has_stages(name: str) -> bool:
    """Whether this is the name of a kind whose records go through a process."""
    return name in KINDS and KINDS[name].has_stages


def kind_of_record(record: Record) -> Kind:
    """The kind that a record is of."""
    return next(kind for kind in KINDS.values() if isinstance(record, kind.model))


@cache
def pointers_to(kind: Kind) -> tuple[Pointer, ...]:
    """Every field, of any kind, that links to records of this one."""
    names = (kind.name, DEAL.name) if kind.has_stages else (kind.name,)
    return tuple(
        Pointer(each, field) for each in KINDS.values() for field in each.system_fields if field.related in names
    )


@cache
def _system_fields(kind: Kind) -> tuple[Field, ...]:
    described = [
        system_field(kind.name, column.info["attribute"], column, prop.key)
        for prop in inspect(kind.model).column_attrs
        for column in prop.columns
        if "attribute" in column.info and column.info["attribute"].only in ("", kind.name)
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
