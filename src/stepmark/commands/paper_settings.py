"""What a workspace's papers say of the seller, how their numbers are written, and in how many days one pays."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands import inputs
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.paper_numbers import FORMATS, MOST_CHARACTERS, PaperSettings, format_fault
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.paper_settings import paper_settings
from stepmark.queries.parties import SELLER_KEYS

MOST_ADDRESS = 500


def update_paper_settings(work: Work, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given: `seller.name`, `seller.address` …, `formats.invoice` …, `payment_days`.

    Papers that have a number keep it, and issued invoices keep their seller. `version` is the one the administrator
    saw; a newer one refuses with `conflict`.
    """
    require_admin(work.actor)
    workspace = locked_workspace(work)
    settings = paper_settings(work.session)
    if version not in (None, settings.version):
        raise Problem("conflict", _("Somebody else has changed this since you read it. Look again, then repeat."))
    before = flat_settings(settings)
    after = {**before, **inputs.read_all({key: partial(_read, key, value) for key, value in raw.items()})}
    changes = {key: (before[key], value) for key, value in after.items() if before[key] != value}
    if not changes:
        return
    settings.seller = {key: after[f"seller.{key}"] for key in SELLER_KEYS}
    settings.formats = {kind: after[f"formats.{kind}"] for kind in FORMATS}
    settings.payment_days = after["payment_days"]
    settings.version += 1
    work.session.add(settings)
    work.happened("paper_settings.updated", "workspace", workspace.id, changes, label=workspace.name)


def flat_settings(settings: PaperSettings) -> dict[str, Any]:
    """All of them by the names that a form has for them."""
    return {
        **{f"seller.{key}": settings.seller.get(key) or "" for key in SELLER_KEYS},
        **{f"formats.{kind}": settings.format_of(kind) for kind in FORMATS},
        "payment_days": settings.payment_days,
    }


def _read(key: str, raw: Any) -> Any:
    part, _point, name = key.partition(".")
    if key == "payment_days":
        return inputs.days(key, raw)
    if part == "seller" and name in SELLER_KEYS:
        return _address(key, raw) if name == "address" else inputs.line(key, "", raw, required=False)
    if part == "formats" and name in FORMATS:
        return _format(key, raw)
    raise Invalid({key: _("There is no such setting.")})


def _address(key: str, raw: Any) -> str:
    try:
        return text_in(raw, MOST_ADDRESS, lines=True)
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None


def _format(key: str, raw: Any) -> str:
    template = inputs.line(key, KINDS[key.partition(".")[2]].label_plural, raw, limit=MOST_CHARACTERS)
    if fault := format_fault(template):
        raise Invalid({key: fault})
    return template
