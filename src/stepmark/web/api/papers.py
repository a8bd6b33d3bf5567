"""What is done with quotes, orders and invoices besides: made of others, issued, paid, cancelled, read as PDFs."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from stepmark.automation.printed_papers import PDF
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.commands.invoices import cancel_invoice, issue_invoice
from stepmark.commands.paper_copies import make_paper
from stepmark.commands.payments import mark_paid, mark_unpaid
from stepmark.domain.invoices import Invoice
from stepmark.queries.record_shapes import record_shape
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiSalesperson, ApiViewer
from stepmark.web.api._kinds import KindInPath
from stepmark.web.api._models import record_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.pdfs import paper_pdf

router = APIRouter(prefix="/api/v1", responses=REFUSALS)
INVOICE = KINDS[Invoice.about.name]


class Payment(BaseModel):
    """When it was paid."""

    model_config = ConfigDict(extra="forbid")

    paid_on: date | None = Field(None, description="Empty for today.")


@router.post(
    "/invoices/{record_id}/issue",
    tags=["invoices"],
    response_model=record_model(INVOICE),
    summary="Issue an invoice",
    description="It gets its number, and can't be changed or deleted any more; only cancelled.",
)
def issue(caller: ApiSalesperson, record_id: PathId) -> Response:
    """The invoice with its number."""
    return caller.done(_shown(INVOICE, record_id), issue_invoice, record_id)


@router.post(
    "/invoices/{record_id}/cancellation",
    tags=["invoices"],
    response_model=record_model(INVOICE),
    summary="Cancel an issued invoice",
)
def cancel(caller: ApiSalesperson, record_id: PathId) -> Response:
    """The cancelled invoice."""
    return caller.done(_shown(INVOICE, record_id), cancel_invoice, record_id)


def _add_payment(kind: Kind) -> None:
    path = f"/{kind.plural}/{{record_id}}/payment"
    described: Any = {"tags": [kind.plural], "response_model": record_model(kind)}

    @router.post(path, summary=f"Mark an {kind.name} as paid", **described)
    def pay(caller: ApiSalesperson, record_id: PathId, body: Payment) -> Response:
        return caller.done(_shown(kind, record_id), mark_paid, kind, record_id, body.paid_on)

    @router.delete(path, summary=f"Mark an {kind.name} as unpaid", **described)
    def take_back(caller: ApiSalesperson, record_id: PathId) -> Response:
        caller.run(mark_unpaid, kind, record_id)
        with caller.reading() as session:
            return json_answer(record_shape(session, kind, record_id))


def _add_pdf(kind: Kind) -> None:
    @router.get(
        f"/{kind.plural}/{{record_id}}/pdf",
        tags=[kind.plural],
        summary=f"Read a {kind.name} as a PDF",
        description="In the workspace's language.",
        response_class=Response,
        responses={200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    def show(caller: ApiViewer, record_id: PathId) -> Response:
        return paper_pdf(caller, kind, record_id)


def _add_copies(paper: Kind) -> None:
    @router.post(
        f"/{{plural}}/{{record_id}}/{paper.plural}",
        status_code=201,
        tags=[paper.plural],
        response_model=record_model(paper),
        summary=f"Make a {paper.name} of a record",
        description="Of one that has products: with its client, its deal and its products. You become responsible.",
    )
    def make(caller: ApiSalesperson, kind: KindInPath, record_id: PathId) -> Response:
        if not kind.lines:
            raise not_found()
        return caller.created(_made(paper), make_paper, kind, record_id, paper)


def _made(paper: Kind) -> Any:
    return lambda session, paper_id: record_shape(session, paper, paper_id)


def _shown(kind: Kind, record_id: int) -> Any:
    return lambda session, _none: record_shape(session, kind, record_id)


for each in KINDS.values():
    if each.is_paid:
        _add_payment(each)
    if each.is_paper:
        _add_pdf(each)
        _add_copies(each)
