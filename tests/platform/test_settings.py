"""Settings come from the environment; the secret key is made once and kept."""

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from stepmark.platform.settings import Settings


def test_without_any_setting_it_is_sqlite_in_the_data_directory() -> None:
    settings = Settings()
    assert settings.url == "sqlite:///data/stepmark.sqlite3"
    assert settings.files_dir == Path("data/files")


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STEPMARK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("STEPMARK_DATABASE_URL", "postgresql+psycopg://db/stepmark")
    monkeypatch.setenv("STEPMARK_SECURE_COOKIES", "true")
    settings = Settings()
    assert settings.url == "postgresql+psycopg://db/stepmark"
    assert settings.files_dir == tmp_path / "files"
    assert settings.secure_cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [("SESSION_DAYS", "0"), ("POOL_SIZE", "4"), ("THREADS", "many"), ("MAX_UPLOAD_MB", "-1"), ("PURGE_DAYS", "4000")],
)
def test_a_setting_out_of_bounds_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"STEPMARK_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "not there yet"
    key = Settings(data_dir=folder).signing_key
    assert len(key) >= 64
    assert Settings(data_dir=folder).signing_key == key
    assert (folder / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starting = threading.Barrier(8)
    made = secrets.token_urlsafe

    def slowly(length: int) -> str:
        time.sleep(0.02)
        return made(length)

    monkeypatch.setattr(secrets, "token_urlsafe", slowly)
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(_key_at_once, [starting] * 8, [tmp_path] * 8))
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_key_that_is_set_is_not_written_anywhere(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path, secret_key="from the vault").signing_key == b"from the vault"
    assert list(tmp_path.iterdir()) == []


def _key_at_once(starting: threading.Barrier, folder: Path) -> bytes:
    settings = Settings(data_dir=folder)
    starting.wait()
    # Past the lock that a cached property holds among threads, as processes have none.
    key: bytes = vars(Settings)["signing_key"].func(settings)
    return key
