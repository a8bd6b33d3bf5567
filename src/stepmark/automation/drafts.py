"""A rule as it is sent to be saved, and what is wrong with it: every fault at its place, before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from stepmark.automation.actions import action_named
from stepmark.automation.actions.base import Action
from stepmark.automation.compiled import reader_of
from stepmark.automation.parameters import Settings
from stepmark.automation.settings_check import SettingsCheck
from stepmark.automation.triggers import trigger_named
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.conditions.check import Conditions, compile_conditions
from stepmark.conditions.paths import FieldsByKind
from stepmark.conditions.tree import ALWAYS, at, dump_tree, read_tree
from stepmark.domain.rules import Mode
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable
from stepmark.queries.list_fields import readable_fields

MOST_ACTIONS = 30
_LONGEST_NAME = 200


class ActionDraft(BaseModel):
    """One action of a rule: what it does, under which condition of its own, and what follows if it fails."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    do: Annotated[str, Field(max_length=60)]
    settings: dict[str, Any] = Field(default_factory=dict)
    condition: dict[str, Any] | None = Field(None, alias="if", description="A condition tree, or null.")
    on_failure: Literal["stop", "go_on"] = "stop"

    def stored(self) -> dict[str, Any]:
        """As the rule keeps it."""
        return self.model_dump(by_alias=True)


