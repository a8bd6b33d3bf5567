"""The base of all mapped classes, and the column types that both databases store alike."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, DateTime, ForeignKey, ForeignKeyConstraint, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, class_mapper, mapped_column
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

LARGEST_ID = 2**63 - 1


class RowId(TypeDecorator[int]):
    """A row's id. A number beyond 64 bits, which only a made-up address holds, is nobody's, as 0 is."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite numbers its rows itself when they are plain integers."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The id as the database can compare it."""
        return _storable(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[int | None], int | None]:
        """The same without the detours that SQLAlchemy takes for types of all sorts: a row has many ids."""
        return _storable


def _storable(value: int | None) -> int | None:
    return value if value is None or -LARGEST_ID <= value <= LARGEST_ID else 0


Id = RowId()
Json = JSON(none_as_null=True)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC; a naive value is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs a zone")
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To aware UTC."""
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: Moment, dict[str, Any]: Json, list[str]: Json, list[Any]: Json}


Row = TypeVar("Row", bound=Base)


def new_row(model: type[Row], values: Mapping[str, Any]) -> Row:
    """A new row, made without telling SQLAlchemy of its values one by one, which takes most of the time for many."""
    row: Row = class_mapper(model).class_manager.new_instance()
    vars(row).update(values)
    return row


class Numbered:
    """A row with an integer of its own as its id."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, sort_order=-2)


class Scoped:
    """A row that belongs to one workspace. The session adds the workspace to every query of such a class."""

    workspace_id: Mapped[int] = mapped_column(
        Id, ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False, sort_order=-1
    )


def link(column: str, table: str, on_delete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that holds within the workspace only, so that no row can point into another one."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], ondelete=on_delete)
