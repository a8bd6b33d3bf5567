"""What every operation of the API has in common in its description."""

from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.operators import OPERATORS
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import STATUS
from stepmark.queries.record_filters import filters_of

_TEXTS = {
    400: "The request could not be read.",
    401: "No valid token.",
    403: "The member's role or the workspace's plan does not allow this.",
    404: "This does not exist, or the member may not see it.",
    409: "Somebody else has changed the same thing, or it is in use.",
    413: "Too large.",
    422: "The input can't be taken; `field` names what to mend.",
    503: "Too many changes at once: try again after `Retry-After` seconds.",
}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "A refusal, as RFC 9457 has it. More members may follow: `errors` by field, `steps`, `clashes` …",
    "type": "object",
    "required": ["type", "title", "status", "detail", "field"],
    "properties": {
        "type": {"type": "string", "enum": [f"/problems/{name}" for name in STATUS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people, in the member's language."},
        "field": {"type": ["string", "null"], "description": "What to mend."},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/problem+json": {"schema": _PROBLEM}}}
    for status, text in _TEXTS.items()
}
_BINARY = {"type": "string", "format": "binary"}
_ONE_FILE = {"type": "object", "required": ["file"], "properties": {"file": _BINARY}}
SENT_FILE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _ONE_FILE}}}
}
CONTENT: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {"schema": _BINARY}}}}
ETAG = {"ETag": {"description": "The record's version, for If-Match.", "schema": {"type": "string"}}}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any text of at most 200 characters: the same request with the same key is done once.",
    "schema": {"type": "string", "maxLength": 200},
}
_SCHEMAS: dict[FieldType, dict[str, Any]] = {
    FieldType.NUMBER: {"type": "number"},
    FieldType.YES_NO: {"type": "boolean"},
    FieldType.RECORD: {"type": "integer"},
    FieldType.USER: {"type": "integer"},
}
_OPERATORS = ", ".join(dict.fromkeys(each.name for each in OPERATORS if not each.is_about_change))
_FILTER = {
    "name": "filter",
    "in": "query",
    "description": f"""A tree of conditions that must hold besides the parameters by field:
`{{"all": […]}}`, `{{"any": […]}}`, `{{"not": …}}`, and comparisons such as
`{{"field": "amount", "op": "greater", "value": "10000"}}`. A field may be one of a linked record (`company.type`).
Operators: {_OPERATORS}. A day may be `{{"relative": "today", "shift": -7}}`, a member `"me"`. A fault is named by its
place, such as `filter/all/1/value`.""",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Conditions"}}},
}
CONDITIONS: dict[str, Any] = {
    "title": "Conditions",
    "description": "A tree of conditions, at most six levels deep.",
    "oneOf": [
        {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: shape}}
        for name, shape in (
            ("all", {"type": "array", "items": {"$ref": "#/components/schemas/Conditions"}}),
            ("any", {"type": "array", "items": {"$ref": "#/components/schemas/Conditions"}}),
            ("not", {"$ref": "#/components/schemas/Conditions"}),
        )
    ]
    + [
        {
            "type": "object",
            "required": ["field", "op"],
            "additionalProperties": False,
            "properties": {"field": {"type": "string"}, "op": {"type": "string"}, "value": {}},
        }
    ],
}


def filter_parameters(kind: Kind) -> list[dict[str, Any]]:
    """One query parameter for each system field; custom fields are named `custom.<key>` in the same way."""
    fields = filters_of(kind, {field.key: field for field in kind.system_fields})
    return [_parameter(field) for field in fields.values()] + [_FILTER]


def if_match_parameter() -> dict[str, Any]:
    """The version that must still be the newest."""
    return {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of the version that you have seen; refused as `conflict` if it is not the newest.",
        "schema": {"type": "string"},
    }


def finish(schema: dict[str, Any]) -> None:
    """Add what the whole description has once: the token, the shape of refusals, and every POST's key."""
    components = schema.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["schemas"]["Conditions"] = CONDITIONS
    schema["security"] = [{"token": []}]
    for path in schema["paths"].values():
        if "post" in path:
            path["post"].setdefault("parameters", []).append(_IDEMPOTENCY_KEY)


def _parameter(field: Field) -> dict[str, Any]:
    return {
        "name": field.key,
        "in": "query",
        "description": f"Only records with this value in “{field.label}”; empty: only those without.",
        "schema": _SCHEMAS.get(field.type, {"type": "string"}),
    }
