"""Withdrawing a whole import."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.import_withdrawal import begin_withdrawal
from stepmark.platform.i18n import _
from stepmark.web.caller import Salesperson
from stepmark.web.import_parts import IMPORT, IMPORTS, background_of, import_or_404
from stepmark.web.questions import asked
from stepmark.web.render import see_other

router = APIRouter()


@router.get(IMPORT + "/withdrawal")
def ask(caller: Salesperson, import_id: int) -> Response:
    """What a withdrawal does, before it is done."""
    run = import_or_404(caller, import_id)
    context: dict[str, Any] = {"run": run, "run_kind": KINDS[run.kind], "purge_days": caller.settings.purge_days}
    return asked(caller, IMPORTS, "imports/_withdrawal.html", _("Withdraw this import?"), **context)


@router.post(IMPORT + "/withdrawal")
def create(caller: Salesperson, import_id: int) -> Response:
    """Begin to take everything back."""
    caller.run(begin_withdrawal, import_id)
    run = import_or_404(caller, import_id)
    background_of(caller).start(run.workspace_id, run.id)
    return see_other(f"/imports/{import_id}")
