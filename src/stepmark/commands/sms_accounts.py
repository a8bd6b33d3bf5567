"""SMS accounts, which administrators keep."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import phonenumbers
from sqlalchemy import select

from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.channels.sms import PROVIDERS
from stepmark.channels.sms.base import Setting, SmsProvider
from stepmark.commands import inputs
from stepmark.commands.quota import locked_workspace
from stepmark.commands.settings_rows import delete, happened, require_room, row_to_change
from stepmark.commands.work import Work
from stepmark.domain.rights import require_admin
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import is_storable, printable

MOST_ACCOUNTS = 50
MOST_SENDERS = 20
SECRET_LIMIT = 1_000
_TEXT_LIMIT = 10_000
_SENDER = re.compile(r"[A-Za-z0-9 ._&+-]{1,11}|\+?\d{3,15}|MG[0-9a-f]{32}")
_EMPTY: Mapping[str, Any] = {"name": "", "settings": {}, "secret": "", "senders": [], "country": ""}
Raw = Mapping[str, Any]


def create_sms_account(work: Work, raw: Raw) -> int:
    """An account with a `provider`, a `name`, the provider's `settings`, a `secret`, `senders`, perhaps a `country` and
    whether to `transliterate`. The first one is the standard one. Returns its id.
    """
    full = _("There can be at most %(limit)s SMS accounts. Delete one first.", limit=MOST_ACCOUNTS)
    require_room(work, SmsAccount, MOST_ACCOUNTS, full)
    key = inputs.one_of("provider", raw.get("provider"), list(PROVIDERS))
    given = {**_EMPTY, **{name: each for name, each in raw.items() if name != "provider"}}
    values = _values(PROVIDERS[key], given)
    if PROVIDERS[key].needs_secret and not values["secret"]:
        raise Invalid({"secret": _("Fill in “%(field)s”.", field=PROVIDERS[key].secret)})
    account = SmsAccount(provider=key, **values, is_standard=_standard(work) is None)
    work.session.add(account)
    work.session.flush()
    happened(work, "created", account, {name: (None, each) for name, each in _told(values).items()})
    return account.id


def update_sms_account(work: Work, account_id: int, raw: Raw, *, version: int | None = None) -> None:
    """Change what is given; the provider stays. An empty secret leaves the one that is there, unless it would go to
    another address now.
    """
    account = row_to_change(work, SmsAccount, account_id, version)
    provider = PROVIDERS[account.provider]
    values = _values(provider, {"senders": account.senders, **raw})
    if not values.get("secret"):
        values.pop("secret", None)
        if account.secret and values.get("settings", account.settings).get("url") != account.settings.get("url"):
            text = _("Enter it again, as it would be sent somewhere else now.")
            raise Invalid({"secret": text})
    before = {key: getattr(account, key) for key, value in values.items() if getattr(account, key) != value}
    if before:
        for key in before:
            setattr(account, key, values[key])
        account.trouble, account.trouble_at = None, None
        account.touch()
        after = _told({key: values[key] for key in before})
        happened(work, "updated", account, {key: (_told(before)[key], each) for key, each in after.items()})


def make_sms_standard(work: Work, account_id: int) -> None:
    """Let SMS go by this one unless said otherwise."""
    require_admin(work.actor)
    locked_workspace(work)
    account = row_to_change(work, SmsAccount, account_id)
    if account.is_standard:
        return
    former = _standard(work)
    if former is not None:
        former.is_standard = False
        former.touch()
        work.session.flush()
    account.is_standard = True
    account.touch()
    happened(work, "updated", account, {"is_standard": (False, True)})


def delete_sms_account(work: Work, account_id: int) -> None:
    """Nothing is sent by it any more; rules that name it say so, and what waits fails. Its secret is forgotten."""
    account = row_to_change(work, SmsAccount, account_id)
    account.is_standard, account.secret = False, None
    delete(work, account)


def _standard(work: Work) -> SmsAccount | None:
    query = select(SmsAccount).where(SmsAccount.is_standard.is_(True)).with_for_update()
    return work.session.scalars(query).one_or_none()


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the history keeps: of a secret only that there is one."""
    return {key: bool(each) if key == "secret" else each for key, each in values.items()}


def _values(provider: SmsProvider, raw: Raw) -> dict[str, Any]:
    """All that is wrong is said at once."""
    if unknown := raw.keys() - _READERS.keys():
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    return inputs.read_all({key: partial(_READERS[key], provider, value) for key, value in raw.items()})


def _name(_provider: SmsProvider, raw: Any) -> str:
    return inputs.line("name", _("Name"), raw)


def _settings(provider: SmsProvider, raw: Any) -> dict[str, str]:
    given: Raw = raw if isinstance(raw, Mapping) else {}
    known = {each.name: each for each in provider.settings}
    faults: dict[str, Text] = {printable(str(key), 50): _("There is no such field.") for key in given.keys() - known}
    values: dict[str, str] = {}
    for key, setting in known.items():
        try:
            values[key] = _setting(setting, given.get(key))
        except Invalid as invalid:
            faults |= invalid.errors
    faults = {**provider.faults(values), **faults}
    if faults:
        raise Invalid(faults)
    return {key: value for key, value in values.items() if value}


def _setting(setting: Setting, raw: Any) -> str:
    if setting.options:
        return inputs.one_of(setting.name, raw, [key for key, _label in setting.options])
    if not setting.lines:
        return inputs.line(setting.name, setting.label, raw or "", required=setting.required, limit=setting.limit)
    try:
        return text_in(raw or "", _TEXT_LIMIT, lines=True)
    except ValueFault as fault:
        raise Invalid({setting.name: fault.text}) from None


def _secret(_provider: SmsProvider, raw: Any) -> str:
    if not isinstance(raw, str) or not is_storable(raw) or not raw.isprintable() or len(raw) > SECRET_LIMIT:
        raise Invalid({"secret": _("A key has at most %(limit)s characters, on one line.", limit=SECRET_LIMIT)})
    return raw.strip()


def _senders(provider: SmsProvider, raw: Any) -> list[str]:
    """Names from a list, or from lines of a text; each once."""
    given = raw.splitlines() if isinstance(raw, str) else raw
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise Invalid({"senders": _("Enter one name on each line.")})
    names = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    for name in names:
        if not _SENDER.fullmatch(name):
            text = _("“%(name)s” is no sender: a name has at most 11 letters, without accents.", name=printable(name))
            raise Invalid({"senders": text})
    if len(names) > MOST_SENDERS:
        raise Invalid({"senders": _("Enter at most %(limit)s.", limit=MOST_SENDERS)})
    if provider.needs_sender and not names:
        text = _("%(provider)s needs a sender: a number or a name of yours there.", provider=provider.label)
        raise Invalid({"senders": text})
    return names


def _country(_provider: SmsProvider, raw: Any) -> str:
    return "" if raw in (None, "") else inputs.one_of("country", raw, phonenumbers.SUPPORTED_REGIONS)


def _transliterate(_provider: SmsProvider, raw: Any) -> bool:
    return inputs.yes_no("transliterate", raw)


def _active(_provider: SmsProvider, raw: Any) -> bool:
    return inputs.yes_no("active", raw)


_READERS: Mapping[str, Callable[[SmsProvider, Any], Any]] = {
    "name": _name,
    "settings": _settings,
    "secret": _secret,
    "senders": _senders,
    "country": _country,
    "transliterate": _transliterate,
    "active": _active,
}
