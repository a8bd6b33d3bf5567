"""Whether the server is up and its database answers."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from stepmark import __version__
from stepmark.web.caller import Public

router = APIRouter()


@router.get("/health", include_in_schema=False)
def health(visitor: Public) -> JSONResponse:
    """{"status": "ok"}, or 503 when the database does not answer."""
    try:
        with visitor.database.engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return JSONResponse({"status": "database does not answer", "version": __version__}, 503)
    return JSONResponse({"status": "ok", "version": __version__})