class RuleDraft(BaseModel):
    """A rule's content. The API takes this shape; the editor's form is read into it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=_LONGEST_NAME)]
    label: Annotated[str, Field(max_length=100, description="A word to sort rules by.")] = ""
    mode: Literal["instant", "periodic"] = "instant"
    kind: Annotated[str, Field(description="The record kind, such as deal.")]
    trigger: dict[str, Any] = Field(default_factory=dict, description='{"on": "modified", …}; empty if periodic.')
    conditions: dict[str, Any] = Field(default_factory=dict, description='{"all": […]}, see filters.')
    actions: Annotated[list[ActionDraft], Field(max_length=MOST_ACTIONS)] = Field(default_factory=list)
    cyclic: bool = False
    cycle_by: Annotated[str | None, Field(max_length=100, description="Which date condition drives the cycle.")] = None
    stage_id: Annotated[int | None, Field(gt=0, lt=2**63, description="The stage that it is drawn on.")] = None
    pulls: Annotated[bool, Field(description="A stage trigger: its one action moves the deal to the stage.")] = False
    position: Annotated[int, Field(ge=0, le=1_000_000)] = 0


@dataclass
class Checked:
    """A draft, understood as far as it could be. `faults` are messages by place, such as `actions/1/settings`."""

    kind: Kind
    trigger: dict[str, Any]
    conditions: Conditions
    actions: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, Text] = field(default_factory=dict)


def draft_in(content: Mapping[str, Any]) -> RuleDraft:
    """The draft that a form holds; raises Invalid by the place of what is too long or has no meaning."""
    try:
        return RuleDraft.model_validate(content)
    except ValidationError as error:
        raise Invalid(dict(_faults("", error))) from None


def checked(session: Session, workspace_id: int, draft: RuleDraft) -> Checked:
    """The draft as the engine would understand it; what is wrong stands in its faults."""
    return _Check(session, workspace_id, draft).all()


def require_whole(checked: Checked) -> None:
    """Refuse a draft with faults, all of them at once."""
    if checked.faults:
        raise Invalid(checked.faults)


class _Check:
    def __init__(self, session: Session, workspace_id: int, draft: RuleDraft) -> None:
        self.draft = draft
        self.faults: dict[str, Text] = {}
        self.yielded: dict[str, Text] = {}
        self.has_payload = False
        self.reader = reader_of(session.get_one(Workspace, workspace_id))
        self.fields: FieldsByKind = readable_fields(session)
        self.kind = self._kind()

    def all(self) -> Checked:
        self._names()
        trigger = self._trigger()
        conditions = self._tree("conditions", self.draft.conditions)
        actions = [self._action(number, each) for number, each in enumerate(self.draft.actions, start=1)]
        if not actions:
            self.faults["actions"] = _("Add at least one action.")
        if self.draft.pulls and not _only_pulls(self.draft):
            self.faults["actions"] = _("A stage trigger does one thing: it moves the deal to the stage it stands on.")
        if self.draft.stage_id is not None and (not self.kind.has_stages or Mode(self.draft.mode) is Mode.PERIODIC):
            self.faults["stage_id"] = _("Only instant rules about deals stand on a stage.")
        return Checked(self.kind, trigger, conditions, actions, self.faults)

    def _names(self) -> None:
        for key, text in (("name", self.draft.name), ("label", self.draft.label), ("cycle_by", self.draft.cycle_by)):
            try:
                text_in(text or "", _LONGEST_NAME)
            except ValueFault as fault:
                self.faults[key] = fault.text
        if not self.draft.name.strip():
            self.faults["name"] = _("Fill in “%(field)s”.", field=_("Name"))

    def _kind(self) -> Kind:
        if self.draft.kind not in KINDS:
            raise Invalid({"kind": _("There is no such kind of record.")})
        return KINDS[self.draft.kind]

    def _trigger(self) -> dict[str, Any]:
        raw = self.draft.trigger
        if Mode(self.draft.mode) is Mode.PERIODIC:
            if raw:
                self.faults["trigger"] = _("A periodic rule runs once a day and has no trigger.")
            return {}
        try:
            trigger = trigger_named(str(raw.get("on", "")))
            if not trigger.serves(self.kind):
                raise Invalid({"trigger": _("“%(trigger)s” does not exist for this kind.", trigger=trigger.label)})
            settings = trigger.Settings.model_validate({key: value for key, value in raw.items() if key != "on"})
        except ValidationError as error:
            self.faults |= dict(_faults("trigger", error))
            return dict(raw)
        except Problem as problem:
            self.faults["trigger"] = problem.detail
            return dict(raw)
        self.has_payload = trigger.brings_payload
        for key in trigger.watched(settings):
            if key not in self.fields[self.kind.name]:
                self.faults["trigger/fields"] = _("There is no field “%(key)s” here.", key=printable(key))
        return {"on": trigger.key, **settings.model_dump(by_alias=True, mode="json", exclude_defaults=True)}

    def _tree(self, place: str, raw: Any) -> Conditions:
        try:
            tree = read_tree(raw) if raw else ALWAYS
            is_about_changes = Mode(self.draft.mode) is Mode.INSTANT
            return compile_conditions(tree, self.kind, self.fields, self.reader, about_changes=is_about_changes)
        except Invalid as invalid:
            self.faults |= {at(place, key): text for key, text in invalid.errors.items()}
            return compile_conditions(ALWAYS, self.kind, self.fields, self.reader)

    def _action(self, number: int, draft: ActionDraft) -> dict[str, Any]:
        place = f"actions/{number}"
        stored = draft.stored()
        if draft.condition:
            stored["if"] = dump_tree(self._tree(at(place, "if"), draft.condition).tree)
        try:
            action = action_named(draft.do)
            if not action.serves(self.kind):
                raise Invalid({"do": _("“%(action)s” does not exist for this kind.", action=action.label)})
            settings = action.Settings.model_validate(draft.settings)
            stored["settings"] = settings.model_dump(by_alias=True, mode="json", exclude_defaults=True)
            self._settings(at(place, "settings"), action, settings)
        except ValidationError as error:
            self.faults |= dict(_faults(at(place, "settings"), error))
        except Problem as problem:
            self.faults[at(place, "do")] = problem.detail
        return stored

    def _settings(self, place: str, action: Action[Any], settings: Settings) -> None:
        check = SettingsCheck(self.kind, self.fields, self.reader, self.yielded, self.has_payload)
        check.every(settings)
        action.check(settings, check)
        self.faults |= {at(place, key): text for key, text in check.faults.items()}
        self.yielded |= action.yields(settings)


def _only_pulls(draft: RuleDraft) -> bool:
    moves = [action.settings.get("stage_id") for action in draft.actions if action.do == "move_to_stage"]
    return draft.stage_id is not None and len(draft.actions) == 1 and moves == [draft.stage_id]


def _faults(place: str, error: ValidationError) -> Iterator[tuple[str, Text]]:
    for fault in error.errors():
        steps = [printable(str(step)) for step in fault["loc"]]
        yield at(place, *steps), _told(fault["type"], fault["input"], fault.get("ctx", {}))


def _told(type: str, given: Any, limits: Mapping[str, Any]) -> Text:
    if type in ("missing", "string_too_short"):
        return _("Fill this in.")
    if type == "string_too_long":
        length, limit = len(given), limits["max_length"]
        return _("This text has %(length)s characters; %(limit)s are allowed.", length=length, limit=limit)
    return _("This value can't be taken here.")
