"""A record's place in the archive: sent there, and restored from it."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.archive import archive_record, unarchive_record
from stepmark.platform.i18n import _
from stepmark.web.caller import Salesperson
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import see_other

router = APIRouter()


@router.post(RECORD + "/archive")
def create(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """Into the archive; its page stays where it was."""
    caller.run(archive_record, kind, record_id)
    return see_other(f"/{kind.plural}/{record_id}", _("Sent to the archive."), undo=caller.undo)


@router.delete(RECORD + "/archive")
def delete(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """Out of the archive again."""
    caller.run(unarchive_record, kind, record_id)
    return see_other(f"/{kind.plural}/{record_id}", _("Restored."), undo=caller.undo)
