"""Whether a text can be rendered for records of a kind, asked when it is saved; and what it reads."""

from collections.abc import Collection

from stepmark.automation.placeholders.language import Reading, Template, parsed
from stepmark.automation.placeholders.names import CONSTANTS, RECORD, Placeholder, find_placeholder
from stepmark.automation.placeholders.syntax import line_of
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.paths import FieldsByKind, Path
from stepmark.platform.i18n import _


def check_template(text: str, kind: Kind, fields_by_kind: FieldsByKind, extra: Collection[str] = ()) -> None:
    """Raise ValueFault, naming the line, for what is not understood and for placeholders that mean nothing here.

    `extra` are the names of the values that actions before this text yield (`{{ values.NAME }}`), and the constants.
    """
    template = parsed(text)
    for reading in template.readings:
        _found(template, reading, kind, fields_by_kind, extra)


def template_paths(text: str) -> set[str]:
    """What a text reads of its record, as its placeholders write it: "title", "company.name", "custom.tier"."""
    roots = (RECORD, *KINDS)
    return {".".join(names[1:]) for names, _start in parsed(text).readings if len(names) > 1 and names[0] in roots}


def constants_read(text: str) -> set[str]:
    """The keys of the constants that a text reads; none when it is not understood."""
    try:
        readings = parsed(text).readings
    except ValueFault:
        return set()
    return {names[1] for names, _start in readings if names[0] == CONSTANTS and len(names) > 1}


def paths_read(text: str, kind: Kind, fields_by_kind: FieldsByKind) -> list[Path]:
    """The fields that a text reads, each once, without those that are gone; none when it is not understood."""
    try:
        readings = parsed(text).readings
    except ValueFault:
        return []
    found = (_try(reading, kind, fields_by_kind) for reading in readings)
    return list({each.path.key: each.path for each in found if each and each.path}.values())


def _found(
    template: Template, reading: Reading, kind: Kind, fields_by_kind: FieldsByKind, extra: Collection[str]
) -> Placeholder:
    try:
        return find_placeholder(reading.names, kind, fields_by_kind, extra)
    except ValueFault as fault:
        line = line_of(template.text, reading.start)
        raise ValueFault(_("Line %(line)s: %(fault)s", line=line, fault=fault.text)) from None


def _try(reading: Reading, kind: Kind, fields_by_kind: FieldsByKind) -> Placeholder | None:
    try:
        return find_placeholder(reading.names, kind, fields_by_kind)
    except ValueFault:
        return None
