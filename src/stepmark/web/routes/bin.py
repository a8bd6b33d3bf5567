"""The recycle bin: restored by whoever might have deleted it, emptied by administrators."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import DEAL, Kind, kind_of
from stepmark.commands.access import not_found
from stepmark.commands.bin import purge_record
from stepmark.commands.records import restore_record
from stepmark.platform.i18n import _
from stepmark.queries.bin import bin_page, in_bin
from stepmark.web.caller import Administrator, Caller, Salesperson, Viewer
from stepmark.web.questions import Place, asked
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import page, see_other

router = APIRouter()


@router.get("/bin")
def index(caller: Viewer, kind: str = DEAL.name, after: int | None = None) -> Response:
    """What was deleted of one kind."""
    shown = kind_of(kind)
    with caller.reading() as session:
        listed = bin_page(session, caller.actor, shown, after)
        counts = in_bin(session, caller.actor)
    context: dict[str, Any] = {"listed": listed, "counts": counts, "purge_days": caller.settings.purge_days}
    return page(caller, "bin/index.html", nav="bin", after=after, **context)


@router.delete("/bin" + RECORD)
def restore(caller: Salesperson, kind: KindInPath, record_id: int) -> Response:
    """Out of the bin again."""
    caller.run(restore_record, kind, record_id)
    return see_other(f"/{kind.plural}/{record_id}", _("Restored."), undo=caller.undo)


@router.get("/bin" + RECORD + "/purge")
def ask(caller: Administrator, kind: KindInPath, record_id: int) -> Response:
    """The last question before it is gone for ever."""
    record = _deleted(caller, kind, record_id)
    place = Place("bin", _("Recycle bin"), f"/bin?kind={kind.name}")
    return asked(caller, place, "bin/_purge.html", _("Delete this for ever?"), kind=kind, record=record)


@router.post("/bin" + RECORD + "/purge")
def purge(caller: Administrator, kind: KindInPath, record_id: int) -> Response:
    """Gone for ever."""
    caller.run(purge_record, kind, record_id)
    return see_other(f"/bin?kind={kind.name}", _("Deleted for ever."))


def _deleted(caller: Caller, kind: Kind, record_id: int) -> object:
    with caller.reading() as session:
        record = session.get(kind.model, record_id)
        if record is None or not record.is_deleted:
            raise not_found()
        return record
