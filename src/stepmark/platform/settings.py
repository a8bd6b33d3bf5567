"""What may be set from outside, by environment variables that begin with STEPMARK_."""

import os
import re
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from stepmark.platform.networks import Network, networks

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+/?")


class Settings(BaseSettings):
    """One process's settings. Every field is documented in the README, which a test holds to."""

    model_config = SettingsConfigDict(env_prefix="STEPMARK_", extra="ignore")

    data_dir: Path = Field(Path("data"), description="where the SQLite file, uploaded files and the secret key live")
    database_url: str = Field("", description="PostgreSQL's address; empty means SQLite in the data directory")
    secret_key: str = Field(
        "",
        description="signs forms and encrypts secrets of other systems; made and kept in the data directory when empty",
    )
    plans_file: Path | None = Field(None, description="a JSON file that replaces the plans' limits")
    session_days: int = Field(30, ge=1, le=365, description="days after which an unused sign-in ends")
    secure_cookies: bool = Field(False, description="send the sign-in cookie over HTTPS only")
    pool_size: int = Field(45, ge=5, le=500, description="database connections kept per process")
    threads: int = Field(40, ge=1, le=400, description="requests worked on at once per process")
    max_upload_mb: int = Field(20, ge=1, le=1024, description="largest file that may be uploaded, in megabytes")
    purge_days: int = Field(30, ge=1, le=3650, description="days that deleted records stay in the recycle bin")
    run_days: int = Field(90, ge=1, le=3650, description="days that runs of rules are kept after they have ended")
    outbound_networks: str = Field(
        "", description="networks beyond the open internet that may be connected to, such as 10.0.0.0/8,192.168.1.20"
    )
    public_url: str = Field(
        "",
        description="where people outside reach this server, such as https://crm.example.com; links to it need it, "
        "those in notices by mail and Telegram too",
    )
    stripe_url: str = Field("https://api.stripe.com", description="where Stripe's API is asked; another one for tests")
    clock: str = Field("", description="a fixed start time (ISO 8601) for tests; empty means the real time")

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'stepmark.sqlite3'}"

    @property
    def allowed_networks(self) -> tuple[Network, ...]:
        """The networks beyond the open internet that may be connected to."""
        return networks(self.outbound_networks)

    @field_validator("outbound_networks")
    @classmethod
    def _names_networks(cls, text: str) -> str:
        networks(text)
        return text

    @field_validator("public_url", "stripe_url")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not _ADDRESS.fullmatch(text):
            raise ValueError("must be an address such as https://crm.example.com, without a path")
        return text.rstrip("/")

    @property
    def files_dir(self) -> Path:
        """Where uploaded files lie, by their hash."""
        return self.data_dir / "files"

    @cached_property
    def signing_key(self) -> bytes:
        """The secret key; read from the data directory, or made there on first use, unless it is set."""
        return (self.secret_key or _kept_key(self.data_dir / "secret_key")).encode()


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Put there whole, so that a process that starts beside this one reads this key, and never half of it.
        with NamedTemporaryFile("w", dir=path.parent) as draft, suppress(FileExistsError):
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            os.link(draft.name, path)
    return path.read_text()
