"""An accrual's reversal: taken back, and let stand after all."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.accruals import book_again, reverse_accrual
from stepmark.platform.i18n import _
from stepmark.web.caller import Salesperson
from stepmark.web.render import see_other

router = APIRouter()
_REVERSAL = "/accruals/{accrual_id:id}/reversal"


@router.post(_REVERSAL)
def create(caller: Salesperson, accrual_id: int) -> Response:
    """Reverse it; it stays in the books."""
    caller.run(reverse_accrual, accrual_id)
    return see_other(f"/accruals/{accrual_id}", _("Reversed."), undo=caller.undo)


@router.delete(_REVERSAL)
def delete(caller: Salesperson, accrual_id: int) -> Response:
    """Book it again."""
    caller.run(book_again, accrual_id)
    return see_other(f"/accruals/{accrual_id}", _("Booked again."), undo=caller.undo)
