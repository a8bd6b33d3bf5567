"""An address leads where it would lead if all routes were asked in turn, and few of them are."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRouter
from starlette.routing import BaseRoute, Match

from stepmark.web.route_index import RouteIndex
from tests.support.routes import endpoints
from tests.support.web import built_app

NOWHERE = (
    "", "/", "//", "//deals", "/deals/", "/deals//7", "/static", "/static/css/tokens.css", "/api", "/api/v1",
    "/api/v1/openapi.json", "/api/v1/deals/", "/Deals", "/nothing/here", "/{plural}", "/calendar", "/%2f",
    "/settings/", "/../deals", "/ deals", "/\x00", "/żółć", "deals", "/deals/7/../8",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> FastAPI:
    """The application, which nothing is asked of."""
    return built_app()


def test_every_address_is_answered_by_the_same_route(whole: FastAPI) -> None:
    index = RouteIndex(whole.router)
    known = [(each.method, _filled(each.path, value)) for each in endpoints(whole) for value in ("7", "deals", "x.y")]
    asked = [*known, *(("GET", path) for path in NOWHERE), *(("DELETE", path) for path in NOWHERE)]
    assert len(asked) > 1000
    for method, path in asked:
        assert _found(index.router_for(path), method, path) is _found(whole.router, method, path), (method, path)


def test_few_routers_are_asked(whole: FastAPI) -> None:
    index, everywhere = RouteIndex(whole.router), len(whole.router.routes)
    asked = [len(index.router_for(_filled(each.path, "deals")).routes) for each in endpoints(whole)]
    assert max(asked) < everywhere / 4
    assert len(index.router_for("/static/css/tokens.css").routes) < 5


def _filled(path: str, value: str) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", value, path)


def _found(router: APIRouter, method: str, path: str) -> BaseRoute | None:
    """As a router finds it: the first that fits, else the first that would with another method."""
    partial = None
    for route in router.routes:
        match, _scope = route.matches({"type": "http", "method": method, "path": path, "root_path": "", "headers": []})
        if match is Match.FULL:
            return route
        if match is Match.PARTIAL and partial is None:
            partial = route
    return partial
