"""The options of choice fields: read from what people wrote, renamed with what is stored, kept while in use."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands.bulk import rename_stored_option
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import CustomField
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _, ngettext_lazy
from stepmark.platform.text import fold
from stepmark.queries.usage import option_use

MOST_OPTIONS = 500
OPTION_LIMIT = 200
CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)


def options_in(type: str, raw: Any) -> list[str]:
    """The options among raw values, one per line or as a list: at least one for a choice field, none for others."""
    options = [_option(item) for item in _items(raw)]
    options = [option for option in options if option]
    if type not in CHOICES:
        if options:
            raise Invalid({"options": _("Only choice fields have options.")})
        return []
    if not options:
        raise Invalid({"options": _("Give at least one option.")})
    if len(options) > MOST_OPTIONS:
        raise Invalid({"options": _("At most %(limit)s options are allowed.", limit=MOST_OPTIONS)})
    _require_distinct(options)
    if type == FieldType.MULTI_CHOICE:
        _require_no_separator(options)
    return options


def change_options(work: Work, field: CustomField, raw: Any, renamed: Mapping[str, str] | None = None) -> None:
    """Give a choice field these options. `renamed` says which old ones go by a new name, on all records too.

    Leaving out an option that records still hold is refused; renaming it to another one moves those records there.
    """
    names = {_option(old): _option(new) for old, new in (renamed or {}).items()}
    names = {old: new for old, new in names.items() if old in field.options and new and old != new}
    options = options_in(field.type, raw)
    astray = [new for new in names.values() if new not in options]
    if astray:
        raise Invalid({"options": _("“%(option)s” is a new name, but not among the options.", option=astray[0])})
    _require_unused(work, field, [old for old in field.options if old not in options and old not in names])
    for old, new in _in_safe_order(names):
        rename_stored_option(work, field.id, old, new)
    field.options = options


def _items(raw: Any) -> list[Any]:
    if raw is None:
        return []
    if isinstance(raw, str):
        return raw.split("\n")
    if not isinstance(raw, list | tuple):
        raise Invalid({"options": _("Give the options as a list of texts.")})
    return list(raw)


def _option(raw: Any) -> str:
    try:
        return text_in(raw, OPTION_LIMIT)
    except ValueFault as fault:
        raise Invalid({"options": fault.text}) from None


def _require_distinct(options: list[str]) -> None:
    seen: set[str] = set()
    for option in options:
        if fold(option) in seen:
            raise Invalid({"options": _("“%(option)s” is there twice.", option=option)})
        seen.add(fold(option))


def _require_no_separator(options: list[str]) -> None:
    for option in options:
        if ";" in option:
            text = _("“%(option)s” holds a semicolon, which separates several choices in files.", option=option)
            raise Invalid({"options": text})


def _require_unused(work: Work, field: CustomField, gone: list[str]) -> None:
    used = option_use(work.session, field) if gone else {}
    for option in gone:
        if option in used:
            text = ngettext_lazy(
                "“%(option)s” is chosen on %(num)s record. Rename it to another option, which moves that record there.",
                "“%(option)s” is chosen on %(num)s records. Rename it to another option, which moves them there.",
                used[option],
                option=option,
            )
            raise Problem("in-use", text, field="options", option=option, records=used[option])


def _in_safe_order(names: Mapping[str, str]) -> list[tuple[str, str]]:
    # When two options change names with each other, each goes by a name that nobody has in between.
    if not set(names) & set(names.values()):
        return list(names.items())
    between = {old: f"\x1f{number}" for number, old in enumerate(names)}
    return [*between.items(), *((between[old], new) for old, new in names.items())]
