"""Taking a recipe into the workspace: it becomes a rule of the workspace's own, switched off, to be looked over."""

from collections.abc import Mapping
from typing import Any

from stepmark.automation.compiled import reader_of
from stepmark.automation.drafts import RuleDraft
from stepmark.automation.groups import GROUPS
from stepmark.automation.recipes import recipe_named
from stepmark.automation.recipes.choices import understood
from stepmark.automation.rules import create_rule
from stepmark.commands.work import Work
from stepmark.domain.rights import require_admin
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import speaking
from stepmark.queries.rules import rules_on_stages


def install_recipe(work: Work, key: str, answers: Mapping[str, Any]) -> int:
    """A new rule in the workspace's language, owned by the actor, in the folder of its group. Returns its id."""
    require_admin(work.actor)
    recipe = recipe_named(key)
    workspace = work.session.get_one(Workspace, work.actor.workspace_id)
    found = understood(work.session, recipe, answers, reader_of(workspace))
    with speaking(workspace.locale):
        content = {**recipe.rule(found), "label": str(GROUPS[recipe.group].label)}
    draft = RuleDraft.model_validate(content)
    if draft.stage_id is not None:
        there = rules_on_stages(work.session, [draft.stage_id])
        draft.position = max((rule.position + 1 for rule in there), default=0)
    # Nobody has written it yet: the editor tells of rings when it is saved there.
    return create_rule(work, draft, allow_rings=True)
