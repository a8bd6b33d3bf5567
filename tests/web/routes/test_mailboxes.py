"""Mailboxes in the settings: kept, tried out, shared between administrators and members, and told of before they go."""

import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.mail_templates import create_mail_template
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.mailboxes import Mailbox
from stepmark.platform.db import Database
from tests.cast import Cast
from tests.support.mail_server import LOGIN, PASSWORD, MailHost, mail_host
from tests.support.mails import mail_template, mailbox
from tests.support.people import row, rows
from tests.support.rules import Rules
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/mailboxes"


@pytest.fixture(autouse=True)
def _reach(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the application's worker starts, which looks once."""
    monkeypatch.setattr(database.settings, "outbound_networks", "127.0.0.0/8")


@pytest.fixture
def host() -> Iterator[MailHost]:
    with mail_host(auth=True) as host:
        yield host


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return following(signed_in(app, cast, cast.anna))


@pytest.fixture
def rules(cast: Cast) -> Rules:
    return Rules(cast)


def following(browser: TestClient) -> TestClient:
    browser.follow_redirects = True
    return browser


def filled(at: MailHost, **more: str) -> dict[str, str]:
    form = {"name": "Office", "address": LOGIN, "host": "127.0.0.1", "port": str(at.port), "security": "none"}
    return {**form, "login": LOGIN, "password": PASSWORD, **more}


def tried(browser: TestClient, mailbox_id: int) -> str:
    """The page of a test mail, once the application's own worker has sent it."""
    shown = browser.post(f"{URL}/{mailbox_id}/trials")
    for _ in range(200):
        if "on its way" not in shown.text:
            break
        time.sleep(0.05)
        shown = browser.get(str(shown.url))
    return shown.text


def test_a_mailbox_is_added_tried_and_mended(anna: TestClient, cast: Cast, host: MailHost) -> None:
    assert anna.post(URL, data=filled(host, password="not-this-one")).status_code == 200
    (box,) = rows(cast, Mailbox)
    assert box.is_standard
    assert "does not accept this user name and password" in tried(anna, box.id)
    assert "does not accept" in anna.get(URL).text
    edit = anna.get(f"{URL}/{box.id}/edit").text
    assert "not-this-one" not in edit
    saved = anna.put(f"{URL}/{box.id}", data=filled(host, version="1", active="1"))
    assert "Saved." in saved.text
    assert "The server has taken the mail to anna@example.com" in tried(anna, box.id)
    assert "not taken" not in anna.get(URL).text
    assert host.received[0].recipients == ("anna@example.com",)
    assert PASSWORD not in anna.get(URL).text + edit


def test_where_mail_is_read_is_kept_with_what_is_usual(anna: TestClient, cast: Cast, host: MailHost) -> None:
    wrong = anna.post(URL, data=filled(host, imap_host="a b", imap_port="x", imap_security="y", imap_folder="ż"))
    assert wrong.status_code == 422
    for part in ("imap.example.com", "such as 993", "Choose one from the list", "in plain letters"):
        assert part in wrong.text
    anna.post(URL, data=filled(host, imap_host="imap.example.com", imap_security="starttls"))
    box = row(cast, Mailbox, 1)
    assert (box.imap_port, box.imap_security, box.imap_folder) == (143, "starttls", None)
    kept = {"password": "", "version": "1", "active": "1"}
    moved = anna.put(f"{URL}/1", data=filled(host, imap_host="thief.example.com", **kept))
    assert "Enter the password again" in moved.text
    anna.put(f"{URL}/1", data=filled(host, imap_host="", **{**kept, "password": PASSWORD}))
    assert (row(cast, Mailbox, 1).imap_host, row(cast, Mailbox, 1).imap_port) == (None, None)


def test_the_password_goes_nowhere_else_unless_it_is_known(anna: TestClient, cast: Cast, host: MailHost) -> None:
    anna.post(URL, data=filled(host))
    (box,) = rows(cast, Mailbox)
    moved = filled(host, host="thief.example.com", password="", version="1", active="1")
    refused = anna.put(f"{URL}/{box.id}", data=moved)
    assert refused.status_code == 422
    assert "Enter the password again" in refused.text
    renamed = anna.put(f"{URL}/{box.id}", data=filled(host, name="Desk", password="", version="1", active="1"))
    assert renamed.status_code == 200
    assert (row(cast, Mailbox, box.id).name, row(cast, Mailbox, box.id).password) == ("Desk", PASSWORD)
    with cast.database.reading(None) as session:
        stored = session.connection().exec_driver_sql("SELECT password FROM mailbox").scalar()
    assert stored
    assert PASSWORD not in stored


def test_all_that_is_wrong_is_said_at_once(anna: TestClient, cast: Cast) -> None:
    hostile = {
        "name": "", "address": "nobody\r\nBcc: a@b.example", "host": "a b", "port": "70000", "security": "magic",
        "login": "x" * 400, "password": "x" * 2000,
    }  # fmt: skip
    refused = anna.post(URL, data=hostile)
    assert refused.status_code == 422
    for key in hostile:
        assert f'href="#f-{key}"' in refused.text
    assert "x" * 2000 not in refused.text
    assert rows(cast, Mailbox) == []


def test_members_keep_their_own_and_no_others(app: FastAPI, cast: Cast, host: MailHost) -> None:
    shared = mailbox(cast, host)
    boris = following(signed_in(app, cast, cast.boris))
    assert "Office" not in boris.get(URL).text
    boris.post(URL, data=filled(host, name="Mine", member_id=""))
    own = rows(cast, Mailbox)[-1]
    assert (own.member_id, own.is_standard) == (cast.boris.member_id, False)
    for path in (f"{URL}/{shared}/edit", f"{URL}/{shared}/deletion"):
        assert boris.get(path).status_code == 404
    assert boris.delete(f"{URL}/{shared}").status_code == 404
    assert boris.post(f"{URL}/{own.id}/standard").status_code == 403
    assert boris.delete(f"{URL}/{own.id}").status_code == 200
    assert row(cast, Mailbox, own.id).password is None


def test_another_one_becomes_the_standard(anna: TestClient, cast: Cast, host: MailHost) -> None:
    first, second = mailbox(cast, host), mailbox(cast, host, name="Second")
    own = mailbox(cast, host, member_id=cast.boris.member_id)
    assert anna.post(f"{URL}/{second}/standard").status_code == 200
    assert [each.is_standard for each in rows(cast, Mailbox)] == [False, True, False]
    assert anna.post(f"{URL}/{own}/standard").status_code == 422
    assert not row(cast, Mailbox, first).is_standard


def test_rules_that_use_it_are_named_before_it_goes(anna: TestClient, cast: Cast, rules: Rules) -> None:
    box, template = mailbox(cast), mail_template(cast)
    settings = {"template_id": template, "to_client": True, "mailbox_id": box}
    rules.make("created", {"do": "send_mail", "settings": settings}, name="Greet clients")
    assert "Greet clients" in anna.get(f"{URL}/{box}/deletion").text
    assert "Greet clients" in anna.get(f"/settings/mail-templates/{template}/deletion").text
    anna.delete(f"{URL}/{box}")
    anna.delete(f"/settings/mail-templates/{template}")
    assert "was deleted" in anna.get("/rules/1").text


def test_a_mail_template_is_kept(anna: TestClient, cast: Cast) -> None:
    url = "/settings/mail-templates"
    form = {"kind": "invoice", "name": "Dunning", "subject": "{{ invoice.number }}", "body": "Pay.", "html": ""}
    refused = anna.post(url, data=form | {"subject": "{{ invoice.nothing }}", "html": "{% include 'x' %}"})
    assert refused.status_code == 422
    assert 'href="#f-subject"' in refused.text
    assert 'href="#f-html"' in refused.text
    assert anna.post(url, data=form).status_code == 200
    (template,) = rows(cast, MailTemplate)
    saved = anna.put(f"{url}/{template.id}", data=form | {"name": "Reminder", "version": "1"})
    assert "Reminder" in saved.text
    clash = anna.put(f"{url}/{template.id}", data=form | {"version": "1"})
    assert clash.status_code == 409
    assert anna.get(f"{url}/new?kind=nothing").status_code == 200
    cast.run(create_mail_template, form | {"name": "Second"})
    assert "Second" in anna.get(url).text
