"""A new password by a link: offered by an administrator, used by whoever gets it."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.passwords import RESET_LASTS, gone, offer_reset, use_reset
from stepmark.domain.passwords import hashed
from stepmark.domain.people import Member
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.access_links import reset_email
from stepmark.web.caller import Administrator, Public, Visitor
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()


@router.post("/members/{member_id:id}/password-link")
def create(caller: Administrator, member_id: int) -> Response:
    """Make the link, and show it this once."""
    token = caller.run(offer_reset, member_id)
    with caller.reading() as session:
        member = session.get_one(Member, member_id)
    url = str(caller.request.base_url.replace(path=f"/new-password/{token}"))
    expires_at = now() + RESET_LASTS
    return page(caller, "members/password_link.html", nav="members", url=url, member=member, expires_at=expires_at)


@router.get("/new-password/{token}")
def edit(visitor: Public, token: str) -> Response:
    """The form for the new password."""
    return _form(visitor, _email(visitor, token))


@router.post("/new-password/{token}")
def update(visitor: Public, token: str, form: Form) -> Response:
    """Save it, and let the person sign in with it."""
    email = _email(visitor, token)
    try:
        password_hash = hashed(text_of_form(form, "password"), email)
        visitor.edge.run_as_system(lambda session: use_reset(session, token, password_hash))
    except Problem as problem:
        return _form(visitor, email, problem.status, field_errors(problem))
    return see_other("/sign-in", _("Your new password is saved. Sign in with it."))


def _form(visitor: Visitor, email: str, status: int = 200, errors: dict[str, Text] | None = None) -> Response:
    return page(visitor, "sign_in/new_password.html", status, email=email, errors=errors or {})


def _email(visitor: Visitor, token: str) -> str:
    with visitor.database.reading(None) as session:
        email = reset_email(session, token)
    if email is None:
        raise gone()
    return email
