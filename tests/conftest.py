"""Options and fixtures of the whole suite. What they are made of stands in tests/support."""
# ruff: noqa: E402 - what takes long to load is loaded while no garbage is looked for

from stepmark.platform import garbage

garbage.pause()

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from zlib import crc32

import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page

from stepmark.automation import fan_out, settle
from stepmark.platform import clock
from stepmark.platform.db import Database
from stepmark.platform.settings import Settings
from stepmark.web import bulk_parts
from tests.cast import Cast
from tests.support.chromium import complaints_of, running_chromium
from tests.support.databases import BACKENDS, Databases
from tests.support.postgres import Cluster, running_cluster
from tests.support.web import running_app

_SHARED_PORT = "TEST_POSTGRES_PORT"
_LONG_TIMEOUT = 3600
_PAGES = ("tests.web.", "tests.api_contract.", "tests.journeys.", "tests.extending.")
_INVARIANTS = "tests/invariants/"
# The short form tries the same examples in each run, so that green stays green; the long form looks for new ones.
hypothesis_settings.register_profile("short", max_examples=20, deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.register_profile("long", max_examples=2000, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the long forms of suites that have one")
    parser.addoption("--backend", choices=[*BACKENDS, "both"], default="both", help="database to run on")


def pytest_configure(config: pytest.Config) -> None:
    # A busy machine must not hand runs of rules to a worker, or the rest of a bulk edit to a page, that a test lacks.
    settle.LONGEST = fan_out.LONGEST = bulk_parts.SECONDS = 60.0
    for name in [name for name in os.environ if name.startswith("STEPMARK_")]:
        del os.environ[name]
    hypothesis_settings.load_profile("long" if config.option.long else "short")
    if _hands_out_tests(config) and "postgres" in _backends(config):
        _share_cluster(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `backend`, directly or not, runs once on each that has something to say."""
    if "backend" in metafunc.fixturenames:
        backends = [pytest.param(each, marks=_marks(each)) for each in _backends_for(metafunc)]
        metafunc.parametrize("backend", backends, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if _is_long(config, item) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(_LONG_TIMEOUT))
    # What takes half a minute begins first, so that no worker is alone with it at the end.
    items.sort(key=lambda item: item.get_closest_marker("first") is None)
    if not config.option.long:
        left_out = {item for item in items if item.get_closest_marker("long")} | set(_tried_on_the_other(items))
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    # All is loaded now, by a worker or by whoever hands out tests.
    garbage.resume()


@pytest.fixture(scope="session")
def long_form(pytestconfig: pytest.Config) -> bool:
    """Whether a suite that has two forms should run its long one."""
    return bool(pytestconfig.option.long)


@pytest.fixture(scope="session")
def databases(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """For databases that live longer than one test: `databases.fresh(backend)`."""
    with ExitStack() as stack:

        def start_cluster() -> Cluster:
            port = os.environ.get(_SHARED_PORT)
            return Cluster(int(port)) if port else stack.enter_context(running_cluster())

        yield Databases(worker_id, tmp_path_factory.mktemp("databases"), start_cluster)


@pytest.fixture(scope="session")
def postgres_cluster(databases: Databases) -> Cluster:
    """The run's PostgreSQL cluster, for tests of PostgreSQL itself."""
    return databases.cluster


@pytest.fixture
def database(databases: Databases, backend: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The application's way to a migrated database of this test's own, on each backend in turn; empty but for `cast`
    where the test asks for it."""
    with databases.fresh(backend, peopled="cast" in request.fixturenames) as database:
        yield database


@pytest.fixture
def settings(database: Database) -> Settings:
    """The settings that name that database."""
    return database.settings


@pytest.fixture(autouse=True)
def _real_time_afterwards() -> Iterator[None]:
    yield
    clock.set_clock("")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of a worker."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; an error in its console fails the test at the end."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="en-GB")
    page = context.new_page()
    complaints = complaints_of(page)
    yield page
    context.close()
    assert not complaints, "the page complained:\n" + "\n".join(complaints)


def _tried_on_the_other(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Of a test with several cases each runs on one database, in turns, so that either sees half of them; but what is
    to hold on each is tried on each.
    """
    tests: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and not _on_both(item):
            tests[item.nodeid.partition("[")[0]][str(item.callspec.params.get("backend"))].append(item)
    for name, cases in tests.items():
        if all(len(cases[backend]) > 1 for backend in BACKENDS):
            turns = count(crc32(name.encode()))
            for each in zip(*(cases[backend] for backend in BACKENDS), strict=True):
                yield each[next(turns) % len(BACKENDS)]


def _on_both(item: pytest.Item) -> bool:
    return item.nodeid.startswith(_INVARIANTS) or item.get_closest_marker("both") is not None


def _is_long(config: pytest.Config, item: pytest.Item) -> bool:
    has_long_form = "long_form" in getattr(item, "fixturenames", ())
    return item.get_closest_marker("long") is not None or (bool(config.option.long) and has_long_form)


def _hands_out_tests(config: pytest.Config) -> bool:
    """Whether this process only hands out tests to workers, which then share its cluster."""
    return bool(config.getoption("numprocesses", None)) and not config.option.collectonly


def _share_cluster(config: pytest.Config) -> None:
    stack = ExitStack()
    config.add_cleanup(stack.close)
    try:
        cluster = stack.enter_context(running_cluster())
    except RuntimeError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ[_SHARED_PORT] = str(cluster.port)


def _backends(config: pytest.Config) -> tuple[str, ...]:
    return BACKENDS if config.option.backend == "both" else (config.option.backend,)


def _backends_for(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """Both, but a page is tried on one of them, chosen by its test's name: what it asks the database is tried on both
    elsewhere, and that it answers on both by `both` tests. The long form leaves out only what can't differ."""
    backends, marked = _backends(metafunc.config), metafunc.definition.get_closest_marker
    if marked("sqlite_alone"):
        return tuple(each for each in backends if each == "sqlite")
    is_page = metafunc.module.__name__.startswith(_PAGES) and not marked("both")
    if is_page and len(backends) > 1 and not metafunc.config.option.long:
        return (backends[crc32(metafunc.definition.nodeid.encode()) % len(backends)],)
    return backends


def _marks(backend: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.postgres] if backend == "postgres" else []


@pytest.fixture
def cast(databases: Databases, database: Database) -> Cast:
    """Anna, Boris and the others with a process of three stages; see tests/cast.py."""
    return databases.cast_in(database)


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    """The web application over the same database as `database` and `cast`."""
    with running_app(database) as app:
        yield app


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The benchmarks' figures as one table."""
    passed = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    rows = sorted(value for report in passed for name, value in report.user_properties if name == "bench")
    if rows:
        terminalreporter.section("benchmarks")
        for name, backend, value in dict.fromkeys(map(tuple, rows)):
            terminalreporter.write_line(f"{name:<62} {backend:<9} {value:>12}")
