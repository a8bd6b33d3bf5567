"""The archive: records put away from lists, board and sweeps, with all their links, until they are restored."""

from datetime import datetime

from stepmark.catalogue.kinds import DEAL, Kind
from stepmark.catalogue.values import to_json
from stepmark.commands.access import record_to_delete
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.record import Archivable
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _


def archive_record(work: Work, kind: Kind, record_id: int, *, at: datetime | None = None) -> None:
    """Put a record into the archive, as of now or of when it was there before; one that is there already stays so."""
    _move(work, kind, record_id, "archived", at or now())


def unarchive_record(work: Work, kind: Kind, record_id: int) -> None:
    """Take a record out of the archive; one that is not there stays as it is."""
    _move(work, kind, record_id, "unarchived", None)


def _move(work: Work, kind: Kind, record_id: int, verb: str, at: datetime | None) -> None:
    record = record_to_delete(work, kind.model, record_id)
    if not isinstance(record, Archivable):
        raise Problem("invalid", _("There is no archive for %(kind)s.", kind=kind.label_plural))
    if record.is_archived is (at is not None):
        return
    before, record.archived_at = record.archived_at, at
    record.touch()
    field = fields_for(work, kind)["archived_at"]
    changes = {field.key: (to_json(field, before), to_json(field, at))}
    work.happened_to(verb, kind.name, record, changes, record.id if kind is DEAL else None)
