"""The API keeps what its description promises, whatever is sent: no fault, no answer that is not described."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import Receive, Scope, Send

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.support.web import api_client

SHORT, LONG = 2, 300
# That all that fits the schema is taken is not demanded: a link that leads nowhere fits it, and is refused.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.mark.first
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
def test_every_operation_keeps_its_promises(app: FastAPI, cast: Cast, method: str, *, long_form: bool) -> None:
    _furnish(cast)
    headers = {"Authorization": api_client(app, cast, cast.anna).headers["Authorization"]}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", _Started(app))
    # A description that can't be read is an error here, and has no `ok`.
    operations: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]  # see above
    answers: Counter[int] = Counter()
    for operation in operations:
        if operation.method.lower() == method:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                answers += _tried(operation, mode, headers, LONG if long_form else SHORT)
    # Else all this would only show that nonsense is refused.
    assert any(200 <= status < 300 for status in answers), answers
    assert any(400 <= status < 500 for status in answers), answers


class _Started:
    """The app, which runs already, without the start and the end that schemathesis would put around each request."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)
            return
        for moment in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{moment}.complete"})


def _furnish(cast: Cast) -> None:
    for _number in range(3):
        deal_id = cast.deal(company_id=cast.company(), contact_id=cast.contact())
        cast.run(create_record, TASK, {"title": "Call back", "deal_id": deal_id})
    for key, type in {"budget": "number", "price": "money", "start": "date", "urgent": "yes_no"}.items():
        cast.field(key, type)


def _tried(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, headers: dict[str, str], count: int
) -> Counter[int]:
    answers: Counter[int] = Counter()

    @hypothesis_settings(max_examples=count, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def attempt(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            _point_at_what_there_is(case)
        # Parameters of an address that nobody reads are let pass; a body holds nothing unknown.
        checks = [*CHECKS, negative_data_rejection] if operation.body else CHECKS
        answers[case.call_and_validate(headers=headers, checks=checks).status_code] += 1

    attempt()
    return answers


def _point_at_what_there_is(case: Any) -> None:
    for values in (case.path_parameters, case.query, case.body):
        if isinstance(values, dict):
            values.update({key: 1 + value % 3 for key, value in values.items() if type(value) is int})
