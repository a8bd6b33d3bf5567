"""SMS accounts, which administrators keep."""

from typing import Any

from babel import Locale
from fastapi import APIRouter
from fastapi.responses import Response
from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy.orm import Session

from stepmark.automation.trace import shown_text
from stepmark.automation.usage import rules_naming
from stepmark.channels.sms import PROVIDERS
from stepmark.channels.sms.base import SmsProvider
from stepmark.commands.access import not_found
from stepmark.commands.sms_accounts import (
    MOST_ACCOUNTS,
    create_sms_account,
    delete_sms_account,
    make_sms_standard,
    update_sms_account,
)
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.sms_accounts import sms_account, sms_accounts
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/sms"
_ONE = _URL + "/{sms_account_id:id}"
PLACE = Place("settings", _("SMS"), _URL)
_USUAL_COUNTRY = {"pl": "PL", "ru": "RU"}


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them."""
    with caller.reading() as session:
        found = sms_accounts(session)
    troubles = {each.id: shown_text(each.trouble) for each in found if each.trouble}
    context: dict[str, Any] = {"accounts": found, "providers": PROVIDERS, "troubles": troubles, "most": MOST_ACCOUNTS}
    return page(caller, "sms_accounts/index.html", nav=PLACE.nav, **context)


@router.get(_URL + "/new")
def new(caller: Administrator, provider: str = "") -> Response:
    """The providers to choose from, then the form for one."""
    if provider not in PROVIDERS:
        return page(caller, "sms_accounts/new.html", nav=PLACE.nav, providers=PROVIDERS.values())
    given = {"country": _USUAL_COUNTRY.get(caller.actor.locale, ""), "transliterate": True}
    return _form(caller, PROVIDERS[provider], None, given)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add an account."""
    provider = PROVIDERS.get(text_of_form(form, "provider"))
    if provider is None:
        return see_other(f"{_URL}/new")
    raw = _raw(form, provider)
    try:
        sms_account_id = caller.run(create_sms_account, {**raw, "provider": provider.key})
    except Problem as problem:
        return _form(caller, provider, None, raw, problem)
    toast = _("The account is added. Send a test SMS to see whether it works.")
    return see_other(f"{_URL}#account-{sms_account_id}", toast)


@router.get(_ONE + "/edit")
def edit(caller: Administrator, sms_account_id: int) -> Response:
    """The form; its key is never shown."""
    with caller.reading() as session:
        account = account_or_404(session, sms_account_id)
    return _form(caller, PROVIDERS[account.provider], account, {})


@router.put(_ONE)
def update(caller: Administrator, sms_account_id: int, form: Form) -> Response:
    """Save the account."""
    with caller.reading() as session:
        account = account_or_404(session, sms_account_id)
    provider, version = PROVIDERS[account.provider], int_of_form(form, "version")
    raw = _raw(form, provider) | {"active": "active" in form}
    try:
        caller.run(update_sms_account, sms_account_id, raw, version=version)
    except Problem as problem:
        return _form(caller, provider, account, raw | {"version": version}, problem)
    return see_other(_URL, _("Saved."))


@router.post(_ONE + "/standard")
def choose(caller: Administrator, sms_account_id: int) -> Response:
    """Let SMS go by this one unless said otherwise."""
    caller.run(make_sms_standard, sms_account_id)
    return see_other(_URL, _("This account is the standard one now."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, sms_account_id: int) -> Response:
    """What deleting it means."""
    with caller.reading() as session:
        account = account_or_404(session, sms_account_id)
        rules = rules_naming(session, "sms_account", sms_account_id)
    title = _("Delete “%(name)s”?", name=account.name)
    return asked(caller, PLACE, "sms_accounts/_deletion.html", title, account=account, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, sms_account_id: int) -> Response:
    """Delete an account."""
    caller.run(delete_sms_account, sms_account_id)
    return see_other(_URL, _("The account is deleted."))


def account_or_404(session: Session, sms_account_id: int) -> SmsAccount:
    """One that is not deleted."""
    account = sms_account(session, sms_account_id)
    if account is None:
        raise not_found()
    return account


def _form(
    caller: Caller,
    provider: SmsProvider,
    account: SmsAccount | None,
    given: dict[str, Any],
    problem: Problem | None = None,
) -> Response:
    return page(
        caller,
        "sms_accounts/edit.html",
        problem.status if problem else 200,
        nav=PLACE.nav,
        provider=provider,
        account=account,
        given=(_stored(account) if account else {}) | given,
        countries=_countries(caller.actor.locale),
        errors=field_errors(problem) if problem else {},
    )


def _stored(account: SmsAccount) -> dict[str, Any]:
    keys = ("name", "settings", "country", "transliterate", "active", "version")
    return {key: getattr(account, key) for key in keys} | {"senders": "\n".join(account.senders)}


def _raw(form: Form, provider: SmsProvider) -> dict[str, Any]:
    texts = {key: text_of_form(form, key) for key in ("name", "secret", "senders", "country")}
    settings = {each.name: text_of_form(form, each.name) for each in provider.settings}
    return texts | {"settings": settings, "transliterate": "transliterate" in form}


def _countries(locale: str) -> list[tuple[str, str]]:
    names = Locale.parse(locale).territories
    prefixed = ((key, str(names.get(key, key))) for key in SUPPORTED_REGIONS)
    return sorted(prefixed, key=lambda each: each[1])
