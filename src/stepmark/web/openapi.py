"""The API's description: only what stands under /api/v1, with its bearer token."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from stepmark import __version__
from stepmark.web.api._openapi import finish


def describe(app: FastAPI) -> None:
    """Let /api/v1/openapi.json tell of the API alone, not of the pages."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            routes = [route for route in app.routes if getattr(route, "path", "").startswith("/api/v1")]
            schema = get_openapi(title="Stepmark", version=__version__, routes=routes)
            finish(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to replace it
