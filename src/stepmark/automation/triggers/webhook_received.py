"""Something came in through a webhook."""

from collections.abc import Iterable
from typing import Any

from stepmark.automation.parameters import IncomingWebhookId
from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _
from stepmark.queries.incoming_webhooks import kinds_that_come_in


class WebhookReceivedSettings(TriggerSettings):
    """Through which webhook."""

    incoming_webhook_id: IncomingWebhookId


class WebhookReceived(Trigger[WebhookReceivedSettings]):
    """Wakes once for each call that has made or changed a record, for that record."""

    key = "webhook_received"
    label = _("comes in through a webhook")
    group = "data"
    icon = "webhook"
    help = _("At each call that has made or changed a record. Texts may read what came, such as {{ payload.city }}.")
    kinds = tuple(kind.name for kind in kinds_that_come_in())
    brings_payload = True
    Settings = WebhookReceivedSettings

    def topics(self, settings: WebhookReceivedSettings, conditions: Conditions) -> Iterable[str]:
        return (f"webhook.received:{settings.incoming_webhook_id}",)

    def sentence(self, settings: WebhookReceivedSettings, words: Any) -> Text:
        return _(
            "comes in through the webhook “%(webhook)s”", webhook=words.incoming_webhook(settings.incoming_webhook_id)
        )
