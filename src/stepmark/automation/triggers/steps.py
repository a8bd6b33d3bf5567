"""What the triggers about steps are told."""

from stepmark.automation.parameters import StepId
from stepmark.automation.triggers.base import TriggerSettings


class StepSettings(TriggerSettings):
    """Which step; none means any."""

    step_id: StepId | None = None

    def topic(self, event: str) -> str:
        """The topic of this event for the step."""
        return f"{event}:{self.step_id}" if self.step_id else event
