"""Messages to other systems."""

import json

from sqlalchemy.orm import Session

from stepmark.automation.carriers.base import Carrier, Outside, Refused
from stepmark.automation.webhook_care import heard_from
from stepmark.channels.results import Result
from stepmark.channels.webhook import WebhookMessage, send_webhook
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.webhooks import Webhook
from stepmark.platform.clock import now
from stepmark.platform.i18n import _


class WebhookCarrier(Carrier[WebhookMessage]):
    """Goes to the webhook's address of the moment, signed with its secrets of the moment."""

    key = "webhook"
    label = _("Webhook")
    icon = "webhook"

    def load(self, session: Session, delivery: Delivery) -> WebhookMessage:
        webhook = session.get(Webhook, delivery.via_id)
        if webhook is None or webhook.is_deleted:
            raise Refused(_("The webhook “%(name)s” was deleted.", name=delivery.via_name))
        if not webhook.active:
            raise Refused(_("The webhook “%(name)s” is switched off.", name=webhook.name))
        if webhook.secret is None:
            text = _("The secret of the webhook “%(name)s” can't be read any more. Make a new one.", name=webhook.name)
            raise Refused(text)
        body = json.dumps(delivery.content, ensure_ascii=False, separators=(",", ":")).encode()
        return WebhookMessage(webhook.url, delivery.key, body, webhook.secrets_at(now()))

    def send(self, load: WebhookMessage, outside: Outside) -> Result:
        return send_webhook(outside.http, load)

    def ended(self, work: Work, delivery: Delivery, result: Result) -> None:
        heard_from(work, delivery.via_id, result)
