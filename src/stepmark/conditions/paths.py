"""Which value a comparison reads: a field of the record, or of a record that it links to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable

MOST_LINKS = 2
FieldsByKind = Mapping[str, Mapping[str, Field]]


@dataclass(frozen=True)
class Path:
    """The way from a record of a kind over its links to a field: `contact.company.custom.size`."""

    kind: Kind
    links: tuple[Field, ...]
    field: Field

    @cached_property
    def key(self) -> str:
        """The path as it is written in a condition."""
        return ".".join([*map(link_name, self.links), self.field.key])

    @property
    def is_own(self) -> bool:
        """Whether it is the record's own field."""
        return not self.links

    @property
    def name(self) -> str:
        """The path in the reader's language: "Contact person › Company › Size"."""
        return " › ".join(each.name for each in (*self.links, self.field))


def find_path(kind: Kind, key: str, fields_by_kind: FieldsByKind) -> Path:
    """The path of this key from a record of a kind; raises ValueFault when it leads nowhere."""
    links: tuple[Field, ...] = ()
    here, rest = kind, key
    while rest not in fields_by_kind[here.name]:
        name, _dot, rest = rest.partition(".")
        link = fields_by_kind[here.name].get(f"{name}_id")
        if link is None or not leads_to_records(link) or not rest:
            raise ValueFault(no_such_field(key))
        if len(links) == MOST_LINKS:
            raise ValueFault(_("“%(key)s” leads over more than two links.", key=printable(key)))
        links, here = (*links, link), KINDS[link.related]
    return Path(kind, links, fields_by_kind[here.name][rest])


def no_such_field(key: str) -> Text:
    """What is said of a field that there is not, and in the same words of one that is hidden from who asks."""
    return _("There is no field “%(key)s” here, or your role may not see it.", key=printable(key))


def paths_from(kind: Kind, fields_by_kind: FieldsByKind, links: tuple[Field, ...] = ()) -> Iterator[Path]:
    """Every path from a record of a kind: its own fields, then those of what it links to."""
    here = KINDS[links[-1].related] if links else kind
    fields = fields_by_kind[here.name].values()
    yield from (Path(kind, links, field) for field in fields)
    for link in filter(leads_to_records, fields):
        if len(links) < MOST_LINKS and link not in links:
            yield from paths_from(kind, fields_by_kind, (*links, link))


def leads_to_records(field: Field) -> bool:
    """Whether a field links to a record, whose fields can then be read too. A stage is no record."""
    return field.related in KINDS


def link_name(link: Field) -> str:
    """What a link is called in a path: `company` for `company_id`."""
    return link.key.removesuffix("_id")
