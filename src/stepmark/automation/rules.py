"""The verbs for rules. Administrators only; every save keeps a version that can be read and restored."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from stepmark.automation.checks import check_references
from stepmark.automation.drafts import Checked, RuleDraft, checked, require_whole
from stepmark.automation.readiness import obstacles
from stepmark.automation.rings import ring_fault, ring_through
from stepmark.commands.access import locked, not_found
from stepmark.commands.quota import locked_plan
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Work
from stepmark.conditions.tree import dump_tree
from stepmark.domain.people import Member
from stepmark.domain.rights import require_admin
from stepmark.domain.rules import Mode, Rule, RuleVersion
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _, gettext, ngettext_lazy
from stepmark.queries.rules import active_rules, rules_on_stages, rules_with_ids

CONTENT = (
    "name", "label", "mode", "kind", "trigger", "conditions", "actions", "cyclic", "cycle_by", "stage_id", "pulls",
    "position", "owner_id",
)  # fmt: skip


def create_rule(
    work: Work, draft: RuleDraft, *, owner_id: int | None = None, enabled: bool = False, allow_rings: bool = False
) -> int:
    """A new rule, owned by the actor unless said otherwise; switched off until it is enabled. Returns its id.

    One that could wake itself, perhaps by way of others, is refused at `allow_rings` unless that is meant.
    """
    require_admin(work.actor)
    rule = Rule(owner_id=_owner(work, owner_id or work.actor.member_id))
    _write(rule, draft, _understood(work, draft))
    work.session.add(rule)
    work.session.flush()
    _refuse_ring(work, rule, allowed=allow_rings)
    _keep_version(work, rule)
    _happened(work, "created", rule)
    if enabled:
        _enable(work, rule)
    return rule.id


def update_rule(
    work: Work, rule_id: int, draft: RuleDraft, *, version: int | None = None, allow_rings: bool = False
) -> None:
    """Save a rule's new content as its next version; its runs under way go on in theirs. `version` must be the newest.

    Mode and kind stay: other fields and actions would be wanted, so a copy is the way to another kind.
    """
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    require_version(rule, version)
    if (draft.mode, draft.kind) != (rule.mode, rule.kind):
        raise Invalid({"kind": _("A rule keeps its kind of record and its mode. Copy it to make another.")})
    before = content_of(rule)
    _write(rule, draft, _understood(work, draft))
    after = content_of(rule)
    changes = {key: (before[key], after[key]) for key in CONTENT if before[key] != after[key]}
    if not changes:
        return
    _refuse_ring(work, rule, allowed=allow_rings)
    rule.touch()
    _keep_version(work, rule)
    _happened(work, "updated", rule, changes)


def change_rule(work: Work, rule_id: int, changes: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change some of a rule's content, as a program does.

    The names are those of `RuleDraft`, besides `owner_id`, `enabled` and `allow_rings`.
    """
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    require_version(rule, version)
    content = {key: value for key, value in changes.items() if key in RuleDraft.model_fields}
    if changes.get("enabled") is False:
        disable_rule(work, rule_id)
    if content:
        draft = RuleDraft.model_validate({**draft_content(rule), **content})
        update_rule(work, rule_id, draft, allow_rings=bool(changes.get("allow_rings")))
    if changes.get("owner_id") is not None:
        give_rule(work, rule_id, changes["owner_id"])
    if changes.get("enabled"):
        _enable(work, rule)


def give_rule(work: Work, rule_id: int, owner_id: int) -> None:
    """Let a rule act with somebody else's rights from now on; a rule that rested since its owner left wakes again."""
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    before = rule.owner_id
    rule.owner_id = _owner(work, owner_id)
    if rule.suspended == "owner-left":
        rule.suspended = None
    if before != rule.owner_id:
        rule.touch()
        _keep_version(work, rule)
        _happened(work, "updated", rule, {"owner_id": (before, rule.owner_id)})


def enable_rule(work: Work, rule_id: int) -> None:
    """Switch a rule on, as far as the plan allows. What happened meanwhile is not made up for."""
    require_admin(work.actor)
    _enable(work, locked(work, Rule, rule_id))


def disable_rule(work: Work, rule_id: int) -> None:
    """Switch a rule off; it keeps its settings. What waits of it is stopped when its time comes."""
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    if rule.enabled:
        rule.enabled, rule.enabled_at = False, None
        _happened(work, "disabled", rule, {"enabled": (True, False)})


def place_rule(work: Work, rule_id: int, position: int) -> None:
    """Give a rule another place, from 0, among those of its kind on its stage."""
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    there = rules_on_stages(work.session, [rule.stage_id]) if rule.stage_id is not None else []
    others = [each for each in there if each.id != rule.id and each.pulls == rule.pulls]
    others.insert(max(0, position), rule)
    before = rule.position
    for number, each in enumerate(others):
        each.position = number
    if before != rule.position:
        _happened(work, "updated", rule, {"position": (before, rule.position)})


def copy_rule(work: Work, rule_id: int) -> int:
    """A copy, switched off and named "… (copy)", owned by the actor. Returns its id."""
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    name = gettext("%(name)s (copy)") % {"name": rule.name[:150]}
    copy = Rule(**{**content_of(rule), "name": name, "owner_id": work.actor.member_id})
    work.session.add(copy)
    work.session.flush()
    _keep_version(work, copy)
    _happened(work, "created", copy, {"copy_of": (None, rule.id)})
    return copy.id


