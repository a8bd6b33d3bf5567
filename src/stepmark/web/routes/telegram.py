"""Telegram: administrators keep the workspace's bot, and members their chat with it."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.trace import shown_text
from stepmark.channels.telegram import API
from stepmark.commands.telegram import begin_chat, end_chat, remove_bot, set_bot
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.telegram import telegram_bot
from stepmark.web.caller import Administrator, Caller, Viewer
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/telegram"
PLACE = Place("settings", _("Telegram"), _URL)


@router.get(_URL)
def show(caller: Administrator) -> Response:
    """The bot, or the form for one."""
    return _page(caller)


@router.put(_URL)
def update(caller: Administrator, form: Form) -> Response:
    """Another bot, or the first one."""
    given = {key: text_of_form(form, key) for key in ("token", "url")}
    try:
        caller.run(set_bot, given)
    except Problem as problem:
        return _page(caller, problem, given)
    return see_other(_URL, _("Saved. In a few seconds it shows whether Telegram knows the bot."))


@router.get(_URL + "/deletion")
def ask(caller: Administrator) -> Response:
    """What removing it means."""
    return asked(caller, PLACE, "telegram/_deletion.html", _("Remove the bot?"))


@router.delete(_URL)
def delete(caller: Administrator) -> Response:
    """Have none any more."""
    caller.run(remove_bot)
    return see_other(_URL, _("The bot is removed."))


@router.post("/profile/telegram")
def create_chat(caller: Viewer) -> Response:
    """A code to hand to the bot."""
    caller.run(begin_chat)
    return see_other("/profile#telegram")


@router.delete("/profile/telegram")
def delete_chat(caller: Viewer) -> Response:
    """Be told nothing there any more."""
    caller.run(end_chat)
    return see_other("/profile#telegram", _("Telegram is disconnected."))


def _page(caller: Caller, problem: Problem | None = None, given: dict[str, str] | None = None) -> Response:
    with caller.reading() as session:
        bot = telegram_bot(session)
    return page(
        caller,
        "telegram/show.html",
        problem.status if problem else 200,
        nav=PLACE.nav,
        bot=bot,
        api=API,
        given=given or {"url": bot.url if bot else ""},
        trouble=shown_text(bot.trouble) if bot and bot.trouble else None,
        errors=field_errors(problem) if problem else {},
    )
