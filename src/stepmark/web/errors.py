"""Refusals, each in the caller's own form: a problem document for clients, a dialog, a toast or a page for people."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _, speaking, text_of
from stepmark.web.caller import Caller, NotSignedIn, Visitor, signed_in
from stepmark.web.render import accepted_language, fragment, page, see_other
from stepmark.web.undoing import page_before

log = structlog.get_logger()
_FOR_PROGRAMS = ("/api/", "/hooks/in/")
TITLES = {
    "not-found": _("Not found"),
    "not-allowed": _("Not allowed"),
    "invalid": _("This can't be saved"),
    "conflict": _("Changed meanwhile"),
    "archived": _("In the archive"),
    "barred": _("On the exceptions list"),
    "busy": _("Busy"),
    "too-large": _("Too large"),
}


def install(app: FastAPI) -> None:
    """Let the app answer every refusal, and every fault of ours, in the caller's form."""
    app.exception_handler(Problem)(_on_problem)
    app.exception_handler(RequestValidationError)(_on_invalid)
    app.exception_handler(HTTPException)(_on_http)
    app.exception_handler(IntegrityError)(_on_integrity)
    app.exception_handler(ClientDisconnect)(_on_early_end)
    app.exception_handler(Exception)(_on_fault)


def field_errors(problem: Problem) -> dict[str, Text]:
    """What a form shows beside its fields: {field key: message}; the key "" is for the form as a whole."""
    if isinstance(problem, Invalid):
        return problem.errors
    return {problem.field or "": problem.detail}


def problem_json(problem: Problem, locale: str = "en") -> JSONResponse:
    """An RFC 9457 problem document."""
    with speaking(locale):
        body: dict[str, Any] = {
            "type": f"/problems/{problem.type}",
            "title": str(TITLES.get(problem.type, problem.type.replace("-", " ").capitalize())),
            "status": problem.status,
            "detail": str(text_of(problem.detail)),
            "field": problem.field,
            **{key: _plain(value) for key, value in problem.more.items()},
        }
    return JSONResponse(body, problem.status, _headers(problem), media_type="application/problem+json")


def answer(request: Request, problem: Problem) -> Response:
    """The refusal in the caller's form."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return problem_json(problem, getattr(request.state, "locale", _language(request)))
    visitor: Visitor = getattr(request.state, "caller", None) or Visitor(request)
    if isinstance(problem, NotSignedIn):
        return _to_sign_in(visitor)
    if problem.type == "not-found" and isinstance(visitor, Caller) and visitor.has_changed:
        return _gone_with_the_change(visitor)
    nothing_to_save = problem.type == "invalid" and request.method == "GET"
    title = _("This can't be done") if nothing_to_save else TITLES.get(problem.type, _("This can't be done"))
    if visitor.is_htmx:
        response = fragment(visitor, "errors/toast.html", problem.status, problem=problem)
        response.headers.update({"HX-Retarget": "#toasts", "HX-Reswap": "beforeend", "HX-Reselect": ".toast"})
    else:
        response = page(visitor, "errors/show.html", problem.status, problem=problem, error_title=title)
    response.headers.update(_headers(problem))
    return response


def _on_problem(request: Request, error: Problem) -> Response:
    return answer(request, error)


def _on_invalid(request: Request, error: RequestValidationError) -> Response:
    messages: dict[str, Text] = {}
    for each in error.errors():
        place = ".".join(str(part) for part in each["loc"][1:]) or str(each["loc"][0])
        messages[place] = _("“%(field)s” is missing or has the wrong form: %(why)s", field=place, why=_why(each))
    return answer(request, Invalid(messages))


def _why(error: Mapping[str, Any]) -> Text:
    """What people can meet on a page in our words; the rest, which programs meet, in those of Pydantic."""
    if error["type"] == "string_too_long":
        told = {"length": len(str(error["input"])), "limit": error["ctx"]["max_length"]}
        return _("This text has %(length)s characters; %(limit)s are allowed.", **told)
    if error["type"] in ("int_parsing", "float_parsing", "decimal_parsing"):
        return _("Enter a number.")
    return str(error["msg"])


def _on_http(request: Request, error: HTTPException) -> Response:
    if error.status_code in (404, 405):
        _recognise(request)
        problem = Problem("not-found", _("This page does not exist, or not any more."))
    elif error.status_code == 413:
        problem = Problem("too-large", _("This is too large to be taken."))
    else:
        problem = Problem("invalid", _("The request could not be read."))
    response = answer(request, problem)
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


def _recognise(request: Request) -> None:
    """No route has asked who calls; whoever is signed in is answered in their language, with their way back."""
    if not request.url.path.startswith("/api/"):
        with suppress(Problem):
            request.state.caller = signed_in(request)


def _on_early_end(request: Request, _error: Exception) -> Response:
    # The guard ends a body that grows beyond its limit without having said how large it is.
    return answer(request, Problem("too-large", _("This is too large to be taken.")))


def _on_integrity(request: Request, error: Exception) -> Response:
    log.warning("request.lost_a_race", route=_route(request), error=type(error).__name__)
    return answer(
        request, Problem("conflict", _("Somebody else changed the same thing first. Look again, then repeat."))
    )


def _on_fault(request: Request, error: Exception) -> Response:
    log.error("request.failed", route=_route(request), method=request.method, exc_info=error)
    text = _("Something went wrong on the server. Nothing was changed.")
    if request.url.path.startswith(_FOR_PROGRAMS):
        body = {"type": "/problems/fault", "title": "Fault", "status": 500, "detail": str(text), "field": None}
        return JSONResponse(body, 500, media_type="application/problem+json")
    return page(Visitor(request), "errors/show.html", 500, problem=None, error_title=text)


def _route(request: Request) -> str:
    # The pattern, not the address: that of an invitation holds its secret.
    return str(getattr(request.scope.get("route"), "path", ""))


def _to_sign_in(visitor: Visitor) -> Response:
    request = visitor.request
    if visitor.is_htmx:
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method != "GET":
        return see_other("/sign-in", _("Your sign-in has ended. Sign in, then repeat what you did."), "warn")
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see_other("/sign-in" if target == "/" else f"/sign-in?next={quote(target, safe='/')}")


def _gone_with_the_change(caller: Caller) -> Response:
    """What was saved has woken a rule that deleted the record, so that there is nothing left to show."""
    text = _("Saved. This record is deleted now, as a rule said so.")
    return see_other(page_before(caller).url, text, "warn", undo=caller.undo)


def _headers(problem: Problem) -> dict[str, str]:
    if problem.type == "busy":
        return {"Retry-After": "1"}
    if "retry_after" in problem.more:
        return {"Retry-After": str(problem.more["retry_after"])}
    return {"WWW-Authenticate": "Bearer"} if problem.type == "not-signed-in" else {}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return text_of(value)


def _language(request: Request) -> str:
    return accepted_language(request.headers.get("Accept-Language", ""))
