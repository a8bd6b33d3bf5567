"""The plan for programs."""

from fastapi import FastAPI

from tests.cast import Cast
from tests.commands.test_bindings import bind, put_on_plan
from tests.support.web import api_client


def test_it_gives_limits_and_use(app: FastAPI, cast: Cast) -> None:
    put_on_plan(cast, "starter")
    bind(cast, active=True)
    bind(cast, "company", 1)
    plan = api_client(app, cast, cast.anna).get("/api/v1/plan").json()
    assert plan["name"] == "starter"
    assert plan["limits"].items() >= {"active_bindings": 5, "active_rules": 10, "users": 10}.items()
    assert plan["use"].items() >= {"active_bindings": 1, "users": 4}.items()


def test_no_limit_is_null(app: FastAPI, cast: Cast) -> None:
    assert api_client(app, cast, cast.anna).get("/api/v1/plan").json()["limits"]["active_bindings"] is None


def test_a_plan_without_the_api_answers_nothing(app: FastAPI, cast: Cast) -> None:
    client = api_client(app, cast, cast.anna)
    put_on_plan(cast, "free")
    assert client.get("/api/v1/plan").status_code == 403
