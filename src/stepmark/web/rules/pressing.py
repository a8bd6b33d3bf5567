"""What the buttons of a rule's form ask for: adding actions, putting them in order, taking them away."""

from typing import Any, Protocol

from stepmark.automation.actions import actions
from stepmark.automation.drafts import MOST_ACTIONS
from stepmark.web.condition_drafts import numbered
from stepmark.web.condition_forms import Editor
from stepmark.web.rules.editor import ActionForm, RuleEditor


class Maker(Protocol):
    """Makes what a button adds."""

    def action(self, editor: RuleEditor, number: int, do: str, values: dict[str, Any]) -> ActionForm:
        """An action with these answers."""

    def condition(self, action: ActionForm, editor: RuleEditor) -> Editor:
        """An empty condition for an action."""

    def match(self, editor: RuleEditor) -> None:
        """Which records meet the conditions now."""


class Pressed:
    """What a button of the form asks for: "action-add:create_task", "action-up:2", "check" …"""

    def __init__(self, editor: RuleEditor, do: str) -> None:
        self.editor = editor
        self.verb, _colon, self.what = do.partition(":")

    def carry_out(self, reader: Maker) -> None:
        """Do it, and say which input to go on at."""
        if self.verb == "check":
            reader.match(self.editor)
        elif self.verb == "action-add" and self.what in actions() and len(self.editor.actions) < MOST_ACTIONS:
            added = reader.action(self.editor, len(self.editor.actions), self.what, {})
            self.editor.actions.append(added)
            self.editor.focus = added.prefix
        elif (number := self._number()) is not None:
            self._on_action(reader, number)

    def _on_action(self, reader: Maker, number: int) -> None:
        rows, action = self.editor.actions, self.editor.actions[number]
        self.editor.focus = action.prefix
        match self.verb:
            case "action-remove":
                action.leaving = True
            case "action-removed":
                rows.remove(action)
                self._renumber(max(0, number - 1))
            case "action-up" | "action-down":
                to = number + (1 if self.verb == "action-down" else -1)
                if 0 <= to < len(rows):
                    rows[number], rows[to] = rows[to], rows[number]
                    self._renumber(to)
            case "if-add":
                action.condition = reader.condition(action, self.editor)
            case "if-remove":
                action.condition = None

    def _renumber(self, focus: int) -> None:
        for number, action in enumerate(self.editor.actions):
            action.prefix = f"a{number}"
            if action.condition:
                numbered(action.condition.root, action.root)
        self.editor.focus = f"a{focus}" if self.editor.actions else "catalogue"

    def _number(self) -> int | None:
        is_number = self.what.isdecimal() and len(self.what) < 3
        return int(self.what) if is_number and int(self.what) < len(self.editor.actions) else None
