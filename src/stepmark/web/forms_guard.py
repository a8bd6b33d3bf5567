"""What every request passes before a route: size, cross-site forgery, and the method that a form could not say."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import same
from stepmark.platform.settings import Settings
from stepmark.web.caller import COOKIE, csrf_token
from stepmark.web.errors import answer

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OTHERS = {"PUT", "PATCH", "DELETE"}
# What other systems and other sites send, on purpose; no cookie counts there.
_FOR_STRANGERS = ("/api/", "/hooks/in/", "/hooks/stripe/", "/forms/")
_FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 16 * 1024 * 1024
_MOST_DROPPED = 1024 * 1024 * 1024


class FormsGuard:
    """ASGI middleware. Requests of other programs carry no cookie that counts, so that no other site can send them."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._largest_upload = settings.max_upload_mb * 1024 * 1024 + LARGEST_FORM

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on; a form's body is read here once and handed on."""
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith(_FORM)
        limit = self._largest_upload if headers.get("content-type", "").startswith("multipart/") else LARGEST_FORM
        body = await _read(receive, limit) if is_form else b""
        if body is None or _declared(headers) > limit:
            # A browser shows the answer only after it has sent everything; what it sends is dropped.
            await _dropped(receive)
            await answer(Request(scope), _too_large(limit))(scope, receive, send)
            return
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=None) if body else {}
        if not scope["path"].startswith(_FOR_STRANGERS) and not self._is_ours(headers, fields):
            await _refuse("This request comes from another site. Open the page again and repeat.", 403)(
                scope, receive, send
            )
            return
        if scope["method"] == "POST" and (method := fields.get("_method", [""])[0].upper()) in _OTHERS:
            scope = {**scope, "method": method}
        await self._app(scope, _replayed(body, receive) if is_form else _bounded(receive, limit), send)

    def _is_ours(self, headers: Headers, fields: dict[str, list[str]]) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in ("same-origin", "none")
        if origin is not None:
            return origin.partition("://")[2] == headers.get("host", "")
        # Not SimpleCookie: it fails on another program's cookie whose name has a slash.
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        return same(fields.get("csrf_token", [""])[0], csrf_token(self._settings, cookie))


def _too_large(limit: int) -> Problem:
    return Problem("too-large", _("This is too large to be taken. At most %(limit)s MB are.", limit=limit // 1024**2))


async def _dropped(receive: Receive) -> None:
    seen = 0
    while seen < _MOST_DROPPED:
        message = await receive()
        seen += len(message.get("body", b""))
        if not message.get("more_body", False):
            return


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


async def _read(receive: Receive, limit: int) -> bytes | None:
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _bounded(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            # The rest is not read: the route sees an early end and refuses what it then can't parse.
            return {"type": "http.disconnect"}
        return message

    return bounded


def _refuse(text: str, status: int) -> ASGIApp:
    return PlainTextResponse(text, status)
