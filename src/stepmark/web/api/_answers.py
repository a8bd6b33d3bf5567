"""Answers in JSON: what a program can read exactly, and nothing else."""

import json
from typing import Any

from fastapi.responses import Response
from pydantic_core import to_jsonable_python


def json_text(data: Any) -> str:
    """Models and plain data as JSON; moments in ISO 8601, amounts as texts."""
    return json.dumps(to_jsonable_python(data), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def json_answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer with `data` as its body."""
    return json_response(json_text(data), status, headers)


def json_response(body: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer whose body is JSON already."""
    return Response(body, status, headers, media_type="application/json")
