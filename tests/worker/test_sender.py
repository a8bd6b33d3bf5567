"""Many messages at once: each arrives, under one id, in the order of its record, and dead addresses hold up nobody.

Short: a hundred. Long: 10,000, and 100 dead addresses.
"""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle

import pytest
from sqlalchemy import func, select

from stepmark.automation.posting import Outgoing, post
from stepmark.automation.sending import next_departure
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery, DeliveryState
from stepmark.platform import clock
from stepmark.platform.clock import now
from stepmark.worker.sender import Sender
from tests.bench.conftest import Report, report
from tests.cast import Cast
from tests.support.deliveries import webhook
from tests.support.people import rows
from tests.support.receiver import Received, Receiver, Way, answering, by_request, hanging, receiver

SOME, MANY = 100, 10_000
FEW_DEAD, MANY_DEAD = 12, 100
RECORDS = 40
PATIENCE = 1800.0
__all__ = ["report"]


@pytest.fixture(autouse=True)
def loopback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback may be sent to."""
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")


@pytest.mark.timeout(3600)
def test_all_arrive_in_the_order_of_their_record_though_every_other_request_fails(
    cast: Cast, *, long_form: bool
) -> None:
    count, seen = MANY if long_form else SOME, Counter[str]()
    with receiver(by_request(lambda request: _every_other(seen, request))) as server, _sending(cast):
        _post(cast, webhook(cast, url=server.url), count)
        _until_all_is_sent(cast)
        received = list(server.received)
    assert {each.state for each in rows(cast, Delivery)} == {DeliveryState.SENT}
    tries = Counter(each.headers["webhook-id"] for each in received)
    assert len(tries) == count
    assert set(tries.values()) == {2}
    once, taken = set[str](), defaultdict[int, list[int]](list)
    for each in received:
        if each.headers["webhook-id"] in once:
            message = json.loads(each.body)
            taken[message["record"]].append(message["number"])
        once.add(each.headers["webhook-id"])
    assert sum(map(len, taken.values())) == count
    assert all(numbers == sorted(numbers) for numbers in taken.values())


@pytest.mark.timeout(3600)
def test_dead_addresses_hold_up_no_living_ones(cast: Cast, report: Report, *, long_form: bool) -> None:
    count, dead = (2_000, MANY_DEAD) if long_form else (SOME, FEW_DEAD)
    with receiver(answering(204)) as server, receiver(hanging(5)) as silent, _sending(cast) as sender:
        living = [webhook(cast, url=server.url) for _ in range(3)]
        alone = _rate(cast, sender, server, living, count)
        for _ in range(dead):
            _post(cast, webhook(cast, url=silent.url), 5)
        # So they are known for what they are, as they would be after some time.
        _wait(lambda: len(silent.received) >= dead)
        beside = _rate(cast, sender, server, living, count)
    report(f"webhooks a second, alone and beside {dead} dead addresses", f"{alone:.0f} / {beside:.0f}")
    assert len(silent.received) > 0, "the dead are tried as well"
    if long_form:
        assert beside > alone / 2


def _rate(cast: Cast, sender: Sender, server: Receiver, living: list[int], count: int) -> float:
    """How many messages a second arrive."""
    server.received.clear()
    for webhook_id in living:
        _post(cast, webhook_id, count // len(living))
    wanted, began = count // len(living) * len(living), time.monotonic()
    sender.wake()
    _wait(lambda: len(server.received) >= wanted)
    return wanted / (time.monotonic() - began)


def _wait(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


@contextmanager
def _sending(cast: Cast) -> Iterator[Sender]:
    sender = Sender(cast.edge, deadline=1.0)
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()


def _every_other(seen: Counter[str], request: Received) -> Way:
    """Each id fails first and is taken then."""
    seen[request.headers["webhook-id"]] += 1
    return answering(500) if seen[request.headers["webhook-id"]] % 2 else answering(200)


def _post(cast: Cast, webhook_id: int, count: int) -> None:
    records = cycle(range(RECORDS))

    def put_down(work: Work, numbers: range) -> None:
        for number in numbers:
            record = next(records)
            content, lane = {"number": number, "record": record}, f"webhook/{webhook_id}/deal/{record}"
            post(work, Outgoing("webhook", "somewhere", content, webhook_id, "ERP", lane))

    for start in range(0, count, 500):
        cast.run(put_down, range(start, min(start + 500, count)))


def _until_all_is_sent(cast: Cast) -> None:
    """The clock goes on whenever nothing can be taken, so that nobody waits for the next try."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with cast.database.reading(None) as session:
            if not session.scalar(select(func.count(Delivery.id)).where(Delivery.state == DeliveryState.WAITING)):
                return
            moment = next_departure(session)
        if moment is not None and moment > now():
            clock.set_clock((moment + timedelta(seconds=1)).isoformat())
        time.sleep(0.02)
    raise AssertionError("not all were sent")
