"""What a role may do with the fields of records: see and change them, only see them, or not even know their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from stepmark.domain.people import Role
from stepmark.platform.i18n import Text, _

# {"deal": {"amount": {"salesperson": "hidden"}}}; what is not named is seen, and changed by whoever edits the record.
Limits = Mapping[str, Mapping[str, Mapping[str, str]]]
LIMITED_ROLES = (Role.VIEWER, Role.SALESPERSON, Role.MANAGER)

_WHO: Mapping[tuple[Role, ...], Text] = {
    (): _("administrators"),
    (Role.MANAGER,): _("managers and administrators"),
    (Role.SALESPERSON,): _("salespeople and administrators"),
    (Role.SALESPERSON, Role.MANAGER): _("salespeople, managers and administrators"),
}


class Access(StrEnum):
    """How far a role gets with a field."""

    EDIT = "edit"
    READ_ONLY = "read_only"
    HIDDEN = "hidden"

    @property
    def sees(self) -> bool:
        """Whether the value may be known."""
        return self is not Access.HIDDEN

    @property
    def edits(self) -> bool:
        """Whether it may be changed."""
        return self is Access.EDIT


@dataclass(frozen=True)
class FieldAccess:
    """The workspace's limits as they are for one role. Administrators have none."""

    role: Role = Role.ADMINISTRATOR
    limits: Limits = field(default_factory=dict)

    @cached_property
    def own(self) -> Mapping[str, Mapping[str, Access]]:
        """This role's limits alone, by kind and field; none where all is open to it."""
        if self.role is Role.ADMINISTRATOR:
            return {}
        found = {
            kind: {key: Access(roles[self.role]) for key, roles in fields.items() if self.role in roles}
            for kind, fields in self.limits.items()
        }
        return {kind: fields for kind, fields in found.items() if fields}

    def of(self, kind: str, key: str) -> Access:
        """How far the role gets with a field."""
        return self.own.get(kind, {}).get(key, Access.EDIT)

    def sees(self, kind: str, key: str) -> bool:
        """Whether the role may know what the field holds."""
        return self.of(kind, key) is not Access.HIDDEN

    def hidden(self, kind: str) -> frozenset[str]:
        """The fields of a kind that are hidden from the role."""
        return frozenset(key for key, access in self.own.get(kind, {}).items() if access is Access.HIDDEN)

    def who_may_edit(self, kind: str, key: str) -> Text:
        """The roles that may change a field, administrators always."""
        limited = self.limits.get(kind, {}).get(key, {})
        return _WHO[tuple(role for role in (Role.SALESPERSON, Role.MANAGER) if role not in limited)]


UNLIMITED = FieldAccess()
