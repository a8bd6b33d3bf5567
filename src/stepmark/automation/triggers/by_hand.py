"""Somebody pressed the rule's button on a record."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from stepmark.automation.parameters import RoleName
from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.domain.people import Role
from stepmark.platform.i18n import _


class ByHandSettings(TriggerSettings):
    """Which roles see the button."""

    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)] = (Role.ADMINISTRATOR, Role.MANAGER, Role.SALESPERSON)


class ByHand(Trigger[ByHandSettings]):
    """Wakes at nothing by itself: a button on the record starts it, for the roles chosen."""

    key = "by_hand"
    label = _("is chosen and the rule is started by hand")
    group = "flow"
    icon = "player-play"
    help = _("A button on the record starts it, for the roles that you choose. Nothing else does.")
    Settings = ByHandSettings

    def topics(self, settings: ByHandSettings, conditions: Conditions) -> Iterable[str]:
        return ()
