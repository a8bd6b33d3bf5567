"""Filling the requisites of a company or contact."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.requisites import fields_of_template, stored_key, template_and_key
from stepmark.catalogue.values import parse_all, to_json
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Work
from stepmark.domain.record import Record
from stepmark.domain.requisites import Requisite
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.history import values_at
from stepmark.queries.requisites import requisites_of

Raw = Mapping[str, Any]


def set_requisites(
    work: Work,
    kind: Kind,
    record_id: int,
    raw: Mapping[str, Raw],
    *,
    version: int | None = None,
    strict: bool = False,
) -> None:
    """Fill requisites of a company or contact: raw values by template and key. What is not named stays.

    `version` is the one the user saw: with `strict` it must be the newest, else only clashing ones refuse.
    """
    if not kind.is_client:
        raise not_found()
    record = record_to_edit(work, kind.model, record_id)
    if strict:
        require_version(record, version)
    values = {template: parse_all(fields_of_template(template), own, work.reader) for template, own in raw.items()}
    meant = {
        stored_key(template, key): to_json(fields_of_template(template)[key], value)
        for template, own in values.items()
        for key, value in own.items()
    }
    write_requisites(work, kind, record, meant, None if strict else version)


def write_requisites(work: Work, kind: Kind, record: Record, meant: Raw, version: int | None = None) -> None:
    """Give requisites these JSON values, by the keys that history has for them."""
    current = current_requisites(work, kind, record.id)
    meant = _unseen_merged(work, kind, record, meant, current, version)
    changes = {key: (current.get(key), value) for key, value in meant.items() if current.get(key) != value}
    for key, (_before, after) in changes.items():
        _write(work, kind, record, key, after)
    if changes:
        record.touch()
        work.happened_to("updated", kind.name, record, changes)


def current_requisites(work: Work, kind: Kind, record_id: int) -> dict[str, Any]:
    """The filled ones as JSON values, by the keys that history has for them."""
    work.session.flush()
    return {
        stored_key(template, key): to_json(fields_of_template(template)[key], value)
        for template, own in requisites_of(work.session, kind.name, record_id).items()
        for key, value in own.items()
    }


def _unseen_merged(
    work: Work, kind: Kind, record: Record, meant: Raw, current: Raw, version: int | None
) -> dict[str, Any]:
    """Of a form's values those that its user has changed; a clash with what others changed is refused (I14)."""
    if version is None or version >= record.version:
        return dict(meant)
    then = values_at(work.session, kind.name, record.id, max(version, 0))
    changed = {key: value for key, value in meant.items() if key not in then or value != then[key]}
    for key, value in changed.items():
        if key in then and current.get(key) != value:
            shown = str(current.get(key) or "—")
            text = _("Meanwhile somebody else has changed this to “%(value)s”. Save again to set yours.", value=shown)
            raise Problem("conflict", text, field=key.partition(".")[2].partition(".")[2], version=record.version)
    return changed


def _write(work: Work, kind: Kind, record: Record, stored: str, text: str | None) -> None:
    template, key = template_and_key(stored)
    row = work.session.get(Requisite, (kind.name, record.id, template, key))
    if row is not None and text is not None:
        row.text = text
    elif row is not None:
        work.session.delete(row)
    elif text is not None:
        work.session.add(Requisite(kind=kind.name, record_id=record.id, template=template, key=key, text=text))
