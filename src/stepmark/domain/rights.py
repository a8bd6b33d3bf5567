"""Who may do what: the one table of rights. Queries narrow what is seen, commands ask before they change."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from stepmark.domain.field_access import UNLIMITED, FieldAccess
from stepmark.domain.people import Role
from stepmark.domain.workspace import Visibility
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _


@dataclass(frozen=True)
class Actor:
    """On whose behalf something is done, in which workspace, and how they read dates and money.

    `automation_version` is the workspace's, where it was read along with the actor. `access` says which fields are
    hidden from the actor or read-only.

    The command line acts without a member, as an administrator named "Stepmark".
    """

    workspace_id: int
    member_id: int | None
    name: str
    role: Role
    visibility: Visibility = Visibility.ALL
    locale: str = "en"
    time_zone: str = "UTC"
    currency: str = "EUR"
    plan: str = "enterprise"
    job_title: str = ""
    automation_version: int | None = field(default=None, compare=False)
    access: FieldAccess = field(default=UNLIMITED, compare=False, repr=False)

    @property
    def is_admin(self) -> bool:
        """Whether the actor administers the workspace."""
        return self.role is Role.ADMINISTRATOR

    @property
    def can_create(self) -> bool:
        """Whether the actor may add records."""
        return self.role is not Role.VIEWER

    @property
    def sees_all(self) -> bool:
        """Whether the workspace's visibility setting narrows what this actor sees."""
        return self.role is not Role.SALESPERSON or self.visibility is Visibility.ALL


@dataclass(frozen=True)
class Ownership:
    """Whose a record is. `team` is asked only when it matters, as it costs a query. `personal`: see `About`."""

    responsible_id: int | None
    co_executors: Callable[[], Collection[int]]
    team: Callable[[], Collection[int]]
    personal: bool = False


def may_make(actor: Actor, *, personal: bool) -> bool:
    """Whether the actor may add records of a kind."""
    return actor.role in (Role.MANAGER, Role.ADMINISTRATOR) if personal else actor.can_create


def may_edit(actor: Actor, owned: Ownership) -> bool:
    """Whether the actor may change this record. What belongs to nobody is a manager's to hand out."""
    if actor.is_admin:
        return True
    if owned.personal:
        return _is_above(actor, owned)
    if actor.role is Role.VIEWER or actor.member_id is None:
        return False
    if owned.responsible_id == actor.member_id:
        return True
    if actor.role is Role.MANAGER and (owned.responsible_id is None or owned.responsible_id in owned.team()):
        return True
    return actor.member_id in owned.co_executors()


def may_delete(actor: Actor, owned: Ownership) -> bool:
    """Whether the actor may delete this record: one's own, or an administrator any."""
    if actor.is_admin:
        return True
    if owned.personal:
        return _is_above(actor, owned)
    return actor.role is not Role.VIEWER and actor.member_id is not None and owned.responsible_id == actor.member_id


def may_see(actor: Actor, owned: Ownership) -> bool:
    """Whether the actor sees this record under the workspace's visibility setting."""
    if owned.personal and not actor.is_admin:
        is_own = actor.member_id is not None and owned.responsible_id == actor.member_id
        return is_own or _is_above(actor, owned)
    if actor.sees_all or owned.responsible_id is None or owned.responsible_id == actor.member_id:
        return True
    if actor.visibility is Visibility.TEAM and owned.responsible_id in owned.team():
        return True
    return actor.member_id in owned.co_executors()


def _is_above(actor: Actor, owned: Ownership) -> bool:
    return actor.role is Role.MANAGER and owned.responsible_id is not None and owned.responsible_id in owned.team()


def require(allowed: bool) -> None:
    """Refuse with `not-allowed` unless allowed."""
    if not allowed:
        raise Problem("not-allowed", _("Your role does not allow this. Ask an administrator of your workspace."))


def require_admin(actor: Actor) -> None:
    """Refuse everybody but administrators."""
    require(actor.is_admin)
