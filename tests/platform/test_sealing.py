"""What is sealed is told by no copy of the database, and what can't be opened is nothing."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from stepmark.domain.mailboxes import Mailbox
from stepmark.platform.db import Database
from tests.cast import Cast
from tests.support.mails import mailbox

pytestmark = pytest.mark.sqlite_alone  # it is done before a database sees it


def test_it_is_opened_by_the_same_key_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    box = mailbox(cast, password="Żółć")
    assert _stored(cast.database) != "Żółć"
    assert _opened(cast, box) == "Żółć"
    monkeypatch.setattr(cast.database.engine.dialect, "stepmark_box", Fernet(Fernet.generate_key()))
    assert _opened(cast, box) is None


@pytest.mark.parametrize("plain", ["secret", "Żółć", '{"name": "Żółć"}', "", "\x00", "=" * 100])
def test_what_was_plain_when_it_was_kept_is_nothing(cast: Cast, plain: str) -> None:
    box = mailbox(cast, password="secret")
    with cast.database.engine.begin() as connection:
        connection.execute(text("update mailbox set password = :plain"), {"plain": plain})
    assert _opened(cast, box) is None


def _stored(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.scalar(text("select password from mailbox")))


def _opened(cast: Cast, box: int) -> str | None:
    with cast.database.reading(None) as session:
        return session.get_one(Mailbox, box).password
