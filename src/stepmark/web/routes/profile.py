"""One's own profile: name, language, time zone, password."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.inputs import time_zones
from stepmark.commands.members import update_profile
from stepmark.commands.passwords import change_password
from stepmark.domain.passwords import hashed
from stepmark.domain.people import Member, Way
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.calendar_feeds import feed_of
from stepmark.queries.sign_ins import tokens_of
from stepmark.queries.telegram import telegram_link, usable_bot
from stepmark.web.caller import Caller, Viewer
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other
from stepmark.web.sign_in import proven

router = APIRouter()
WAYS: Mapping[str, Text] = {
    Way.POPUP: _("A pop-up in Stepmark, while it is open"),
    Way.BROWSER: _("A notification of this browser"),
    Way.MAIL: _("An e-mail to your own address"),
    Way.TELEGRAM: _("A message in Telegram, once you are connected"),
}


@router.get("/profile")
def show(caller: Viewer) -> Response:
    """The whole profile."""
    return profile_page(caller)


@router.patch("/profile")
def update(caller: Viewer, form: Form) -> Response:
    """Save what the form sends."""
    raw = {key: text_of_form(form, key) for key in ("name", "job_title", "phone", "locale", "time_zone") if key in form}
    try:
        caller.run(update_profile, raw)
    except Problem as problem:
        return profile_page(caller, problem.status, errors=field_errors(problem), given=raw)
    return see_other("/profile", _("Saved"))


@router.post("/profile/locale")
def update_locale(caller: Viewer, form: Form) -> Response:
    """Another language, from the menu of every page."""
    caller.run(update_profile, {"locale": text_of_form(form, "locale")})
    return see_other("/profile")


@router.put("/profile/password")
def update_password(caller: Viewer, form: Form) -> Response:
    """A new password, by whoever knows the present one. Other browsers are signed out."""
    email = caller.identity.email
    try:
        proven(caller, email, text_of_form(form, "current_password"), key="current_password")
        password_hash = hashed(text_of_form(form, "new_password"), email, key="new_password")
    except Problem as problem:
        return profile_page(caller, problem.status, password_errors=field_errors(problem))
    caller.run(change_password, password_hash, caller.identity.access_id)
    return see_other("/profile", _("Your password is changed. Your other browsers are signed out."))


def profile_page(
    caller: Caller,
    status: int = 200,
    *,
    errors: dict[str, Text] | None = None,
    password_errors: dict[str, Text] | None = None,
    token_errors: dict[str, Text] | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    """The profile, with what was wrong in one of its forms."""
    with caller.reading() as session:
        member = session.get_one(Member, caller.actor.member_id)
        tokens = tokens_of(session, member.id)
        feed = feed_of(session, member.id)
        bot, chat = usable_bot(session), telegram_link(session, member.id)
    return page(
        caller,
        "profile/show.html",
        status,
        member=member,
        tokens=tokens,
        feed=feed,
        bot=bot,
        chat=chat,
        code=chat.code if chat and chat.code_until and chat.code_until > now() else None,
        ways=WAYS.items(),
        zones=[(zone, zone) for zone in time_zones()],
        errors=errors or {},
        password_errors=password_errors or {},
        token_errors=token_errors or {},
        given=given or {},
    )
