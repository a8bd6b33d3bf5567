"""Rules as they were: an older version, understood as it can be today."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.compiled import CompiledRule, compile_rule
from stepmark.domain.rules import Rule, RuleVersion
from stepmark.domain.workspace import Workspace
from stepmark.queries.list_fields import all_readable_fields


def rule_at(session: Session, rule: Rule, version: int) -> CompiledRule:
    """The rule in this version; in its newest where that one was not kept."""
    query = select(RuleVersion).where(RuleVersion.rule_id == rule.id, RuleVersion.version == version)
    then = session.scalars(query).one_or_none()
    with session.no_autoflush:
        former = Rule(id=rule.id, version=version, **then.content) if then else rule
        workspace = session.get_one(Workspace, rule.workspace_id)
        return compile_rule(session, former, workspace, all_readable_fields(session))
