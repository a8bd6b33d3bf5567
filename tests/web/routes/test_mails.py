"""A mail that a person writes from a record."""

import io
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.files import Upload, add_files
from stepmark.domain.deliveries import Delivery
from stepmark.domain.messages import Message
from stepmark.platform.db import Database
from stepmark.platform.file_store import FileStore
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.mail_server import mail_host
from tests.support.mails import mail_template, mailbox
from tests.support.people import rows
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
GIVEN = {"recipient": "a@b.example", "subject": "x", "text": "y"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.anna)


def test_it_is_written_by_a_template_sent_and_kept(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(database.settings, "outbound_networks", "127.0.0.0/8")
    anna: TestClient = request.getfixturevalue("anna")
    with mail_host() as host:
        mailbox(cast, host)
        template = mail_template(cast)
        deal = cast.deal(title="Dach <b>", contact_id=cast.contact("Olga", emails=["olga@example.com"]))
        assert f'href="/deals/{deal}/mails/new"' in anna.get(f"/deals/{deal}").text
        form = anna.get(f"/deals/{deal}/mails/new", params={"template_id": template}).text
        assert 'value="olga@example.com"' in form
        assert 'value="About Dach &lt;b&gt;"' in form
        given = {"recipient": "olga@example.com", "subject": "Hello", "text": "See {{ deal.title }}"}
        sent = anna.post(f"/deals/{deal}/mails", data=given)
        assert sent.headers["location"] == f"/deals/{deal}"
        for _ in range(200):
            Sender(cast.edge).send_all()
            if rows(cast, Message):
                break
    (received,) = host.received
    assert received.body().strip() == "See {{ deal.title }}"
    assert "auto-submitted" not in received.message
    (kept,) = rows(cast, Message)
    assert (kept.deal_id, kept.subject, kept.recipient) == (deal, "Hello", "olga@example.com")


def test_what_is_wrong_is_said_at_once_and_nothing_is_lost(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    assert "no mailbox" in anna.get(f"/deals/{deal}/mails/new").text
    assert (
        anna.post(f"/deals/{deal}/mails", data={"recipient": "a@b.example", "subject": "x", "text": "y"}).status_code
        == 422
    )
    mailbox(cast)
    hostile = {"recipient": "a@b.example\r\nBcc: c@d.example", "subject": "", "text": " "}
    refused = anna.post(f"/deals/{deal}/mails", data=hostile)
    assert refused.status_code == 422
    for key in hostile:
        assert f'href="#f-{key}"' in refused.text
    assert anna.get(f"/deals/{deal}/mails/new?template_id=99999").status_code == 200
    assert anna.get("/tasks/1/mails/new").status_code == 404


def test_files_of_the_record_go_along_and_no_others(database: Database, cast: Cast, anna: TestClient) -> None:
    store = FileStore(database.settings.files_dir, 20 * 1024 * 1024)
    deal, other = cast.deal(), cast.deal()
    small, foreign = (_file(cast, store, each, b"%PDF-1.7") for each in (deal, other))
    large = _file(cast, store, deal, b"0" * (16 * 1024 * 1024))
    mailbox(cast)
    assert f'value="{small}"' in anna.get(f"/deals/{deal}/mails/new").text
    for wrong in (foreign, large, "x"):
        refused = anna.post(f"/deals/{deal}/mails", data=GIVEN | {"file_ids": [str(small), str(wrong)]})
        assert (refused.status_code, 'href="#f-file_ids"' in refused.text) == (422, True)
        assert re.search(f'value="{small}" checked', refused.text)
    assert rows(cast, Delivery) == []
    anna.post(f"/deals/{deal}/mails", data=GIVEN | {"file_ids": [str(small)]})
    (delivery,) = rows(cast, Delivery)
    assert [each["name"] for each in delivery.content["attachments"]] == ["offer.pdf"]


def _file(cast: Cast, store: FileStore, deal: int, content: bytes) -> int:
    kept = store.keep(io.BytesIO(content))
    (file_id,) = cast.run(add_files, DEAL, deal, [Upload("offer.pdf", kept.sha256, kept.size)])
    return int(file_id)


def test_a_colleague_writes_about_their_own_records_alone(app: FastAPI, cast: Cast) -> None:
    mailbox(cast)
    boris, deal = signed_in(app, cast, cast.boris), cast.deal()
    assert boris.post(f"/deals/{deal}/mails", data=GIVEN).status_code == 403
