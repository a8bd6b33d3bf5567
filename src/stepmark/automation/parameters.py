"""What settings of triggers and actions are made of: types that a form knows how to ask for, all checked alike.

A field of a settings model carries its widget as metadata: `Annotated[int, Widget("stage")]`. Texts beside a widget
are pydantic's own `Field(title=…, description=…)`, as lazy texts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from stepmark.domain.people import Role


@dataclass(frozen=True)
class Widget:
    """How a form asks for a value, and what is checked when it is saved.

    field: a field's key, of the rule's kind. path: the same, over links as well. stage, step, member, group, rule,
    product, project_template, document_template, webhook, incoming_webhook, lead_form, mailbox, mail_template,
    sms_account: the id of one. constant: the key of one. sms_sender: a name. made: a kind of paper that is made; paper:
    one that is sent. template: of requisites. text, long_text: Liquid, of the `kind` "sms" counted in parts. target:
    see `automation.targets`; targets: the same, several at once as well. responsible, values, duration, conditions,
    products: a structure of their own.
    `kind` is whose stages are meant, unless those of the rule's own kind, or whose fields the values are of; without
    one they are those of the record that the settings' `target` names.
    "requisites" are those of the settings' `template`.
    """

    name: str
    kind: str = ""


Id = Annotated[StrictInt, Field(gt=0, lt=2**63)]
FieldKey = Annotated[StrictStr, Field(min_length=1, max_length=100), Widget("field")]
FieldPath = Annotated[StrictStr, Field(min_length=1, max_length=200), Widget("path")]
StageId = Annotated[Id, Widget("stage")]
NewDealStage = Annotated[Id, Widget("stage", kind="deal")]
NewLeadStage = Annotated[Id, Widget("stage", kind="lead")]
StepId = Annotated[Id, Widget("step")]
MemberId = Annotated[Id, Widget("member")]
GroupId = Annotated[Id, Widget("group")]
RuleId = Annotated[Id, Widget("rule")]
ProductId = Annotated[Id, Widget("product")]
ProjectTemplateId = Annotated[Id, Widget("project_template")]
DocumentTemplateId = Annotated[Id, Widget("document_template")]
WebhookId = Annotated[Id, Widget("webhook")]
IncomingWebhookId = Annotated[Id, Widget("incoming_webhook")]
LeadFormId = Annotated[Id, Widget("lead_form")]
MailboxId = Annotated[Id, Widget("mailbox")]
MailTemplateId = Annotated[Id, Widget("mail_template")]
SmsAccountId = Annotated[Id, Widget("sms_account")]
# A name that an SMS comes from, of those that the accounts have.
SmsSender = Annotated[StrictStr, Field(max_length=34), Widget("sms_sender")]
TemplateName = Annotated[Literal["company", "person"], Widget("template")]
AddressType = Literal["registered", "actual", "delivery", "invoice"]
RoleName = Annotated[Role, Widget("role")]
# The key of a constant of the workspace.
ConstantKey = Annotated[StrictStr, Field(min_length=1, max_length=40), Widget("constant")]
TextTemplate = Annotated[StrictStr, Field(max_length=1_000), Widget("text")]
LongTextTemplate = Annotated[StrictStr, Field(max_length=20_000), Widget("long_text")]
# One whose parts are counted below it.
SmsText = Annotated[StrictStr, Field(max_length=5_000), Widget("long_text", kind="sms")]
# The record itself, or one that it links to, by the link's name: "company", "contact.company".
Target = Annotated[StrictStr, Field(max_length=100), Widget("target")]
# The same, or several that link to it: "deals", "company.contacts".
Targets = Annotated[StrictStr, Field(max_length=100), Widget("targets")]


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


class ProductAmount(Settings):
    """So much of a product; without a price at the catalogue's. Both are written as people write numbers."""

    product_id: ProductId
    quantity: Annotated[StrictStr, Field(min_length=1, max_length=30)] = "1"
    price: Annotated[StrictStr, Field(max_length=30)] = ""


_SOURCES = frozenset({"value", "copy", "text", "constant", "variable"})


class NewValue(Settings):
    """What a field is set to: `value` as the API takes it, or `copy` of another field's, or `text` with placeholders,
    or a `constant` by its key, or a `variable`: what an action before has yielded under this name.

    `mode` says of a field with several values whether the new ones join or replace the old ones; without it they
    replace them. Stored plainly, as a value and nothing else, wherever that says it all.
    """

    value: Any = None
    copy_of: Annotated[FieldPath | None, Field(alias="copy")] = None
    text: LongTextTemplate | None = None
    constant: ConstantKey | None = None
    variable: Annotated[StrictStr | None, Field(min_length=1, max_length=60)] = None
    mode: Literal["append", "replace"] | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same for every record, come what may."""
        return not any(each is not None for each in (self.copy_of, self.text, self.constant, self.variable))

    @classmethod
    def of(cls, raw: Any) -> "NewValue":
        """The structure of what was stored, where a plain value stands for itself."""
        is_structure = isinstance(raw, dict) and raw.keys() & _SOURCES and "currency" not in raw
        return cls.model_validate(raw) if is_structure else cls(value=raw)


ProductAmounts = Annotated[tuple[ProductAmount, ...], Field(min_length=1, max_length=20), Widget("products")]
_Named = Annotated[StrictStr, Field(min_length=1, max_length=100)]
NewValues = Annotated[dict[_Named, Any], Field(max_length=50), Widget("values")]
NewRequisites = Annotated[dict[_Named, Any], Field(min_length=1, max_length=50), Widget("values", kind="requisites")]
NewDealValues = Annotated[dict[_Named, Any], Field(max_length=50), Widget("values", kind="deal")]
NewLeadValues = Annotated[dict[_Named, Any], Field(max_length=50), Widget("values", kind="lead")]


class Asked(NamedTuple):
    """One value in settings, where it stands, and the widget that asks for it."""

    place: tuple[str, ...]
    widget: Widget
    value: Any


def asked_in(settings: BaseModel) -> Iterator[Asked]:
    """Every value in settings that has a widget, those within structures and lists too; None is left out."""
    for name, field in type(settings).model_fields.items():
        place, value = (field.alias or name,), getattr(settings, name)
        yield from _widgets(field.metadata, place, value)
        yield from _within(field.annotation, place, value)


def _within(annotation: Any, place: tuple[str, ...], value: Any) -> Iterator[Asked]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if value is None:
        return
    if isinstance(value, BaseModel):
        if isinstance(value, Responsible):
            yield Asked(place, Widget("responsible"), value)
        yield from (Asked((*place, *asked.place), *asked[1:]) for asked in asked_in(value))
    elif origin is Annotated:
        yield from _widgets(inner[1:], place, value)
        yield from _within(inner[0], place, value)
    elif origin in (Union, UnionType):
        for each in inner:
            yield from _within(each, place, value) if each is not NoneType else ()
    elif origin is tuple:
        for number, each in enumerate(value, start=1):
            yield from _within(inner[0], (*place, str(number)), each)
    elif isinstance(value, Mapping) and inner:
        for key, each in value.items():
            yield from _within(inner[0], (*place, key), key)
            yield from _within(inner[1], (*place, key), each)


def _widgets(metadata: Any, place: tuple[str, ...], value: Any) -> Iterator[Asked]:
    if value is not None:
        yield from (Asked(place, each, value) for each in metadata if isinstance(each, Widget))
