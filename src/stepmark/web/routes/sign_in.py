"""Signing in and out."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.sign_in import sign_out
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.sign_ins import memberships_of
from stepmark.web.caller import COOKIE, NotSignedIn, Public, Visitor, signed_in
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import local_path, page, see_other
from stepmark.web.sign_in import let_in, proven

router = APIRouter()


@router.get("/sign-in")
def new(visitor: Public, next: str = "/") -> Response:
    """The form; whoever is signed in goes on."""
    try:
        signed_in(visitor.request)
    except NotSignedIn:
        return page(visitor, "sign_in/new.html", next=local_path(next), email="", errors={})
    return see_other(local_path(next))


@router.post("/sign-in")
def create(visitor: Public, form: Form) -> Response:
    """Sign in, into the workspace where the person was last; those with several may choose."""
    email, target = text_of_form(form, "email"), local_path(text_of_form(form, "next"))
    try:
        person = proven(visitor, email, text_of_form(form, "password"))
        with visitor.database.reading(None) as session:
            memberships = memberships_of(session, person.id)
        if not memberships:
            raise Problem("not-allowed", _("You belong to no workspace any more. Ask an administrator to let you in."))
    except Problem as problem:
        return _again(visitor, problem, email, target)
    response = see_other(target if len(memberships) == 1 else "/workspaces")
    return let_in(visitor, response, memberships[0].member_id)


@router.post("/sign-out")
def delete(visitor: Public) -> Response:
    """End this browser's sign-in."""
    token = visitor.request.cookies.get(COOKIE, "")
    visitor.edge.run_as_system(lambda session: sign_out(session, token))
    response = see_other("/sign-in", _("You are signed out."))
    response.delete_cookie(COOKIE)
    return response


def _again(visitor: Visitor, problem: Problem, email: str, target: str) -> Response:
    context = {"next": target, "email": email, "errors": field_errors(problem)}
    response = page(visitor, "sign_in/new.html", problem.status, **context)
    if "retry_after" in problem.more:
        response.headers["Retry-After"] = str(problem.more["retry_after"])
    return response
