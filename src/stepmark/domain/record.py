"""What every record kind has: words for it, an id in one workspace, a version, its times, and a soft deletion."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import ColumnElement, Index, UniqueConstraint, event, func, text, true
from sqlalchemy.orm import Mapped, Mapper, declared_attr, has_inherited_table, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.platform.mapping import Numbered, Scoped, link
from stepmark.platform.text import fold


@dataclass(frozen=True, kw_only=True)
class About:
    """What people call a record kind, and where they find it.

    `name` is stored and `plural` stands in URLs; `place` orders the kinds in menus; `shortcut` is the letter that
    follows g. A kind has `points` if it has phones and e-mails, and a `front` page if its list is not what opens first.
    With `lines` its records hold products; see `domain.lines`.
    Its records are `shared` if others may work on them as co-executors. What is `personal` is seen by its responsible
    member and those above alone, and made by these.
    """

    name: str
    plural: str
    label: Text
    label_plural: Text
    new_label: Text
    icon: str
    place: int
    shortcut: str | None = None
    points: bool = False
    front: bool = False
    lines: bool = False
    shared: bool = False
    personal: bool = False


class Versioned(Numbered, Scoped):
    """A row that counts its versions, so that nobody overwrites what they have not seen (I14)."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(default=now, sort_order=92)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=93)

    @property
    def is_deleted(self) -> bool:
        """Whether the row is in the recycle bin."""
        return self.deleted_at is not None

    def touch(self) -> None:
        """Count one more version."""
        self.version += 1
        self.updated_at = now()


class Archivable:
    """A record kind that can be put away: an archived record leaves what people work through, and stays what it is."""

    archived_at: Mapped[datetime | None] = attribute(
        Attribute(
            FieldType.DATETIME,
            _("Archived"),
            by_hand=False,
            in_list=False,
            always_seen=True,
            help=_("Since when it is in the archive. Lists leave archived records out unless they ask for this field."),
        ),
        sort_order=80,
    )

    @property
    def is_archived(self) -> bool:
        """Whether it is in the archive."""
        return self.archived_at is not None


class Contacted:
    """A record kind whose people one is in touch with. `commands.last_contact` keeps the moment."""

    last_contact_at: Mapped[datetime | None] = attribute(
        Attribute(
            FieldType.DATETIME,
            _("Last contact"),
            by_hand=False,
            in_list=False,
            help=_("Kept by notes and messages, and by calls, meetings and mails that are done."),
        ),
        sort_order=81,
    )


class Record(Versioned):
    """A row of a record kind, named by `name_column` in lists and links. A class with `about` is a kind of its own.

    It has a responsible member. A text with a column beside it named `…_folded` is kept there as it is compared.
    """

    if TYPE_CHECKING:
        __tablename__: str
    about: ClassVar[About]
    name_column = "name"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - SQLAlchemy hands in the class
        """A record can be pointed at from its own workspace only, and is found by its name."""
        if has_inherited_table(cls):  # type: ignore[arg-type]  # as below
            return ()
        archived = ("archived_at",) if issubclass(cls, Archivable) else ()  # type: ignore[arg-type]  # as above
        kind = ("kind",) if "polymorphic_on" in getattr(cls, "__mapper_args__", {}) else ()
        table, folded = cls.__tablename__, text(f"{cls.name_column}_folded")
        return (
            UniqueConstraint("workspace_id", "id"),
            link("responsible_id", "member"),
            Index(f"ix_{table}_live", "workspace_id", *kind, "deleted_at", "id", *archived),
            Index(f"ix_{table}_{cls.name_column}", "workspace_id", func.substr(folded, 1, 100)),
            *cls.constraints(),
        )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """The kind's own links and indexes besides."""
        return ()

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        """Those of the live ones that lookups offer for new links."""
        return true()

    @property
    def is_offered(self) -> bool:
        """What `offered` says of this one."""
        return True

    @property
    def is_archived(self) -> bool:
        """Whether it is in the archive; a kind without one never is."""
        return False

    @property
    def fixed_keys(self) -> frozenset[str]:
        """What of it can't be changed as it stands now; `why_fixed` says why."""
        return frozenset()

    @property
    def why_fixed(self) -> Text:
        """The reason, and the way out; empty where nothing is fixed."""
        return ""

    @property
    def label(self) -> str:
        """What people call this record."""
        return str(getattr(self, self.name_column))


@event.listens_for(Record, "mapper_configured", propagate=True)
def _keep_folded(mapper: Mapper[Any], model: type[Record]) -> None:
    for key in mapper.columns.keys():  # noqa: SIM118 - its items are columns
        if f"{key}_folded" in mapper.columns:
            event.listen(getattr(model, key), "set", _folding(f"{key}_folded"))


def _folding(key: str) -> Any:
    def fold_into(record: Record, value: str | None, *_: object) -> None:
        setattr(record, key, None if value is None else fold(value))

    return fold_into
