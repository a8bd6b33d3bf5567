"""What settings of triggers and actions are made of: types that a form knows how to ask for, all checked alike.

A field of a settings model carries its widget as metadata: `Annotated[int, Widget("stage")]`. Texts beside a widget
are pydantic's own `Field(title=…, description=…)`, as lazy texts.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from stepmark.domain.people import Role


@dataclass(frozen=True)
class Widget:
    """How a form asks for a value, and what is checked when it is saved.

    field: a field's key, of the rule's kind. path: the same, over links as well. stage, step, member, group, rule: the
    id of one. text, long_text: Liquid. responsible, values, duration, conditions: a structure of their own.
    """

    name: str


Id = Annotated[StrictInt, Field(gt=0, lt=2**63)]
FieldKey = Annotated[StrictStr, Field(min_length=1, max_length=100), Widget("field")]
FieldPath = Annotated[StrictStr, Field(min_length=1, max_length=200), Widget("path")]
StageId = Annotated[Id, Widget("stage")]
StepId = Annotated[Id, Widget("step")]
MemberId = Annotated[Id, Widget("member")]
GroupId = Annotated[Id, Widget("group")]
RuleId = Annotated[Id, Widget("rule")]
RoleName = Annotated[Role, Widget("role")]
TextTemplate = Annotated[StrictStr, Field(max_length=1_000), Widget("text")]
LongTextTemplate = Annotated[StrictStr, Field(max_length=20_000), Widget("long_text")]
# Whether the record itself is meant, or one that it links to, by the link's name: "company", "contact.company".
Target = Annotated[StrictStr, Field(max_length=100), Widget("target")]


class Settings(BaseModel):
    """The base of every structure in a rule."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Responsible(Settings):
    """Who is meant, worked out when the rule runs.

    current: the record's responsible, else its creator. linked: that of its contact, else of its company.
    superior: of the current one. user: who set the rule off; superior_of_user. member: `member_id`.
    group, list: in turn, of `group_id` in the order of the user list, or of `member_ids`; with `in_session` only people
    whose work session is running. nobody: none.
    """

    who: Literal[
        "current", "linked", "superior", "user", "superior_of_user", "member", "group", "list", "nobody"
    ] = "current"  # fmt: skip
    member_id: MemberId | None = None
    group_id: GroupId | None = None
    member_ids: Annotated[tuple[MemberId, ...], Field(max_length=200)] = ()
    in_session: bool = False


class Duration(Settings):
    """So much time; "working" units count the workspace's working hours and days alone."""

    amount: Annotated[StrictInt, Field(ge=0, le=10_000)]
    unit: Literal["minutes", "hours", "days", "weeks", "working_hours", "working_days"] = "days"


class NewValue(Settings):
    """What a field is set to: `value` as the API takes it, or `copy` of another field's, or `text` with placeholders.

    `mode` says of a field with several values whether the new ones join or replace the old ones; without it they
    replace them. Stored plainly, as a value and nothing else, wherever that says it all.
    """

    value: Any = None
    copy_of: Annotated[FieldPath | None, Field(alias="copy")] = None
    text: LongTextTemplate | None = None
    mode: Literal["append", "replace"] | None = None

    @classmethod
    def of(cls, raw: Any) -> "NewValue":
        """The structure of what was stored, where a plain value stands for itself."""
        is_structure = isinstance(raw, dict) and raw.keys() & {"value", "copy", "text"} and "currency" not in raw
        return cls.model_validate(raw) if is_structure else cls(value=raw)


NewValues = Annotated[dict[FieldKey, Any], Field(max_length=50), Widget("values")]
