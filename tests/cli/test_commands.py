"""The command line as its users meet it: what it does, what it prints where, and how it refuses."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from stepmark.platform.db import Database
from stepmark.platform.settings import Settings
from stepmark.queries.identity import identity_by_token
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.commands import command_line, stepmark
from tests.support.imports import exported_rows
from tests.support.web import session_cookie

PASSWORD = "correct horse battery staple"


def test_from_an_empty_folder_to_a_token(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    refused = stepmark(settings, "token", "create", "--workspace", "ACME", "--email", "anna@example.com")
    assert (refused.returncode, refused.stderr) == (1, "The database has no tables yet. Run: stepmark migrate\n")
    assert stepmark(settings, "migrate").returncode == 0
    assert stepmark(settings, "migrate").returncode == 0, "migrating twice is safe"
    made = stepmark(
        settings, "workspace", "create", "ACME", "--admin", "anna@example.com", "--password-stdin", given=PASSWORD
    )
    assert made.returncode == 0, made.stderr
    token = stepmark(settings, "token", "create", "--workspace", "ACME", "--email", "anna@example.com").stdout
    database = Database(settings)
    with database.reading(None) as session:
        identity = identity_by_token(session, token.removesuffix("\n"))
    database.close()
    assert identity is not None
    assert (identity.email, identity.workspace_name) == ("anna@example.com", "ACME")


@pytest.mark.sqlite_alone  # how a refusal is told is not the database's business
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["token", "create", "--workspace", "Nowhere", "--email", "a@example.com"], "There is no workspace “Nowhere”"),
        (["token", "create", "--workspace", "Baltic Sales", "--email", "x@example.com"], "x@example.com is no active"),
        (["workspace", "plan", "Baltic Sales", "gold"], "There is no plan “gold”"),
        (["workspace", "create", "Baltic Sales", "--admin", "a@example.com", "--password-stdin"], "has this name"),
        (["user", "password", "nobody@example.com", "--password-stdin"], "Nobody signs in with"),
        (["import", "deals", "/no/such/file.csv", "--workspace", "Baltic Sales"], "Can't read /no/such/file.csv"),
        (["import", "spaceships", "/dev/null", "--workspace", "Baltic Sales"], "There is no such kind of record"),
        (["import", "deals", "/dev/null", "--workspace", "Baltic Sales"], "This file is empty"),
        (["backup", "/no/such/folder/backup.zip"], "Can't write"),
        (["restore", "/dev/null"], "This is no backup"),
        (["serve", "--host", "300.1.2.3"], "Can't listen on 300.1.2.3"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else "",
)
def test_what_goes_wrong_is_one_clear_line(cast: Cast, arguments: list[str], told: str) -> None:
    refused = stepmark(cast.database.settings, *arguments, given=PASSWORD)
    assert refused.returncode in (1, 2)
    assert told in refused.stderr
    assert (refused.stdout, refused.stderr.count("\n"), "Traceback" in refused.stderr) == ("", 1, False)


def test_a_setting_that_makes_no_sense_is_named(settings: Settings) -> None:
    refused = stepmark(settings, "migrate", STEPMARK_PURGE_DAYS="soon")
    assert refused.returncode == 2
    assert refused.stderr.startswith("STEPMARK_PURGE_DAYS: ")


def test_people_are_added_and_get_new_passwords(cast: Cast) -> None:
    settings = cast.database.settings
    arguments = ["--workspace", "Baltic Sales", "--email", "dana@example.com", "--role", "manager", "--password-stdin"]
    assert stepmark(settings, "user", "add", *arguments, given=PASSWORD).returncode == 0
    again = stepmark(settings, "user", "add", *arguments, given=PASSWORD)
    assert (again.returncode, "is a member already" in again.stderr) == (1, True)
    short = stepmark(settings, "user", "password", "dana@example.com", "--password-stdin", given="short")
    assert (short.returncode, "at least 10 characters" in short.stderr) == (1, True)
    assert (
        stepmark(settings, "user", "password", "dana@example.com", "--password-stdin", given=PASSWORD).returncode == 0
    )


def test_a_file_goes_in_by_its_mapping_and_comes_out_again(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("what,worth\nBig one,100\nSmall one,little\n")
    (tmp_path / "mapping.json").write_text(json.dumps({"columns": {"what": "title", "worth": "amount"}}))
    settings, workspace = cast.database.settings, ["--workspace", "Baltic Sales"]
    mapping = ["--mapping", str(tmp_path / "mapping.json")]
    brought = stepmark(settings, "import", "deals", str(tmp_path / "deals.csv"), *workspace, *mapping)
    assert brought.returncode == 0, brought.stderr
    assert "2 rows: 2 added; 1 taken with faults" in brought.stderr
    (report,) = (settings.data_dir / "imports").glob("*.csv")
    assert report.read_text(encoding="utf-8-sig").splitlines()[1] == "3,worth,little,Enter a number.,taken"
    written = stepmark(settings, "export", "deals", *workspace)
    assert written.returncode == 0, written.stderr
    assert [row["title"] for row in exported_rows(cast, "deal")] == ["Big one", "Small one"]
    assert written.stdout.count("\n") == 3
    assert stepmark(settings, "export", "deals", *workspace, "--output", str(tmp_path / "out.csv")).returncode == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig") == written.stdout


def test_a_backup_is_restored(cast: Cast, tmp_path: Path) -> None:
    cast.company("ACME")
    archive, empty = str(tmp_path / "backup.zip"), Settings(data_dir=tmp_path / "empty")
    assert stepmark(cast.database.settings, "backup", archive).returncode == 0
    assert stepmark(empty, "migrate").returncode == 0
    assert stepmark(empty, "restore", archive).returncode == 0
    assert stepmark(empty, "export", "companies", "--workspace", "Baltic Sales").stdout.count("ACME") == 1


@pytest.fixture
def server(cast: Cast) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`stepmark serve` on a free port, and the address that it prints."""
    program, environment = command_line(cast.database.settings)
    running = subprocess.Popen([*program, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    line = running.stderr.readline()
    yield running, line.removeprefix("Stepmark is at ").partition(" ")[0]
    running.kill()
    running.wait()
    running.stderr.close()


def test_serving_prints_where_and_stops_when_asked(server: tuple["subprocess.Popen[str]", str]) -> None:
    running, address = server
    assert httpx2.get(f"{address}/health", timeout=30).status_code == 200
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0


@pytest.mark.sqlite_alone  # how a stream ends is not the database's business
def test_an_open_page_does_not_hold_a_stopping_server_back(
    server: tuple["subprocess.Popen[str]", str], cast: Cast
) -> None:
    running, address = server
    cookies = {COOKIE: session_cookie(cast, cast.boris)}
    with httpx2.Client(base_url=address, cookies=cookies, timeout=30) as page:
        with page.stream("GET", f"/deals/{cast.deal()}/stream") as stream:
            running.send_signal(signal.SIGTERM)
            stream.read()
        assert running.wait(timeout=30) == 0
    assert running.stderr is not None
    assert "Cancel" not in running.stderr.read()


def test_the_worker_stops_when_asked(cast: Cast) -> None:
    program, environment = command_line(cast.database.settings)
    once = stepmark(cast.database.settings, "worker", "--once")
    assert (once.returncode, once.stderr.splitlines()[-1].split(".")[0]) == (0, "Periodic rules swept: 0")
    running = subprocess.Popen([*program, "worker"], env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    with running.stderr as printed:
        assert printed.readline().startswith("The worker is up")
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=30) == 0
