"""Rules: a trigger, conditions and actions. Administrators only, but for starting one by hand."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.automation.drafts import ActionDraft, RuleDraft
from stepmark.automation.rules import change_rule, copy_rule, create_rule, delete_rule
from stepmark.automation.runs import start_rule
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.inputs import one_of
from stepmark.conditions.tree import ALWAYS, read_tree
from stepmark.domain.rules import Rule
from stepmark.platform.errors import placed
from stepmark.queries.matches import matches
from stepmark.queries.record_shapes import moment, record_shapes
from stepmark.queries.rules import rule_row, rules_where, runs_of_change
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import After, Limit, cut_page, id_after, page_shape
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/rules", tags=["rules"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
_CONTENT = tuple(RuleDraft.model_fields)
Enabled = Annotated[bool | None, Field(description="Switches it on, as far as the plan allows, or off.")]

_RINGS = "Saves a rule that could wake itself, perhaps by way of others; else `invalid` names the ring."
AllowRings = Annotated[bool, Field(description=_RINGS)]


class NewRule(RuleDraft):
    """A rule to make. It is off until it is switched on, and acts with its owner's rights: yours unless named."""

    enabled: bool = False
    owner_id: RowId | None = None
    allow_rings: AllowRings = False


class RuleChange(BaseModel):
    """What is to change; the rest stays. Kind and mode can't change."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str | None, Field(max_length=200)] = None
    label: Annotated[str | None, Field(max_length=100)] = None
    mode: str | None = None
    kind: str | None = None
    trigger: dict[str, Any] | None = None
    conditions: dict[str, Any] | None = None
    actions: Annotated[list[ActionDraft] | None, Field(max_length=30)] = None
    cyclic: bool | None = None
    cycle_by: Annotated[str | None, Field(max_length=100)] = None
    stage_id: RowId | None = None
    pulls: bool | None = None
    position: Annotated[int | None, Field(ge=0, le=1_000_000)] = None
    enabled: Enabled = None
    owner_id: RowId | None = None
    allow_rings: AllowRings = False


class RuleShape(BaseModel):
    """A rule as programs read it."""

    id: int
    name: str
    label: str
    mode: str
    kind: str
    trigger: dict[str, Any]
    conditions: dict[str, Any]
    actions: list[dict[str, Any]]
    cyclic: bool
    cycle_by: str | None
    stage_id: int | None
    pulls: bool
    position: int
    enabled: bool
    suspended: str | None = Field(description="Why the product has put it to rest, such as owner-left.")
    owner_id: int | None = Field(description="With whose rights it acts; null: the workspace's own.")
    version: int
    created_at: str
    updated_at: str


class MatchesAsked(BaseModel):
    """Conditions to be tried out."""

    model_config = ConfigDict(extra="forbid")

    kind: str = "deal"
    conditions: dict[str, Any] = Field(
        default_factory=dict, description='{"all": […]}, see filters; empty: everything.'
    )
    on: date | None = Field(None, description="The day to ask about; the workspace's today if none is given.")
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: str = ""


class MatchesShape(BaseModel):
    """The records that meet the conditions."""

    count: int = Field(description="How many there are, on all pages.")
    items: list[dict[str, Any]]
    next: str | None


class Start(BaseModel):
    """For which record."""

    model_config = ConfigDict(extra="forbid")

    record_id: RowId


class StartedShape(BaseModel):
    """What came of it."""

    change_id: int = Field(description="The change that all runs belong to, by which it can be undone.")
    run_ids: list[int] = Field(description="The rule's own runs; none where its conditions did not hold.")


@router.get("", response_model=page_model("Rules", RuleShape), name="rules")
def index(caller: ApiAdministrator, limit: Limit = 50, after: After = "") -> Response:
    """List rules, on and off, instant and periodic."""
    with caller.reading() as session:
        rows = rules_where(session, Rule.id > id_after(after), limit=limit + 1)
    return json_answer(cut_page(rows, limit, _shape))


@router.post("", status_code=201, response_model=RuleShape)
def make(caller: ApiAdministrator, body: NewRule) -> Response:
    """Make a rule. What is wrong with it is named by its place, such as `actions/1/settings/values`."""
    draft = RuleDraft.model_validate(body.model_dump(by_alias=True, include=set(_CONTENT)))
    given: dict[str, Any] = {"owner_id": body.owner_id, "enabled": body.enabled, "allow_rings": body.allow_rings}
    return caller.created(shown_rule, create_rule, draft, **given)


@router.post("/matches", response_model=MatchesShape)
def match(caller: ApiAdministrator, body: MatchesAsked) -> Response:
    """Which records meet conditions on a day, whether or not a rule with them was saved: their number, and a page."""
    kind = KINDS[one_of("kind", body.kind, KINDS)]
    after = id_after(body.after)
    with caller.reading() as session, placed("conditions"):
        tree = read_tree(body.conditions) if body.conditions else ALWAYS
        found = matches(session, caller.actor, kind, tree, body.on, after=after, limit=body.limit)
        last = found.records[-1].id if found.more else None
        return json_answer({"count": found.count, **page_shape(record_shapes(session, kind, found.records), last)})


@router.get("/{rule_id}", response_model=RuleShape, **_ONE)
def show(caller: ApiAdministrator, rule_id: PathId) -> Response:
    """Read a rule."""
    with caller.reading() as session:
        shape = shown_rule(session, rule_id)
    return json_answer(shape, headers=etag(shape.version))


@router.patch("/{rule_id}", response_model=RuleShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, rule_id: PathId, body: RuleChange) -> Response:
    """Change a rule, switch it on or off, or give it to another owner. A change of content makes a new version."""
    changes = body.model_dump(by_alias=True, exclude_unset=True)
    given = {key: value for key, value in changes.items() if value is not None or key in ("cycle_by", "stage_id")}
    caller.run(change_rule, rule_id, given, version=if_match(caller.request))
    return show(caller, rule_id)


@router.delete("/{rule_id}", status_code=204)
def delete(caller: ApiAdministrator, rule_id: PathId) -> None:
    """Delete a rule. Its runs stay to be read; what waits of it is stopped."""
    caller.run(delete_rule, rule_id)


@router.post("/{rule_id}/copy", status_code=201, response_model=RuleShape)
def copy(caller: ApiAdministrator, rule_id: PathId) -> Response:
    """Copy a rule. The copy is off, and yours."""
    return caller.created(shown_rule, copy_rule, rule_id)


@router.post("/{rule_id}/start", response_model=StartedShape)
def start(caller: ApiViewer, rule_id: PathId, body: Start) -> Response:
    """Start a rule by hand for a record, if its trigger is by_hand and names your role. Its conditions still hold."""

    def shown(session: Session, change_id: int) -> StartedShape:
        return StartedShape(change_id=change_id, run_ids=runs_of_change(session, rule_id, change_id))

    return caller.done(shown, start_rule, rule_id, body.record_id)


def shown_rule(session: Session, rule_id: int) -> RuleShape:
    """One of them as programs read it."""
    rule = rule_row(session, rule_id)
    if rule is None:
        raise not_found()
    return _shape(rule)


def _shape(rule: Rule) -> RuleShape:
    names = (*_CONTENT, "id", "enabled", "suspended", "owner_id", "version")
    values = {name: getattr(rule, name) for name in names}
    return RuleShape(**values, created_at=str(moment(rule.created_at)), updated_at=str(moment(rule.updated_at)))
