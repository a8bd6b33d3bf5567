"""Reports. A manager's are about everybody, or whom they choose; a salesperson's about their own deals alone."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.web.caller import Salesperson
from stepmark.web.render import page, see_other
from stepmark.web.reports.answers import answer, spreadsheet
from stepmark.web.reports.pictures import REPORTS

router = APIRouter()


@router.get("/reports")
def index(_caller: Salesperson) -> Response:
    """The first of them."""
    return see_other(f"/reports/{next(iter(REPORTS))}")


@router.get("/reports/{report}")
def show(caller: Salesperson, report: str) -> Response:
    """One report over what the address asks for."""
    found = answer(caller, report)
    status = 422 if found.errors else 200
    return page(caller, "reports/show.html", status, nav="reports", answer=found, reports=REPORTS)


@router.get("/reports/{report}/csv")
def download(caller: Salesperson, report: str) -> Response:
    """Its table as a file for spreadsheets."""
    headers = {"Content-Disposition": f'attachment; filename="{report}.csv"'}
    return Response(spreadsheet(caller, report), media_type="text/csv; charset=utf-8", headers=headers)
