"""Telling a rule's owner that it fails: one message per rule and hour, however many runs there are."""

from datetime import timedelta

from sqlalchemy import or_, update

from stepmark.automation.compiled import CompiledRule
from stepmark.commands.notices import tell
from stepmark.commands.work import Work
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Run
from stepmark.platform.clock import now
from stepmark.platform.i18n import _

_EVERY = timedelta(hours=1)


def warn_owner(work: Work, rule: CompiledRule, run: Run) -> None:
    """Leave the owner a notice about a failed run, unless they had one within the hour."""
    if rule.owner.member_id is None:
        return
    is_due = or_(Rule.warned_at.is_(None), Rule.warned_at < now() - _EVERY)
    warned = update(Rule).where(Rule.id == rule.id, is_due).values(warned_at=now())
    result = work.session.execute(warned, execution_options={"synchronize_session": False})
    if getattr(result, "rowcount", 0):
        text = _("The rule “%(rule)s” has failed for “%(record)s”.", rule=rule.name, record=run.record_label)
        tell(work, rule.owner.member_id, text, "run", run.id)
