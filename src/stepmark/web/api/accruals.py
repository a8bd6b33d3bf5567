"""Reversing accruals. They are listed, made and changed as all records are."""

from fastapi import APIRouter, Response

from stepmark.commands.accruals import ACCRUAL, book_again, reverse_accrual
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.record_shapes import Shape, record_shape
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiSalesperson
from stepmark.web.api._models import record_model
from stepmark.web.api._openapi import REFUSALS

router = APIRouter(prefix="/api/v1/accruals/{accrual_id}", tags=["accruals"], responses=REFUSALS)


@router.post("/reverse", response_model=record_model(ACCRUAL))
def reverse(caller: ApiSalesperson, accrual_id: PathId) -> Response:
    """Take an accrual back; it stays in the books."""
    return caller.done(lambda session, _made: _shown(session, accrual_id), reverse_accrual, accrual_id)


@router.post("/book-again", response_model=record_model(ACCRUAL))
def book(caller: ApiSalesperson, accrual_id: PathId) -> Response:
    """Let a reversed accrual stand after all."""
    return caller.done(lambda session, _made: _shown(session, accrual_id), book_again, accrual_id)


def _shown(session: ScopedSession, accrual_id: int) -> Shape:
    return record_shape(session, ACCRUAL, accrual_id)
