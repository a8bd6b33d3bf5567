"""What the page of one rule shows."""

from typing import Any

from sqlalchemy.orm import Session

from stepmark.automation.readiness import doubts, obstacles
from stepmark.automation.rings import rivals_of
from stepmark.automation.telling import told_rules
from stepmark.commands.access import not_found
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule
from stepmark.platform.i18n import Text, _
from stepmark.queries.people import member_names
from stepmark.queries.plan import plan_use
from stepmark.queries.rules import Runs, rule_row, runs_today, versions_of
from stepmark.queries.sweeps import sweeps_of
from stepmark.web.rules.listing import book_of

SUSPENDED: dict[str, Text] = {
    "owner-left": _("It rests because its owner has left. Give it to somebody else to wake it."),
    "webhook-failing": _("Its webhook has taken nothing for five days. It wakes as soon as the webhook takes a test."),
}
SHOWN_VERSIONS = 5
SHOWN_DAYS = 7


def rule_or_404(session: Session, rule_id: int) -> Rule:
    """A live rule; else `not-found`."""
    rule = rule_row(session, rule_id)
    if rule is None:
        raise not_found()
    return rule


def shown_rule(session: Session, actor: Actor, rule_id: int) -> dict[str, Any]:
    """The context of `rules/show.html`."""
    rule = rule_or_404(session, rule_id)
    book = book_of(session, actor)
    versions = versions_of(session, rule_id)
    return {
        "rule": rule,
        "told": told_rules(book, [rule])[0],
        "runs": runs_today(session, actor.time_zone).get(rule_id, Runs()),
        "owner": member_names(session, [rule.owner_id]).get(rule.owner_id or 0, ""),
        "stage": book.name("stage", rule.stage_id) if rule.stage_id else "",
        "versions": versions[:SHOWN_VERSIONS],
        "version_count": len(versions),
        "plan": plan_use(session, actor.workspace_id),
        "suspended": suspended_text(rule),
        "rivals": rivals_of(session, rule),
        "obstacles": dict.fromkeys(obstacles(session, rule.actions)),
        "doubts": list(doubts(rule.actions)),
        "sweeps": sweeps_of(session, rule_id, SHOWN_DAYS) if rule.is_periodic else (),
    }


def suspended_text(rule: Rule) -> Text:
    """Why the product has put it to rest; empty if it has not."""
    return SUSPENDED.get(rule.suspended, _("The product has put it to rest.")) if rule.suspended else ""
