"""What webhooks' addresses answer, in the long run: who wants nothing any more, and who has failed for days."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from stepmark.automation.rules import suspend_rule, wake_rule
from stepmark.automation.usage import rules_naming
from stepmark.channels.results import Result, Sent
from stepmark.commands.notices import tell
from stepmark.commands.webhooks import switch_off_by_itself
from stepmark.commands.work import Work
from stepmark.domain.rules import Rule
from stepmark.domain.webhooks import Webhook
from stepmark.platform.clock import now
from stepmark.platform.i18n import _

LONGEST_FAILING = timedelta(days=5)
FAILING = "webhook-failing"


def heard_from(work: Work, webhook_id: int | None, result: Result) -> None:
    """Remember since when an address fails; switch off one that is gone, and rest the rules of one that fails long.

    They wake as soon as it takes something again, such as what is sent to try it.
    """
    query = select(Webhook).where(Webhook.id == webhook_id).with_for_update()
    webhook = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if webhook is None:
        return
    if isinstance(result, Sent):
        _recovered(work, webhook)
        return
    webhook.failing_since = webhook.failing_since or now()
    if result.gone:
        switch_off_by_itself(work, webhook, "gone")
    elif now() - webhook.failing_since >= LONGEST_FAILING:
        _rest(work, webhook)


def _recovered(work: Work, webhook: Webhook) -> None:
    if webhook.failing_since is None:
        return
    webhook.failing_since = None
    for rule in _rules_with(work, webhook):
        wake_rule(work, rule, FAILING)


def _rest(work: Work, webhook: Webhook) -> None:
    for rule in _rules_with(work, webhook):
        if rule.is_active:
            suspend_rule(work, rule, FAILING)
            text = _(
                "The rule “%(rule)s” rests: “%(webhook)s” has taken nothing for five days.",
                rule=rule.name,
                webhook=webhook.name,
            )
            tell(work, rule.owner_id, text, "rule", rule.id)


def _rules_with(work: Work, webhook: Webhook) -> Sequence[Rule]:
    ids = [each.id for each in rules_naming(work.session, "webhook", webhook.id)]
    return work.session.scalars(select(Rule).where(Rule.id.in_(ids)).order_by(Rule.id).with_for_update()).all()
