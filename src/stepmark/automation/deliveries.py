"""The verbs for what was sent or could not be: sending it once more, and forgetting it in the end."""

from datetime import timedelta

from sqlalchemy import delete, select

from stepmark.automation.addresses import member_address
from stepmark.automation.memory import DELIVERIES
from stepmark.automation.posting import Outgoing, post, post_again
from stepmark.automation.runs import active_rule, await_again, locked_run
from stepmark.commands.access import locked, not_found
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery, DeliveryState
from stepmark.domain.rights import require, require_admin
from stepmark.domain.runs import Outcome, Run
from stepmark.domain.webhooks import Webhook
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _, gettext
from stepmark.queries.mailboxes import mailbox_for

_PORTION = 500


def send_again(work: Work, delivery_id: int) -> None:
    """Send what has ended once more, under its same key. A run that failed by it waits for it again, and goes on."""
    require_admin(work.actor)
    query = select(Delivery).where(Delivery.id == delivery_id)
    delivery = work.session.scalars(query).one_or_none()
    if delivery is None:
        raise not_found()
    run = locked_run(work, delivery.run_id) if delivery.run_id and work.session.get(Run, delivery.run_id) else None
    work.session.refresh(delivery, with_for_update=True)
    if delivery.is_waiting:
        raise Problem("conflict", _("It waits to be sent already."))
    if run is not None and run.outcome in (Outcome.STOPPED, Outcome.UNDONE):
        raise Problem("conflict", _("The run that would send it was stopped."))
    if run is not None and run.outcome == Outcome.FAILED and delivery.id in run.memory.get(DELIVERIES, ()):
        active_rule(work, run)
        await_again(work, run)
    post_again(work, delivery)
    work.happened("delivery.repeated", "delivery", delivery.id, label=delivery.recipient[:300])


def try_webhook(work: Work, webhook_id: int) -> int:
    """Send a message that says nothing, to see whether it is taken. Returns the delivery's id."""
    require_admin(work.actor)
    webhook = locked(work, Webhook, webhook_id)
    content = {"type": "stepmark.test", "timestamp": now().isoformat(), "data": {"webhook": webhook.name}}
    outgoing = Outgoing("webhook", webhook.url, content, webhook.id, webhook.name)
    delivery_id = post(work, outgoing, member_id=work.actor.member_id)
    work.happened("webhook.tried", "webhook", webhook.id, label=webhook.name)
    return delivery_id


def try_mailbox(work: Work, mailbox_id: int) -> int:
    """Send a mail to the actor's own address, once, to see whether it is taken. Returns the delivery's id."""
    mailbox = mailbox_for(work.session, work.actor, mailbox_id)
    if mailbox is None:
        raise not_found()
    require(work.actor.can_create)
    to = member_address(work.session, work.actor.member_id or 0)
    text = gettext("This mail was sent to see whether the mailbox “%(name)s” works. It does.") % {"name": mailbox.name}
    content = {"subject": gettext("A test of Stepmark"), "text": text, "once": True}
    outgoing = Outgoing("mail", to or mailbox.address, content, mailbox.id, mailbox.name)
    delivery_id = post(work, outgoing, member_id=work.actor.member_id)
    work.happened("mailbox.tried", "mailbox", mailbox.id, label=mailbox.name)
    return delivery_id


def drop_old_deliveries(work: Work, days: int) -> int:
    """Delete a portion of the deliveries that were made so long ago and have ended. Returns how many."""
    before = now() - timedelta(days=days)
    old = select(Delivery.id).where(Delivery.state != DeliveryState.WAITING, Delivery.created_at < before)
    ids = work.session.scalars(old.order_by(Delivery.id).limit(_PORTION)).all()
    if ids:
        gone = delete(Delivery).where(Delivery.id.in_(ids))
        work.session.execute(gone, execution_options={"synchronize_session": False})
    return len(ids)
