"""The rules that a new workspace begins with: its own, in its language, switched off, to be used or deleted."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from stepmark.automation.rules import content_of
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Mode, Rule, RuleVersion
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _, speaking, text_of
from stepmark.platform.tenancy import ScopedSession

LABEL = _("Examples")
_POTENTIAL = {"field": "status", "op": "equal", "value": _("Potential")}
PRESETS: tuple[Mapping[str, Any], ...] = (
    {
        "name": _("A potential company gets a deal"),
        "kind": "company",
        "trigger": {"on": "created"},
        "conditions": {"all": [_POTENTIAL]},
        "do": "create_deal",
        "settings": {"title": _("First deal with {{ company.name }}")},
    },
    {
        "name": _("A won deal is handed over"),
        "kind": "deal",
        "trigger": {"on": "modified", "fields": ["status"], "to": "won"},
        "do": "create_task",
        "settings": {
            "title": _("Hand over: {{ deal.title }}"),
            "due": {"amount": 2, "unit": "working_days"},
        },
    },
    {
        "name": _("Who becomes responsible is told"),
        "kind": "deal",
        "trigger": {"on": "modified", "fields": ["responsible_id"]},
        "do": "message_people",
        "settings": {
            "to": [{"who": "current"}],
            "text": _("You are responsible for this deal now: {{ deal.title }}"),
        },
    },
)


def with_presets(create: Callable[[ScopedSession], Actor]) -> Callable[[ScopedSession], Actor]:
    """What makes a workspace, and adds its first rules. For `edge.run_as_system`."""

    def made(session: ScopedSession) -> Actor:
        actor = create(session)
        add_presets(session, actor)
        return actor

    return made


def add_presets(session: Session, actor: Actor) -> None:
    """Add them to a workspace that was just made. Nobody owns them, and none runs before it is switched on."""
    workspace = session.get_one(Workspace, actor.workspace_id)
    with speaking(workspace.locale):
        for preset in PRESETS:
            rule = _rule(workspace.id, preset)
            session.add(rule)
            session.flush()
            version = RuleVersion(workspace_id=workspace.id, rule_id=rule.id, version=1, content=content_of(rule))
            session.add(version)
    session.flush()


def _rule(workspace_id: int, preset: Mapping[str, Any]) -> Rule:
    action = {"do": preset["do"], "settings": _said(preset["settings"]), "if": None, "on_failure": "stop"}
    return Rule(
        workspace_id=workspace_id,
        name=_line(preset["name"]),
        label=_line(LABEL),
        mode=Mode.INSTANT,
        kind=preset["kind"],
        trigger=preset["trigger"],
        conditions=_said(preset.get("conditions", {})),
        actions=[action],
        cyclic=False,
        pulls=False,
        position=0,
        version=1,
    )


def _said(raw: Any) -> Any:
    """The structure with its texts in the current language."""
    if isinstance(raw, Mapping):
        return {key: _said(each) for key, each in raw.items()}
    return [_said(each) for each in raw] if isinstance(raw, list) else text_of(raw)


def _line(text: Text) -> str:
    return str(text_of(text))
