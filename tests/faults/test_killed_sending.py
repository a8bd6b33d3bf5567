"""Whoever sends is killed between two tries, and in the midst of one: nothing changes, but that one request may repeat.

Short: between the first tries. Long: between all eleven, and on PostgreSQL in the midst of one too.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stepmark.automation.carriers.base import GAPS
from stepmark.domain.deliveries import Delivery, DeliveryState
from stepmark.platform import clock
from tests.cast import Cast
from tests.support.deliveries import webhook
from tests.support.people import rows
from tests.support.receiver import Receiver, answering, hanging, receiver
from tests.support.rules import Rules, set_fields
from tests.support.served import Program, running

FEW_TRIES = 3
PATIENCE = 90.0


@pytest.fixture(autouse=True)
def loopback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback may be sent to, by processes of their own as well."""
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")


@pytest.fixture
def at(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of this process, and of those that are started from now on."""

    def set_all(moment: datetime) -> None:
        clock.set_clock(moment.isoformat())
        monkeypatch.setattr(cast.database.settings, "clock", moment.isoformat())

    return set_all


@pytest.mark.timeout(1800)
def test_killed_between_tries_it_goes_on_where_it_was(
    cast: Cast, tmp_path: Path, at: Callable[[datetime], None], *, long_form: bool
) -> None:
    tries = len(GAPS) + 1 if long_form else FEW_TRIES
    moment = datetime.now(UTC)
    at(moment)
    with receiver(answering(500)) as server:
        rules = _told(cast, server)
        for number in range(1, tries + 1):
            with _sender(cast, tmp_path / str(number)):
                _await(lambda number=number: _attempts(cast) == number)  # type: ignore[misc]  # bound on purpose
            moment += GAPS[min(number, len(GAPS)) - 1] + timedelta(seconds=1)
            at(moment)
    assert len(server.received) == tries
    assert len({each.headers["webhook-id"] for each in server.received}) == 1
    assert len({each.body for each in server.received}) == 1
    (delivery,) = rows(cast, Delivery)
    assert delivery.state == (DeliveryState.FAILED if long_form else DeliveryState.WAITING)
    assert rules.outcomes() == ["failed" if long_form else "waiting"]


@pytest.mark.timeout(1800)
def test_killed_in_the_midst_of_a_try_it_is_repeated_under_its_id(
    cast: Cast, tmp_path: Path, at: Callable[[datetime], None], *, long_form: bool
) -> None:
    if not cast.database.is_sqlite and not long_form:
        pytest.skip("another worker takes over after half a minute")
    at(datetime.now(UTC))
    with receiver(hanging(), answering(200)) as server:
        rules = _told(cast, server)
        with _sender(cast, tmp_path / "killed"):
            _await(lambda: len(server.received) == 1)
        with _sender(cast, tmp_path / "second"):
            _await(lambda: rules.outcomes() == ["done"])
    first, second = server.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert rules.value("deal", 1, "source") == "Told"


def _told(cast: Cast, server: Receiver) -> Rules:
    rules = Rules(cast)
    send = {"do": "send_webhook", "settings": {"webhook_id": webhook(cast, url=server.url)}}
    rules.make("created", [send, set_fields(source="Told")])
    cast.deal()
    return rules


def _sender(cast: Cast, log: Path) -> AbstractContextManager[Program]:
    return running(cast.database.settings, "serve" if cast.database.is_sqlite else "worker", log)


def _attempts(cast: Cast) -> int:
    return rows(cast, Delivery)[0].attempts


def _await(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)
