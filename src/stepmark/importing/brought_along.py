"""The company and the contact that a row names besides its own record: found, or described so that they can be made."""

from collections.abc import Iterator, Mapping
from typing import Any

from stepmark.catalogue.kinds import CONTACT, Kind
from stepmark.commands.import_record import Linked
from stepmark.importing.layout import Layout
from stepmark.importing.links import BY_EMAIL, Links
from stepmark.importing.targets import LINKED, linked_key


class BroughtAlong:
    """Tells the linked records of rows. A contact is known by e-mail where the row has one, all others by name."""

    def __init__(self, kind: Kind, layout: Layout, links: Links) -> None:
        self._kind, self._layout, self._links = kind, layout, links

    def taken_out(self, raw: dict[str, Any], names: Mapping[str, str]) -> tuple[Linked, ...]:
        """The linked records; what describes them is taken out of the row's own values.

        `names` are the texts of the link fields that were not found, or that may be found better by an e-mail.
        """
        described: dict[str, dict[str, Any]] = {}
        for key in [*raw]:
            if found := linked_key(self._kind, key):
                described.setdefault(found[0].name, {})[found[1]] = raw.pop(key)
        return tuple(self._linked(raw, names, described))

    def _linked(
        self, raw: dict[str, Any], names: Mapping[str, str], described: Mapping[str, dict[str, Any]]
    ) -> Iterator[Linked]:
        for key, kind in LINKED.get(self._kind.name, {}).items():
            if key not in self._layout.linked or not names.get(key):
                continue
            values = described.get(kind.name, {})
            emails = _emails(kind, values)
            known = self._known(emails, raw.pop(key, None))
            keys = (*((BY_EMAIL, each) for each in emails), (kind.name, names[key]))
            merges = self._layout.linked[key] == "merge"
            yield Linked(key, kind, {kind.title_key: names[key], **values}, keys, known, merges=merges)

    def _known(self, emails: list[str], namesake: int | None) -> int | None:
        found = next((known for each in emails if (known := self._links.with_email(each))), None)
        # Of the same name but with another e-mail is somebody else.
        is_other = bool(emails) and namesake is not None and self._links.has_email(namesake)
        return found or (None if is_other else namesake)


def _emails(kind: Kind, values: Mapping[str, Any]) -> list[str]:
    text = values.get("emails", "") if kind is CONTACT else ""
    return [each.strip() for each in str(text).split(";") if each.strip()]
