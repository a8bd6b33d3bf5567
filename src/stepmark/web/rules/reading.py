"""Reading the editor: from a stored rule, from nothing, or from what its form sent, after what a button asked for."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from stepmark.automation.actions import actions
from stepmark.automation.compiled import reader_of
from stepmark.automation.drafts import MOST_ACTIONS
from stepmark.automation.occurrences import drivers
from stepmark.automation.triggers import triggers
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL, KINDS, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse, to_json
from stepmark.conditions.check import compile_conditions
from stepmark.conditions.tree import ALWAYS, Node, read_tree
from stepmark.conditions.words import comparison_words
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Mode, Rule
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid
from stepmark.queries.matches import matches
from stepmark.queries.rules import rule_labels, rules_on_stages
from stepmark.web.condition_drafts import tree_of
from stepmark.web.condition_forms import Editor, edited_again, editor_for
from stepmark.web.forms import int_of_form, text_of_form
from stepmark.web.rules.choices import Choices
from stepmark.web.rules.editor import ActionForm, Asking, RuleEditor, asked_of
from stepmark.web.rules.pressing import Pressed
from stepmark.web.rules.settings_form import read_setting
from stepmark.web.rules.value_rows import read_value, read_values

SHOWN_MATCHES = 20
HOST = "/rules/editor/conditions"


class EditorReader:
    """Reads editors in one session for one member."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor

    def blank(
        self,
        mode: Mode,
        kind: Kind,
        stage_id: int | None = None,
        *,
        pulls: bool = False,
        begun: tuple[str, str] = ("", ""),
    ) -> RuleEditor:
        """A rule that nobody has begun, perhaps `begun` with the keys of a trigger and an action.

        One on a stage is woken by it, or pulls deals there.
        """
        trigger, action = triggers().get(begun[0]), actions().get(begun[1])
        content: dict[str, Any] = {"mode": mode, "kind": kind.name, "trigger": {"on": "created"}}
        if trigger and trigger.serves(kind):
            content["trigger"] = {"on": trigger.key}
        if action and action.serves(kind):
            content["actions"] = [{"do": action.key}]
        if stage_id and pulls:
            move = {"do": "move_to_stage", "settings": {"stage_id": stage_id}}
            content |= {"trigger": {"on": "task_done"}, "actions": [move], "pulls": True}
        elif stage_id:
            content |= {"trigger": {"on": "stage_entered", "stage_id": stage_id}}
        if stage_id:
            there = rules_on_stages(self.session, [stage_id])
            content |= {"stage_id": stage_id, "position": max([rule.position + 1 for rule in there], default=0)}
        return self._of_content({**content, "owner_id": self.actor.member_id})

    def of_rule(self, rule: Rule) -> RuleEditor:
        """A stored rule."""
        editor = self._of_content({key: getattr(rule, key) for key in _STORED})
        editor.rule_id, editor.version, editor.enabled = rule.id, rule.version, rule.enabled
        return editor

    def of_form(self, form: FormData, rule: Rule | None = None) -> RuleEditor:
        """What a form holds, after its button. A rule that was saved keeps its mode and kind."""
        mode = rule.mode if rule else text_of_form(form, "mode")
        mode = Mode.PERIODIC if mode == Mode.PERIODIC else Mode.INSTANT
        kind = KINDS[rule.kind] if rule else KINDS.get(text_of_form(form, "kind_was"), DEAL)
        editor = RuleEditor(
            kind=kind,
            mode=mode,
            conditions=self._edited(kind, form, "c", mode),
            choices=Choices(self.session, self.actor, kind),
            trigger=Asking("t", {}),
            name=text_of_form(form, "name"),
            label=text_of_form(form, "label"),
            cyclic="cyclic" in form,
            cycle_by=text_of_form(form, "cycle_by"),
            stage_id=int_of_form(form, "stage_id"),
            pulls="pulls" in form,
            position=int_of_form(form, "position") or 0,
            find=text_of_form(form, "find")[:100],
            owner_id=int_of_form(form, "owner_id"),
            enabled="enabled" in form,
            allow_rings="allow_rings" in form,
            rule_id=rule.id if rule else None,
            version=int_of_form(form, "version"),
        )
        self._read_trigger(editor, form)
        editor.actions = self._actions(editor, form)
        if rule is None:
            self._change_kind(editor, form)
        Pressed(editor, text_of_form(form, "do")).carry_out(self)
        return self._finished(editor)

    def condition(self, action: ActionForm, editor: RuleEditor) -> Editor:
        """An empty condition for an action."""
        changes = not editor.is_periodic
        return editor_for(self.session, self.actor, editor.kind, ALWAYS, action.root, about_changes=changes)

    def action(self, editor: RuleEditor, number: int, do: str, values: dict[str, Any]) -> ActionForm:
        """An action with these answers."""
        action = actions().get(do)
        asked = asked_of(action, f"a{number}", values)
        return ActionForm(asked.prefix, asked.values, asked.settings, do=do, action=action)

    def match(self, editor: RuleEditor) -> None:
        """Which records meet the conditions now, as they stand in the form."""
        try:
            tree = read_tree(tree_of(editor.conditions.root)[0])
            editor.matches = matches(self.session, self.actor, editor.kind, tree, limit=SHOWN_MATCHES)
        except Invalid as invalid:
            editor.blame({f"conditions/{place}": text for place, text in invalid.errors.items()})

    def _of_content(self, content: dict[str, Any]) -> RuleEditor:
        kind, mode, trigger = KINDS[content["kind"]], content["mode"], dict(content.get("trigger") or {})
        on = str(trigger.pop("on", ""))
        changes = mode != Mode.PERIODIC
        tree = _tree(content.get("conditions"))
        editor = RuleEditor(
            kind=kind,
            mode=mode,
            on=on,
            conditions=editor_for(self.session, self.actor, kind, tree, "c", about_changes=changes),
            choices=Choices(self.session, self.actor, kind),
            trigger=asked_of(triggers().get(on), "t", trigger),
            **{key: content[key] for key in _PLAIN if content.get(key) is not None},
        )
        for number, stored in enumerate(content.get("actions") or ()):
            action = self.action(editor, number, str(stored.get("do")), dict(stored.get("settings") or {}))
            action.goes_on = stored.get("on_failure") == "go_on"
            if own := stored.get("if"):
                root = action.root
                action.condition = editor_for(self.session, self.actor, kind, _tree(own), root, about_changes=changes)
            editor.actions.append(action)
        return self._finished(editor)

    def _edited(self, kind: Kind, form: FormData, root: str, mode: str) -> Editor:
        changes = mode != Mode.PERIODIC
        return edited_again(self.session, self.actor, kind, form, root, about_changes=changes)

    def _read_trigger(self, editor: RuleEditor, form: FormData) -> None:
        editor.on = text_of_form(form, "t.on")
        trigger = triggers().get(editor.on)
        editor.trigger = asked_of(trigger, "t", {})
        for setting in editor.trigger.settings:
            if setting.widget != "value":
                editor.trigger.values[setting.name] = read_setting(form, "t", setting)
        for setting in editor.trigger.settings:
            if setting.widget == "value" and editor.watched:
                self._read_watched(editor, form, setting.name)

    def _read_watched(self, editor: RuleEditor, form: FormData, name: str) -> None:
        found = editor.watched
        if found is None or text_of_form(form, "t.was") not in ("", found.key):
            return
        raw = read_value(self.session, self.actor, form, f"t.{name}", found)
        try:
            workspace = self.session.get_one(Workspace, self.actor.workspace_id)
            parsed = parse(found, raw, reader_of(workspace))
            editor.trigger.values[name] = None if parsed in (None, ()) else to_json(found, parsed)
        except ValueFault as fault:
            editor.trigger.values[name] = raw
            editor.trigger.errors[name] = fault.text

    def _actions(self, editor: RuleEditor, form: FormData) -> list[ActionForm]:
        found = []
        for number in range(MOST_ACTIONS):
            if not (do := text_of_form(form, f"a{number}.do")):
                break
            action = self.action(editor, number, do, {})
            self._answers(editor, action, form)
            action.goes_on = text_of_form(form, f"a{number}.on_failure") == "go_on"
            if any(key.startswith(f"{action.root}.") for key in form):
                action.condition = self._edited(editor.kind, form, action.root, editor.mode)
            found.append(action)
        return found

    def _answers(self, editor: RuleEditor, action: ActionForm, form: FormData) -> None:
        for setting in action.settings:
            if setting.widget == "values":
                answers = {key: text_of_form(form, f"{action.prefix}.{key}") for key in ("target", "template")}
                fields = editor.choices.fields_for(setting, answers)
                name = f"{action.prefix}.{setting.name}"
                action.values[setting.name] = read_values(self.session, self.actor, form, name, fields)
            else:
                action.values[setting.name] = read_setting(form, action.prefix, setting)

    def _change_kind(self, editor: RuleEditor, form: FormData) -> None:
        """Another kind knows other fields: what depends on them goes, and if there is any, that is asked first."""
        wanted = KINDS.get(text_of_form(form, "kind"), editor.kind)
        confirmed = text_of_form(form, "do") == f"kind:{wanted.name}"
        if wanted is editor.kind:
            return
        if not confirmed and (editor.actions or any(row.field for row in editor.conditions.root.rows)):
            editor.other_kind = wanted
            return
        blank = self.blank(Mode(editor.mode), wanted)
        editor.kind, editor.choices, editor.conditions = wanted, blank.choices, blank.conditions
        editor.actions = []
        if editor.on not in [each.key for each in editor.triggers] or editor.trigger.settings:
            editor.on, editor.trigger = blank.on, blank.trigger

    def _finished(self, editor: RuleEditor) -> RuleEditor:
        """The editor with what depends on the whole of it: which date may drive its cycle, and the labels there are."""
        editor.labels = rule_labels(self.session)
        if not editor.is_periodic:
            return editor
        editor.conditions.host = HOST
        editor.drivers = self._drivers(editor)
        return editor

    def _drivers(self, editor: RuleEditor) -> list[tuple[str, str]]:
        workspace = self.session.get_one(Workspace, self.actor.workspace_id)
        tree = _tree(tree_of(editor.conditions.root)[0])
        found = compile_conditions(tree, editor.kind, editor.choices.fields, reader_of(workspace), strict=False)
        return [(each.place, comparison_words(found, each.place, _plain)) for each in drivers(found)]


_PLAIN = ("name", "label", "cyclic", "cycle_by", "stage_id", "pulls", "position", "owner_id")
_STORED = (*_PLAIN, "mode", "kind", "trigger", "conditions", "actions")


def _tree(raw: Any) -> Node:
    try:
        return read_tree(raw) if raw else ALWAYS
    except Invalid:
        return ALWAYS


def _plain(_field: Field, value: Any) -> str:
    return str(value)
