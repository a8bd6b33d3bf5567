"""How a workspace is paid: its account, and its keys for Stripe. Administrators only."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands import inputs
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.payment_links import PaymentSettings
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.iban import bic_of, iban_of
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.text import printable
from stepmark.queries.payment_links import payment_settings

MOST_ADDRESS = 500
MOST_LINK_DAYS = 365
SECRET_LIMIT = 300
SECRETS = {"stripe_key": ("sk_", "rk_"), "stripe_secret": ("whsec_",)}


def update_payment_settings(work: Work, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given. An empty key or secret leaves the one that is there; links that are out stay as they are.

    `version` is the one the administrator saw; a newer one refuses with `conflict`.
    """
    require_admin(work.actor)
    workspace = locked_workspace(work)
    settings = payment_settings(work.session) or _new()
    if version not in (None, settings.version):
        raise Problem("conflict", _("Somebody else has changed this since you read it. Look again, then repeat."))
    values = _understood(raw)
    _require_whole(settings, values)
    changes = {key: (before, value) for key, value in values.items() if (before := getattr(settings, key)) != value}
    if not changes and settings.id is not None:
        return
    for key, value in values.items():
        setattr(settings, key, value)
    settings.version += 1
    work.session.add(settings)
    told = {key: _told(key, pair) for key, pair in changes.items()}
    work.happened("payment_settings.updated", "workspace", workspace.id, told, label=workspace.name)


def _new() -> PaymentSettings:
    token = new_token()
    empty = {"payee_name": "", "payee_address": "", "iban": "", "bic": "", "link_days": 30, "stripe_on": False}
    return PaymentSettings(hook_token=token, hook_token_hash=token_hash(token), version=1, **empty)


def _require_whole(settings: PaymentSettings, values: Mapping[str, Any]) -> None:
    after = {key: values.get(key, getattr(settings, key)) for key in ("iban", "payee_name", "stripe_on", *SECRETS)}
    faults: dict[str, Text] = {}
    if after["iban"] and not after["payee_name"]:
        faults["payee_name"] = _("Enter who the money goes to, as the bank knows them.")
    if after["stripe_on"]:
        missing = [key for key in SECRETS if after[key] is None]
        faults |= dict.fromkeys(missing, _("Stripe needs both its secret key and the signing secret."))
    if faults:
        raise Invalid(faults)


def _understood(raw: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := raw.keys() - _READERS.keys():
        raise Invalid({printable(min(unknown), 50): _("There is no such setting.")})
    values = inputs.read_all({key: partial(_READERS[key], value) for key, value in raw.items()})
    return {key: value for key, value in values.items() if value is not None or key not in SECRETS}


def _told(key: str, pair: tuple[Any, Any]) -> tuple[Any, Any]:
    """What the history keeps: of a secret only that there is one."""
    return (bool(pair[0]), bool(pair[1])) if key in SECRETS else pair


def _name(raw: Any) -> str:
    return inputs.line("payee_name", _("Payee"), raw, required=False)


def _address(raw: Any) -> str:
    try:
        return text_in(raw, MOST_ADDRESS, lines=True)
    except ValueFault as fault:
        raise Invalid({"payee_address": fault.text}) from None


def _iban(raw: Any) -> str:
    text = inputs.line("iban", _("Account (IBAN)"), raw, required=False)
    iban = iban_of(text) if text else ""
    if iban is None:
        raise Invalid(
            {"iban": _("This is no account number: its check digits do not fit. Compare it with the bank's.")}
        )
    return iban


def _bic(raw: Any) -> str:
    text = inputs.line("bic", _("BIC"), raw, required=False)
    bic = bic_of(text) if text else ""
    if bic is None:
        raise Invalid({"bic": _("A BIC has 8 or 11 letters and digits, such as BREXPLPWXXX.")})
    return bic


def _days(raw: Any) -> int:
    days = inputs.days("link_days", raw)
    if days > MOST_LINK_DAYS:
        raise Invalid({"link_days": _("Enter a number of days from 1 to %(limit)s.", limit=MOST_LINK_DAYS)})
    return days


def _secret(key: str) -> Callable[[Any], str | None]:
    def read(raw: Any) -> str | None:
        text = inputs.line(key, "", raw, required=False, limit=SECRET_LIMIT)
        if text and not (text.isascii() and text.startswith(SECRETS[key])):
            raise Invalid({key: _("It begins with %(begins)s.", begins=SECRETS[key][0])})
        return text or None

    return read


def _on(raw: Any) -> bool:
    return inputs.yes_no("stripe_on", raw)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "payee_name": _name,
    "payee_address": _address,
    "iban": _iban,
    "bic": _bic,
    "link_days": _days,
    "stripe_key": _secret("stripe_key"),
    "stripe_secret": _secret("stripe_secret"),
    "stripe_on": _on,
}
