"""The application on a real port, for browsers and other clients that need one."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from stepmark.cli.server import server_config
from stepmark.main import furnish
from stepmark.platform.db import Database
from tests.support.accessibility import AXE, AXE_ADDRESS
from tests.support.web import built_app

_PATIENCE = 20.0


@contextmanager
def served_app(database: Database) -> Iterator[str]:
    """Serve the worker's application over the test's database; yields its address without a closing slash."""
    app = built_app()
    furnish(app, database.settings, database)
    with serving(app) as address:
        yield address


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of 127.0.0.1; yields its address without a closing slash."""
    config = server_config(_with_axe(app))
    config.host, config.port, config.timeout_graceful_shutdown = "127.0.0.1", 0, 2
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{_port(server, thread)}"
    finally:
        app.state.hub.close_streams()  # else the server waits for pages that are still open
        server.should_exit = True
        thread.join(_PATIENCE)


def _with_axe(app: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_axe = scope["type"] == "http" and scope["path"] == AXE_ADDRESS
        axe = FileResponse(AXE, headers={"Cache-Control": "max-age=86400, immutable"})
        await (axe if is_axe else app)(scope, receive, send)

    return answer


def _port(server: uvicorn.Server, thread: threading.Thread) -> int:
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the application did not start; its log says why")
        time.sleep(0.01)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port
