"""Names in cells as ids: loaded once per import, and kept up with what the import itself adds."""

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.types.base import ValueFault
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.platform.db import Database
from stepmark.platform.i18n import _
from stepmark.platform.text import fold
from stepmark.queries.import_names import Ids, ids_by_email, ids_by_name

BY_EMAIL = "contact by e-mail"
_OTHERS = ("process", "stage")


class NotYet(ValueFault):
    """A name that nothing bears so far; a later row of the same file may."""


class Links:
    """The names of one import."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database, self._actor = database, actor
        self._known: dict[tuple[str, str], Ids] = {}
        self._with_email: set[int] | None = None

    def id_of(self, field: Field, text: str, hint: str = "") -> int:
        """The one row that the text names, or, among namesakes, the one that `hint` gives the id of."""
        target = "user" if field.type is FieldType.USER else field.related
        ids = self._ids(target, field.kind).get(fold(text.strip()), [])
        if len(ids) == 1:
            return ids[0]
        if not ids:
            raise NotYet(_("Nothing is called “%(name)s”. Add it first, or correct the name.", name=text[:100]))
        if hint.isascii() and hint.isdigit() and int(hint[:18]) in ids:
            return int(hint[:18])
        namesakes = _("%(count)s are called “%(name)s”. Give them distinct names.", count=len(ids), name=text[:100])
        raise ValueFault(namesakes)

    def given_id(self, field: Field, text: str) -> int:
        """The row with this id."""
        target = "user" if field.type is FieldType.USER else field.related
        known = {row_id for ids in self._ids(target, field.kind).values() for row_id in ids}
        if not (text.isascii() and text.isdigit() and int(text[:18]) in known):
            raise ValueFault(_("There is none with the id “%(id)s”.", id=text[:100]))
        return int(text)

    def with_email(self, email: str) -> int | None:
        """The oldest contact with this e-mail."""
        ids = self._ids(BY_EMAIL).get(fold(email))
        return ids[0] if ids else None

    def has_email(self, contact_id: int) -> bool:
        """Whether this contact can be known by an e-mail."""
        if self._with_email is None:
            self._with_email = {each for ids in self._ids(BY_EMAIL).values() for each in ids}
        return contact_id in self._with_email

    def added(self, target: str, name: str, record_id: int) -> None:
        """A record that this import has added can be named from now on; `target` may be BY_EMAIL."""
        if (known := self._known.get((target, ""))) is not None:
            known.setdefault(fold(name), []).append(record_id)

    def _ids(self, target: str, kind: str = "") -> Ids:
        # The processes and stages of one kind are not those of another; everything else is the same for all.
        key = target, kind if target in _OTHERS else ""
        if key not in self._known:
            with self._database.reading(self._actor.workspace_id, access=self._actor.access) as session:
                by_email = target == BY_EMAIL
                loaded = (
                    ids_by_email(session, self._actor) if by_email else ids_by_name(session, self._actor, target, kind)
                )
                self._known[key] = loaded
        return self._known[key]


def is_link(field: Field) -> bool:
    """Whether the field's cells name another row."""
    return field.type is FieldType.USER or (
        field.type is FieldType.RECORD and (field.related in KINDS or field.related in _OTHERS)
    )
