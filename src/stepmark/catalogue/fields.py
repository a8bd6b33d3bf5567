"""A field as every list, form, filter, import and API sees it, whether a column or a custom one."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stepmark.domain.attributes import Attribute, Bounds, FieldType
from stepmark.platform.i18n import Text, text_of

if TYPE_CHECKING:
    from sqlalchemy import Column

    from stepmark.domain.fields import CustomField

LONG_TEXT_LIMIT = 100_000
TEXT_LIMIT = 1_000
MULTIPLE_TYPES = frozenset({FieldType.TEXT, FieldType.EMAIL, FieldType.PHONE, FieldType.LINK})


@dataclass(frozen=True)
class Field:
    """One field of one record kind.

    `key` is its name outside (`amount`, `custom.budget`); `column` the mapped attribute, None for a custom field
    and for contact points; `custom_id` the custom field's id. `read_only`: seen, and not to be changed.
    """

    kind: str
    key: str
    label: Text
    type: FieldType
    column: str | None = None
    custom_id: int | None = None
    required: bool = False
    multiple: bool = False
    related: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    suggestions: tuple[Text, ...] = ()
    help: Text = ""
    limit: int = TEXT_LIMIT
    by_hand: bool = True
    in_list: bool = True
    point: str = ""
    requisite: str = ""
    searched: bool = False
    backward: Text = ""
    initial: Any = None
    unique: bool = False
    summed: bool = True
    bounds: Bounds | None = None
    names: str = ""
    always_seen: bool = False
    read_only: bool = False
    version: int = field(default=0, compare=False)

    @property
    def is_custom(self) -> bool:
        """Whether administrators added it."""
        return self.custom_id is not None

    @property
    def name(self) -> str:
        """The label in the reader's language."""
        return str(text_of(self.label))

    @property
    def input_id(self) -> str:
        """An id for the field's input on a page."""
        return "field-" + self.key.replace(".", "-")


def system_field(kind: str, attribute: Attribute, column: "Column[object]", name: str) -> Field:
    """The field that a mapped column describes."""
    length = getattr(column.type, "length", None)
    return Field(
        kind=kind,
        key=attribute.key or name,
        label=attribute.label,
        type=attribute.type,
        column=name,
        required=attribute.required,
        related=attribute.related,
        choices=attribute.choices,
        suggestions=attribute.suggestions,
        help=attribute.help,
        limit=length or LONG_TEXT_LIMIT,
        by_hand=attribute.by_hand,
        in_list=attribute.in_list,
        searched=attribute.searched,
        backward=attribute.backward,
        initial=attribute.initial,
        unique=attribute.unique,
        summed=attribute.summed,
        bounds=attribute.bounds,
        names=attribute.names,
        # Whose a record is decides about rights; what is never empty, the product itself goes by.
        always_seen=attribute.always_seen or not column.nullable or name == "responsible_id",
    )


def custom_field(row: "CustomField") -> Field:
    """The field that a row describes."""
    kind_of = FieldType(row.type)
    return Field(
        kind=row.kind,
        key=f"custom.{row.key}",
        label=row.label,
        type=kind_of,
        custom_id=row.id,
        required=row.required,
        multiple=row.multiple or kind_of is FieldType.MULTI_CHOICE,
        choices=tuple((option, option) for option in row.options),
        help=row.help,
        limit=LONG_TEXT_LIMIT if kind_of is FieldType.LONG_TEXT else TEXT_LIMIT,
        version=row.version,
    )
