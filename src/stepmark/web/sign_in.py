"""Who proves to be whom, and the cookie that remembers it."""

from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.commands.sign_in import sign_out, start_sign_in
from stepmark.domain.passwords import matches
from stepmark.domain.people import Person
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.sign_ins import person_by_email
from stepmark.web.caller import COOKIE, Visitor
from stepmark.web.throttle import Throttle

# The server decides when a sign-in ends; browsers keep no cookie longer than this.
_COOKIE_SECONDS = 400 * 24 * 3600


def proven(visitor: Visitor, email: str, password: str, *, key: str = "") -> Person:
    """The person whose password this is. Refuses wrong and unknown alike, in the same time, and too many tries."""
    throttle: Throttle = visitor.request.app.state.throttle
    throttle.count(address_of(visitor), email)
    with visitor.database.reading(None) as session:
        person = person_by_email(session, email)
    if not matches(password, person.password_hash if person else "") or person is None:
        raise Invalid({key: _("The e-mail or the password is wrong.") if not key else _("This password is wrong.")})
    throttle.forgive(address_of(visitor), email)
    return person


def let_in(visitor: Visitor, response: Response, member_id: int) -> Response:
    """Sign the browser in as this member; whatever sign-in it had before ends."""
    agent, earlier = visitor.request.headers.get("User-Agent", ""), visitor.request.cookies.get(COOKIE, "")

    def change(session: Session) -> str:
        sign_out(session, earlier)
        return start_sign_in(session, member_id, agent, address_of(visitor))

    return remember(visitor, response, visitor.edge.run_as_system(change))


def remember(visitor: Visitor, response: Response, token: str) -> Response:
    """Set the cookie that stands for a sign-in."""
    secure = visitor.settings.secure_cookies or visitor.request.url.scheme == "https"
    response.set_cookie(COOKIE, token, _COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure)
    return response


def address_of(visitor: Visitor) -> str:
    """The network address that the request comes from."""
    return visitor.request.client.host if visitor.request.client else ""
