"""Keys: a field's name for programs, unique among the live fields of its kind."""

import re
from itertools import count
from typing import Any

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.fields import CustomField
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import slug

_KEY = re.compile(r"[a-z0-9_]{1,40}")


def given_key(work: Work, kind: str, key: Any) -> str:
    """The key that someone asked for, unless it is taken."""
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Invalid({"key": _("A key is made of a–z, 0–9 and _, up to 40 characters.")})
    if key in _taken(work, kind, deleted=False):
        raise Invalid({"key": _("Another field has the key “%(key)s”. Choose another.", key=key)})
    return key


def key_for(work: Work, kind: str, label: str) -> str:
    """A key for a label: "Budżet" → "budzet". Keys of deleted fields are left to them, as they may come back."""
    return _free(slug(label) or "field", _taken(work, kind, deleted=True))


def own_key(work: Work, field: CustomField) -> str:
    """The key under which a deleted field comes back: its own, or "budzet_2" if that was taken meanwhile."""
    return _free(field.key, _taken(work, field.kind, deleted=False))


def rename_in_bindings(work: Work, field: CustomField, key: str) -> None:
    """Let the field's binding know it by its new key."""
    for binding in work.session.scalars(select(Binding).where(Binding.custom_field_id == field.id).with_for_update()):
        binding.field = f"custom.{key}"


def _taken(work: Work, kind: str, *, deleted: bool) -> set[str]:
    query = select(CustomField.key).where(CustomField.kind == kind)
    return set(work.session.scalars(query if deleted else query.where(CustomField.deleted_at.is_(None))))


def _free(base: str, taken: set[str]) -> str:
    return next(key for number in count(1) if (key := base if number == 1 else f"{base}_{number}") not in taken)
