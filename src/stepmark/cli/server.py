"""The commands that prepare a database and serve it."""

import signal
import socket
from typing import Annotated

import typer
import uvicorn
from starlette.types import ASGIApp

from stepmark.cli.house import fail, opened, read_settings, refusals_told, say
from stepmark.platform import garbage, migrations
from stepmark.platform.live import Hub
from stepmark.worker.jobs import jobs_for
from stepmark.worker.loop import Housekeeper, InboxReader, SweepClock
from stepmark.worker.once import work_once
from stepmark.worker.telegram import TelegramEar

_GRACE = 5
# A list's address may be long, and a browser sends it up to three times: asked for, as Referer and as HX-Current-URL.
_LONGEST_HEAD = 64 * 1024


def migrate() -> None:
    """Bring the database to the newest shape of its tables; safe to repeat."""
    settings = read_settings()
    with refusals_told():
        migrations.migrate(settings)
    say("The database is up to date.")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free one.")] = 8000,
) -> None:
    """Serve the pages and the API until stopped; open requests are finished first."""
    garbage.pause()
    from stepmark.main import create_app  # noqa: PLC0415 - the other commands start sooner without the web

    with opened() as house:
        settings = house.settings
    listening = _listen(host, port)
    for each in (signal.SIGINT, signal.SIGTERM):
        # When it has stopped, the server sends itself the signal again; stopping on request is no failure.
        signal.signal(each, lambda *_signal: None)
    app = create_app(settings)
    garbage.resume()
    _Server(server_config(app), app.state.hub).run(sockets=[listening])


def worker(
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
) -> None:
    """Do what has to be done beside serving: carry runs of rules on, start periodic rules, keep the house.

    On SQLite, serving does it.
    """
    with opened() as house:
        if once:
            did = work_once(house.edge, house.settings)
            say(
                f"Periodic rules swept: {did.sweeps:,}. Runs carried on: {did.runs:,}. "
                f"Tried to send: {did.sent:,}. Rows cleared away: {did.rows:,}."
            )
            return
        house.edge.jobs = jobs_for(house.edge, working=True)
        housekeeper, sweeps = Housekeeper(house.edge, house.settings), SweepClock(house.edge)
        telegram, inboxes = TelegramEar(house.edge), InboxReader(house.edge, house.settings)
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, housekeeper.ask_to_stop)
        for beside in (house.edge.jobs, sweeps, telegram, inboxes):
            beside.start()
        say("The worker is up (Ctrl+C stops it).")
        housekeeper.run()
        for beside in (inboxes, telegram, sweeps, house.edge.jobs):
            beside.stop()


def server_config(app: ASGIApp) -> uvicorn.Config:
    """How the application is served, wherever it listens."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )


class _Server(uvicorn.Server):
    """Says where it is once it really answers, and ends the streams of open pages when it is to stop."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            say(f"Stepmark is at {_address(sockets[0])} (Ctrl+C stops it)")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hub.close_streams()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        fail(f"Can't listen on {host}:{port}: {error.strerror}")
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if listening.family is socket.AF_INET6 else f"http://{host}:{port}"
