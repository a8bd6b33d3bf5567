"""The way from an address to its routes: asking each of 700 in turn takes longer than many an answer."""

import re
from collections.abc import Iterable, Iterator, Set

from fastapi import FastAPI
from fastapi.routing import APIRouter
from starlette.convertors import CONVERTOR_TYPES
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

Words = frozenset[str | None]
_API = "api/v1/"
_PLACEHOLDER = re.compile(r"\{\w+(:(?P<convertor>\w+))?\}")
_CHOICES = re.compile(r"[\w-]+(\|[\w-]+)*")


def index_routes(app: FastAPI) -> None:
    """Let the application ask only those of its routes that know the first word of an address, in the same order.

    The API's addresses go by the word behind their prefix.
    """
    app.router.middleware_stack = RouteIndex(app.router)


class RouteIndex:
    """An application's router, with its routes by the first word of what they match."""

    def __init__(self, router: APIRouter) -> None:
        routes = [(route, frozenset(_first_words(route))) for route in router.routes]
        known = frozenset(word for _route, words in routes for word in words if word is not None)
        self._whole = router
        self._by_word = {word: _part(router, routes, {word, *_anything(word)}) for word in known}
        self._anywhere = {begin: _part(router, routes, {*_anything(begin)}) for begin in ("", _API)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle what came in, as the router itself would."""
        is_plain = scope["type"] == "http" and not scope.get("root_path")
        router = self.router_for(scope["path"]) if is_plain else self._whole
        scope.setdefault("router", self._whole)
        await router.app(scope, receive, send)

    def router_for(self, path: str) -> APIRouter:
        """One that has all routes which might match a path."""
        word = _first_word(path)
        return self._by_word.get(word) or self._anywhere[_begin(word)]


def _part(router: APIRouter, routes: Iterable[tuple[BaseRoute, Words]], wanted: Set[str | None]) -> APIRouter:
    part = APIRouter(default=router.default, redirect_slashes=router.redirect_slashes)
    part.routes = [route for route, words in routes if words & wanted]
    return part


def _first_words(route: BaseRoute) -> Iterator[str | None]:
    """None where an address may begin with anything; the API's prefix where anything may follow that."""
    word = _first_word(route.path) if isinstance(route, Route | Mount) else "{}"
    begin = _begin(word)
    if placeholder := _PLACEHOLDER.fullmatch(word.removeprefix(begin)):
        choices = CONVERTOR_TYPES[placeholder["convertor"] or "str"].regex
        is_known = _CHOICES.fullmatch(choices)
        yield from [begin + each for each in choices.split("|")] if is_known else [begin or None]
    else:
        yield (begin or None) if "{" in word else word


def _anything(word: str) -> tuple[str | None, ...]:
    """What routes are known by that may match addresses with any first word, this one among them."""
    return (None, _API) if _begin(word) else (None,)


def _first_word(path: str) -> str:
    path = path.removeprefix("/")
    begin = _begin(path)
    return begin + path.removeprefix(begin).partition("/")[0]


def _begin(path: str) -> str:
    return _API if path.startswith(_API) else ""
