"""Tell another system of the record, and of what has changed in it."""

from collections.abc import Sequence
from typing import Any

from stepmark.automation.actions.base import Outcome
from stepmark.automation.context import ActionContext
from stepmark.automation.outside import OutsideAction
from stepmark.automation.parameters import Settings, WebhookId
from stepmark.automation.payloads import payload_of
from stepmark.automation.posting import Outgoing
from stepmark.domain.webhooks import Webhook
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _


class SendWebhookSettings(Settings):
    """Where to."""

    webhook_id: WebhookId


class SendWebhook(OutsideAction[SendWebhookSettings]):
    """JSON with the record's fields that the rule's owner may see, and the old and new values of those that changed.

    Messages about one record reach one address in the order in which they were put down.
    """

    key = "send_webhook"
    label = _("Send a webhook")
    group = "data"
    icon = "webhook"
    help = _("Tells another system by HTTP: the record, its old and new values, the rule. What follows waits for it.")
    Settings = SendWebhookSettings

    def sentence(self, settings: SendWebhookSettings, words: Any) -> Text:
        return _("tell the webhook “%(name)s”", name=words.webhook(settings.webhook_id))

    def outgoing(self, settings: SendWebhookSettings, context: ActionContext) -> Sequence[Outgoing] | Outcome:
        webhook = context.work.session.get(Webhook, settings.webhook_id)
        if webhook is None or webhook.is_deleted:
            raise Problem("broken-reference", _("This webhook is not there."), field="webhook_id")
        lane = f"webhook/{webhook.id}/{context.kind.name}/{context.record.id}"
        content = payload_of(context)
        return [Outgoing("webhook", webhook.url, content, webhook.id, webhook.name, lane)]
