"""One's own API tokens."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.tokens import create_token, end_token
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.web.caller import Viewer
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other
from stepmark.web.routes.profile import profile_page

router = APIRouter()


@router.post("/profile/tokens")
def create(caller: Viewer, form: Form) -> Response:
    """A new token, shown this once."""
    name = text_of_form(form, "token_name")
    try:
        token = caller.run(create_token, name)
    except Problem as problem:
        errors = {{"name": "token_name"}.get(key, key): text for key, text in field_errors(problem).items()}
        return profile_page(caller, problem.status, token_errors=errors, given={"token_name": name})
    return page(caller, "profile/token.html", token=token, name=name)


@router.delete("/profile/tokens/{token_id:id}")
def delete(caller: Viewer, token_id: int) -> Response:
    """End a token."""
    caller.run(end_token, token_id)
    return see_other("/profile", _("The token is ended."))
