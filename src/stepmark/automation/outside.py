"""Actions that leave the building: they put deliveries down and wait for what comes of them."""

from abc import abstractmethod
from collections.abc import Sequence

from stepmark.automation.actions.base import Action, Done, Failed, Outcome, Parked, SettingsT
from stepmark.automation.context import ActionContext
from stepmark.automation.memory import AGAIN, DELIVERIES
from stepmark.automation.posting import Outgoing, post_again, post_for_run, posted
from stepmark.automation.trace import shown_text
from stepmark.domain.deliveries import Delivery, DeliveryState
from stepmark.platform.i18n import _


class OutsideAction(Action[SettingsT]):
    """Nothing is sent while it runs: what follows it waits until all that it put down has gone out."""

    @abstractmethod
    def outgoing(self, settings: SettingsT, context: ActionContext) -> Sequence[Outgoing] | Outcome:
        """What is to be sent, or why there is nothing."""

    def sent(self, settings: SettingsT, context: ActionContext, deliveries: Sequence[Delivery]) -> Outcome:
        """What came of it, once all have gone out."""
        return Done()

    def run(self, settings: SettingsT, context: ActionContext) -> Outcome:
        """Put deliveries down first; later see how they stand."""
        ids = context.memory.get(DELIVERIES)
        if ids is None:
            return self._put_down(settings, context)
        deliveries = posted(context.work, ids)
        failed = [each for each in deliveries if each.state == DeliveryState.FAILED]
        if failed and context.memory.get(AGAIN):
            for each in failed:
                post_again(context.work, each)
            return Parked(None, {DELIVERIES: ids})
        if any(each.is_waiting for each in deliveries):
            return Parked(None, {DELIVERIES: ids})
        if failed or not deliveries:
            return Failed(shown_text(failed[0].reason) if failed else _("What was to be sent is not kept any more."))
        return self.sent(settings, context, deliveries)

    def _put_down(self, settings: SettingsT, context: ActionContext) -> Outcome:
        found = self.outgoing(settings, context)
        if isinstance(found, Outcome):
            return found
        return Parked(None, {DELIVERIES: [post_for_run(context, each) for each in found]})
