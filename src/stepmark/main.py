"""The web application, put together. Wiring only."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from stepmark.domain.plans import load_plans
from stepmark.edge import Edge
from stepmark.importing.background import Background
from stepmark.platform import logs
from stepmark.platform.clock import set_clock
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from stepmark.platform.settings import Settings
from stepmark.web import api, errors, hooks, routes
from stepmark.web.forms_guard import FormsGuard
from stepmark.web.headers import SecurityHeaders
from stepmark.web.openapi import describe
from stepmark.web.route_index import index_routes
from stepmark.web.static_files import StaticFiles
from stepmark.web.throttle import Throttle
from stepmark.web.uploads import file_store
from stepmark.worker.jobs import jobs_for
from stepmark.worker.loop import Housekeeper, InboxReader, Rounds, SweepClock
from stepmark.worker.telegram import TelegramEar


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the database that the settings name; `app.state` holds its parts."""
    settings = settings or Settings()
    logs.configure()
    app = FastAPI(
        title="Stepmark",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        middleware=[Middleware(SecurityHeaders), Middleware(FormsGuard, settings=settings)],
    )
    furnish(app, settings)
    errors.install(app)
    for package in (routes, api, hooks):
        for router in _routers(package):
            # As they are: including a router would have FastAPI work out each of its routes a second time.
            app.router.routes += router.routes
    app.mount("/static", StaticFiles(), "static")
    describe(app)
    index_routes(app)
    return app


def furnish(app: FastAPI, settings: Settings, database: Database | None = None) -> None:
    """Give the application its parts: its database and what stands on it. Starting opens them, stopping closes them,
    but for a database that it was only lent.
    """
    set_clock(settings.clock)
    load_plans(settings.plans_file)
    app.state.is_database_lent = database is not None
    database = database or Database(settings)
    hub = Hub("" if database.is_sqlite else settings.url)
    app.state.settings, app.state.database, app.state.hub = settings, database, hub
    app.state.edge, app.state.throttle = Edge(database, hub), Throttle()
    app.state.background = Background(app.state.edge, file_store(settings))
    app.state.edge.jobs = jobs_for(app.state.edge, working=False)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = app.state.settings.threads
    app.state.hub.start()
    app.state.background.resume()
    app.state.edge.jobs.start()
    # SQLite has one process, which does this besides; on PostgreSQL it is the worker's.
    rounds = _rounds(app) if app.state.database.is_sqlite else []
    for each in rounds:
        each.start()
    yield
    for each in rounds:
        each.stop()
    app.state.edge.jobs.stop()
    app.state.background.stop()
    app.state.hub.stop()
    if not app.state.is_database_lent:
        app.state.database.close()


def _rounds(app: FastAPI) -> list[Rounds]:
    edge, settings = app.state.edge, app.state.settings
    sweeps, telegram = SweepClock(edge), TelegramEar(edge)
    return [Housekeeper(edge, settings, first_after=60), sweeps, telegram, InboxReader(edge, settings)]


def _routers(package: ModuleType) -> list[APIRouter]:
    """Every module's `router`: a new resource is a new file, named nowhere else."""
    names = sorted(each.name for each in pkgutil.iter_modules(package.__path__))
    modules = (importlib.import_module(f"{package.__name__}.{name}") for name in names if not name.startswith("_"))
    return [module.router for module in modules if hasattr(module, "router")]
