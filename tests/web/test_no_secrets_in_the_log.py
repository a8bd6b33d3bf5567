"""What goes wrong is logged without what it went wrong with."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from stepmark.platform.db import Database
from stepmark.web.caller import COOKIE
from tests.support.web import browser


def test_a_request_that_fails_leaves_its_secrets_out(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    client = browser(app)
    monkeypatch.setattr(app.state.database, "reading", None)
    with pytest.raises(TypeError):
        client.post("/join/the-link", data={"password": "the password"}, headers={"Cookie": f"{COOKIE}=the-cookie"})
    said = capfd.readouterr().err
    assert "/join/{token}" in said
    assert "Traceback" in said
    assert [secret for secret in ("the-link", "the password", "the-cookie") if secret in said] == []


def test_a_statement_that_fails_leaves_its_values_out(database: Database) -> None:
    with database.reading(None) as session, pytest.raises(Exception, match="no_such_table") as failed:
        session.connection().execute(text("select * from no_such_table where secret = :secret"), {"secret": "hush"})
    assert "hush" not in str(failed.value)
