"""What administrators keep in lists of the workspace's settings, such as templates and webhooks: rows with a name."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import func, select

from stepmark.commands.access import locked
from stepmark.commands.quota import locked_workspace
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Changes, Work
from stepmark.domain.record import Versioned
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Lazy

Row = TypeVar("Row", bound=Versioned)


def require_room(work: Work, model: type[Versioned], most: int, too_many: Lazy) -> None:
    """Refuse one more than so many live rows, also when two administrators add one at once."""
    require_admin(work.actor)
    locked_workspace(work)
    if (work.session.scalar(select(func.count(model.id)).where(model.deleted_at.is_(None))) or 0) >= most:
        raise Problem("invalid", too_many)


def add(work: Work, row: Versioned, values: Mapping[str, Any]) -> int:
    """Add a new row that has these values. Returns its id."""
    require_admin(work.actor)
    work.session.add(row)
    work.session.flush()
    happened(work, "created", row, {key: (None, value) for key, value in values.items()})
    return row.id


def row_to_change(work: Work, model: type[Row], row_id: int, version: int | None = None) -> Row:
    """A live row, locked; `version` is the one that the administrator saw."""
    require_admin(work.actor)
    row = locked(work, model, row_id)
    require_version(row, version)
    return row


def change(work: Work, row: Versioned, values: Mapping[str, Any]) -> Changes:
    """Set what differs and tell of it."""
    changes = {key: (before, value) for key, value in values.items() if (before := getattr(row, key)) != value}
    for key in changes:
        setattr(row, key, values[key])
    if changes:
        row.touch()
        happened(work, "updated", row, changes)
    return changes


def delete(work: Work, row: Versioned) -> None:
    """Take it off all lists; rules that name it say so."""
    row.deleted_at = now()
    row.touch()
    happened(work, "deleted", row)


def happened(work: Work, verb: str, row: Any, changes: Changes | None = None) -> None:
    """Append an event such as `webhook.updated`."""
    kind = type(row).__tablename__
    work.happened(f"{kind}.{verb}", kind, row.id, changes or {}, label=row.name, version=row.version)
