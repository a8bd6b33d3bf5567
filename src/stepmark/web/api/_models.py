"""The bodies and answers of each record kind as Pydantic models, made from the catalogue: what OpenAPI shows.

They check the form only. What a value means, and whether it will do, the catalogue says.
"""

from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from stepmark.catalogue.fields import Field as CatalogueField
from stepmark.catalogue.kinds import TASK, Kind
from stepmark.domain.attributes import FieldType
from stepmark.web.api._bodies import RowId

Schema = dict[str, Any]

_NULL: Schema = {"type": "null"}
_ID: Schema = {"type": "integer", "minimum": 1}
_DIGITS: Schema = {"type": "string", "pattern": "^[0-9]{1,18}$"}
_NUMBER: Schema = {"anyOf": [{"type": "number"}, {"type": "string"}, _NULL]}
_AMOUNT: Schema = {
    "type": "object",
    "properties": {"amount": {"anyOf": [{"type": "number"}, {"type": "string"}]}, "currency": {"type": "string"}},
}

Amount = Annotated[Any, WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}, _AMOUNT]})]
Link = Annotated[Any, WithJsonSchema({"anyOf": [_ID, _DIGITS, _NULL]})]
Links = list[Annotated[Any, WithJsonSchema({"anyOf": [_ID, _DIGITS]})]] | None
_IN: dict[FieldType, Any] = {
    FieldType.NUMBER: Annotated[Any, WithJsonSchema(_NUMBER)],
    FieldType.MONEY: Annotated[Any, WithJsonSchema({"anyOf": [*_NUMBER["anyOf"], _AMOUNT]})],
    FieldType.YES_NO: Annotated[Any, WithJsonSchema({"anyOf": [{"type": "boolean"}, _NULL]})],
    FieldType.RECORD: Link,
    FieldType.USER: Link,
    FieldType.FILE: Link,
}
_POINTS = Annotated[
    Any, WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}, _NULL]})
]
_OUT: dict[FieldType, Any] = {
    FieldType.NUMBER: float | None,
    FieldType.YES_NO: bool | None,
    FieldType.RECORD: RowId | None,
    FieldType.USER: RowId | None,
    FieldType.FILE: RowId | None,
}
_CUSTOM: Any = Field(default_factory=dict, description="By the fields' keys; `custom.<key>` beside it does as well.")
_SALE_IN: dict[str, Any] = {
    "process_id": (Link, None),
    "stage_id": (Link, None),
    "status": (Annotated[Any, WithJsonSchema({"enum": ["open", "won", "lost"]})], None),
    "close_reason": (str | None, None),
    "override_reason": (str | None, Field(None, description="A manager's reason to leave required steps open.")),
    "contact_ids": (Links, None),
}
_SHARED_IN: dict[str, Any] = {"co_executor_ids": (Links, None)}
_AUDIENCE: dict[str, Any] = {
    "for_group_id": (Link, Field(None, description="With `for_job_titles`: who alone sees it besides its own people.")),
    "for_job_titles": (list[str] | None, None),
}
_TASK_NEW: dict[str, Any] = {
    **_AUDIENCE,
    "step_id": (Link, Field(None, description="With `deal_id`: one of the three tasks of this step.")),
}
_TASK_CHANGE: dict[str, Any] = {**_AUDIENCE, "done": (Annotated[Any, WithJsonSchema({"type": "boolean"})], None)}


@cache
def new_model(kind: Kind) -> type[BaseModel]:
    """The body that makes a record."""
    special = _besides_in(kind) | _special(kind, _TASK_NEW)
    return _input(f"New{kind.name.title()}", kind, special, required=(kind.title_key,))


@cache
def step_task_model() -> type[BaseModel]:
    """The body that makes a task under the step that the address names."""
    return _input("NewStepTask", TASK, _AUDIENCE, required=(TASK.title_key,))


@cache
def change_model(kind: Kind) -> type[BaseModel]:
    """The body that changes a record: only what is to change."""
    special = _besides_in(kind) | _special(kind, _TASK_CHANGE)
    return _input(f"{kind.name.title()}Change", kind, special)


@cache
def record_model(kind: Kind) -> type[BaseModel]:
    """A record in an answer."""
    fields: dict[str, Any] = {"id": (RowId, ...)}
    fields |= {field.key: (_out(field), ...) for field in kind.system_fields}
    if kind.has_currency:
        fields["currency"] = (str, ...)
    if kind.has_stages:
        fields["contact_ids"] = (list[RowId], ...)
    if kind.shared:
        fields["co_executor_ids"] = (list[RowId], ...)
    if kind is TASK:
        fields |= {"done": (bool, ...), "step_id": (RowId | None, ...)}
        fields |= {"for_group_id": (RowId | None, ...), "for_job_titles": (list[str], ...)}
    fields |= {"custom": (dict[str, Any], ...), "version": (int, ...)}
    fields |= {"created_at": (str, ...), "updated_at": (str, ...)}
    return create_model(kind.name.title(), **fields)


@cache
def list_model(kind: Kind) -> type[BaseModel]:
    """A page of records."""
    return page_model(kind.plural.title(), record_model(kind))


def page_model(name: str, item: Any) -> type[BaseModel]:
    """A page of anything: its items, and where to go on."""
    cursor = Field(description="Send it as `after` to get the next page.")
    return create_model(name, items=(list[item], ...), next=(str | None, cursor))


def _special(kind: Kind, of_task: dict[str, Any]) -> dict[str, Any]:
    return _SALE_IN if kind.has_stages else of_task if kind is TASK else {}


def _besides_in(kind: Kind) -> dict[str, Any]:
    currency = {"currency": (str | None, None)} if kind.has_currency else {}
    return currency | (_SHARED_IN if kind.shared else {})


def _input(name: str, kind: Kind, special: dict[str, Any], required: tuple[str, ...] = ()) -> type[BaseModel]:
    fields = {field.key: _taken(field, required) for field in kind.system_fields if field.by_hand}
    # Custom fields may be named in full, as lists and imports name them; the catalogue refuses other names.
    schema: Any = {"additionalProperties": False, "patternProperties": {"^custom\\.": {}}}
    config = ConfigDict(extra="allow", json_schema_extra=schema)
    return create_model(name, __config__=config, **fields, **special, custom=(dict[str, Any], _CUSTOM))


def _taken(field: CatalogueField, required: tuple[str, ...]) -> Any:
    label = str(field.label)
    if field.key in required:
        return str, Field(min_length=1, description=label)
    given = _POINTS if field.point else _IN.get(field.type, str | None)
    return given, Field(default=None, description=label)


def _out(field: CatalogueField) -> Any:
    return list[str] if field.point else _OUT.get(field.type, str if field.required else str | None)