def restore_version(work: Work, rule_id: int, version: int) -> None:
    """Bring an older version's content back, as the newest version."""
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    query = select(RuleVersion).where(RuleVersion.rule_id == rule_id, RuleVersion.version == version)
    then = work.session.scalars(query).one_or_none()
    if then is None:
        raise not_found()
    content = {key: value for key, value in then.content.items() if key != "owner_id"}
    update_rule(work, rule.id, RuleDraft.model_validate(content), allow_rings=True)


def delete_rule(work: Work, rule_id: int) -> None:
    """Delete a rule. Its runs stay to be read, and what waits of it is stopped."""
    require_admin(work.actor)
    rule = locked(work, Rule, rule_id)
    rule.deleted_at, rule.enabled = now(), False
    _happened(work, "deleted", rule)


def delete_rules(work: Work, ids: Sequence[int]) -> int:
    """Delete several, those of them that are still there. Returns how many."""
    require_admin(work.actor)
    there = [rule.id for rule in rules_with_ids(work.session, ids)]
    for rule_id in there:
        delete_rule(work, rule_id)
    return len(there)


def content_of(rule: Rule) -> dict[str, Any]:
    """What a version keeps of a rule."""
    return {key: getattr(rule, key) for key in CONTENT}


def draft_content(rule: Rule) -> dict[str, Any]:
    """What a draft of the rule as it stands holds."""
    return {key: value for key, value in content_of(rule).items() if key != "owner_id"}


def suspend_rules_of(work: Work, member_id: int) -> int:
    """Put the rules of somebody who leaves to rest, until they are given to another. Returns how many."""
    query = select(Rule).where(Rule.owner_id == member_id, Rule.deleted_at.is_(None), Rule.suspended.is_(None))
    rules = work.session.scalars(query.with_for_update()).all()
    for rule in rules:
        suspend_rule(work, rule, "owner-left")
    return len(rules)


def suspend_rule(work: Work, rule: Rule, why: str) -> None:
    """Put a rule to rest by ourselves; it stays switched on, and does nothing until what is wrong is mended."""
    rule.suspended = why
    _happened(work, "suspended", rule, {"suspended": (None, why)})


def wake_rule(work: Work, rule: Rule, why: str) -> None:
    """Let a rule go on that was put to rest for this reason."""
    if rule.suspended == why:
        rule.suspended = None
        _happened(work, "woken", rule, {"suspended": (why, None)})


def _understood(work: Work, draft: RuleDraft) -> Checked:
    found = checked(work.session, work.actor.workspace_id, draft)
    check_references(work.session, draft, found)
    require_whole(found)
    return found


def _refuse_ring(work: Work, rule: Rule, *, allowed: bool) -> None:
    if not allowed and (ring := ring_through(work.session, rule)):
        raise Invalid({"allow_rings": ring_fault(ring)})


def _write(rule: Rule, draft: RuleDraft, found: Checked) -> None:
    rule.name, rule.label = draft.name.strip(), draft.label.strip()
    rule.mode, rule.kind = draft.mode, found.kind.name
    rule.trigger, rule.conditions = found.trigger, dump_tree(found.conditions.tree)
    rule.actions = found.actions
    rule.cyclic, rule.cycle_by = draft.cyclic, draft.cycle_by
    rule.stage_id, rule.pulls, rule.position = draft.stage_id, draft.pulls, draft.position


def _enable(work: Work, rule: Rule) -> None:
    if rule.enabled:
        return
    plan = locked_plan(work)
    if rule.mode == Mode.PERIODIC and not plan.periodic_rules:
        text = _("The plan “%(plan)s” has no periodic rules. A larger plan has.", plan=plan.name)
        raise Problem("quota-exceeded", text, field="enabled", plan=plan.name)
    limit = plan.active_rules
    if limit is not None and active_rules(work.session) >= limit:
        text = ngettext_lazy(
            "The plan “%(plan)s” allows %(num)s active rule. Switch one off, or choose a larger plan.",
            "The plan “%(plan)s” allows %(num)s active rules. Switch one off, or choose a larger plan.",
            limit,
            plan=plan.name,
        )
        raise Problem("quota-exceeded", text, field="enabled", limit=limit, plan=plan.name)
    _refuse_broken(work, rule)
    rule.enabled, rule.enabled_at = True, now()
    _happened(work, "enabled", rule, {"enabled": (False, True)})


def _refuse_broken(work: Work, rule: Rule) -> None:
    found = _understood(work, RuleDraft.model_validate(draft_content(rule)))
    for obstacle in obstacles(work.session, found.actions):
        raise Problem("invalid", obstacle.text, field="enabled", see=obstacle.url)


def _owner(work: Work, owner_id: int | None) -> int | None:
    if owner_id is None:
        return None
    member = work.session.get(Member, owner_id)
    if member is None or not member.active:
        raise Invalid({"owner_id": _("Choose one from the list.")})
    return member.id


def _keep_version(work: Work, rule: Rule) -> None:
    row = RuleVersion(rule_id=rule.id, version=rule.version, content=content_of(rule))
    row.saved_by = work.actor.member_id
    work.session.add(row)


def _happened(work: Work, verb: str, rule: Rule, changes: Mapping[str, tuple[Any, Any]] | None = None) -> None:
    work.happened(f"rule.{verb}", "rule", rule.id, changes, label=rule.name, version=rule.version)
    work.forget()
