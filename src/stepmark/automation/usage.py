"""Which rules name a thing: shown before it is deleted, and where it is missing afterwards (I12)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.checks import check_references, missing
from stepmark.automation.compiled import CompiledRule, compile_rule
from stepmark.automation.drafts import RuleDraft, checked
from stepmark.automation.references import Reference, compared_in, references_in
from stepmark.catalogue.constants import no_constant
from stepmark.conditions.paths import FieldsByKind, no_such_field
from stepmark.domain.rules import Rule
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text
from stepmark.queries.list_fields import all_readable_fields


class RuleUse(NamedTuple):
    """A rule that names a thing."""

    id: int
    name: str
    enabled: bool


def rules_naming(session: Session, what: str, *keys: Any) -> list[RuleUse]:
    """The live rules that name one of these: "stage", "step", "user", "group", "rule", "process" by id, "constant"
    by key, or "field" as (kind, key)."""
    rows = session.scalars(select(Rule).where(Rule.deleted_at.is_(None)).order_by(Rule.id)).all()
    if not rows:
        return []
    workspace, fields = session.get_one(Workspace, rows[0].workspace_id), all_readable_fields(session)
    wanted = {(what, key) for key in keys}
    found = []
    for row in rows:
        named = {(each.what, each.key) for each in _named(row, compile_rule(session, row, workspace, fields), fields)}
        if named & wanted:
            found.append(RuleUse(row.id, row.name, row.is_active))
    return found


def owned_rules(session: Session, member_id: int) -> list[RuleUse]:
    """The live rules that act with a member's rights, and rest when they leave."""
    query = select(Rule).where(Rule.owner_id == member_id, Rule.deleted_at.is_(None)).order_by(Rule.id)
    return [RuleUse(row.id, row.name, row.is_active) for row in session.scalars(query)]


def missing_in(
    session: Session, fields: FieldsByKind, rules: Sequence[tuple[Any, CompiledRule | None]]
) -> list[list[Text]]:
    """For each rule, as stored and as understood, what it names and what is gone, in sentences."""
    named = [_named(row, rule, fields) if rule else [] for row, rule in rules]
    gone = dict(missing(session, (each for references in named for each in references)))
    kept = next((rule.constants for _row, rule in rules if rule), {})
    return [
        list(
            dict.fromkeys(
                text
                for each in references
                if (text := gone.get(each) or _gone_field(each, fields, rule) or _gone_constant(each, kept))
            )
        )
        for references, (_row, rule) in zip(named, rules, strict=True)
    ]


def _gone_field(reference: Reference, fields: FieldsByKind, rule: CompiledRule | None) -> Text | None:
    """A field that is gone, or hidden from the rule's owner, with whose rights it reads."""
    if reference.what != "field":
        return None
    kind, key = reference.key
    is_gone = key.startswith("custom.") and key not in fields.get(kind, {})
    is_hidden = rule is not None and not rule.owner.access.sees(kind, key)
    return no_such_field(key) if is_gone or is_hidden else None


def _gone_constant(reference: Reference, kept: Mapping[str, Any]) -> Text | None:
    is_gone = reference.what == "constant" and reference.key not in kept
    return no_constant(reference.key).text if is_gone else None


def faults_of(session: Session, rule: Rule, content: dict[str, Any]) -> dict[str, Text]:
    """What is wrong with a saved rule by now, by place; none for a sound one."""
    draft = RuleDraft.model_validate(content)
    found = checked(session, rule.workspace_id, draft)
    check_references(session, draft, found)
    return found.faults


def _named(row: Rule, rule: CompiledRule, fields: FieldsByKind) -> list[Reference]:
    named = [*references_in(rule.kind, fields, row.trigger, row.actions), *compared_in("conditions", rule.conditions)]
    for action in rule.actions:
        named += compared_in(action.place, action.condition) if action.condition else []
    if row.stage_id is not None:
        named.append(Reference("stage_id", "stage", row.stage_id))
    return named
