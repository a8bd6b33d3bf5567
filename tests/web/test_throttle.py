"""How often a password may be tried."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from stepmark.platform.errors import Problem
from stepmark.web.throttle import Throttle

ANNA, BORIS = "anna@example.com", "boris@example.com"
HERE, THERE = "192.0.2.1", "192.0.2.2"
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_the_eleventh_try_within_a_quarter_of_an_hour_is_refused() -> None:
    throttle = Throttle()
    _try(throttle, 10)
    assert _refused(throttle)


def test_the_refusal_says_when_to_try_again_and_then_it_goes() -> None:
    throttle = Throttle()
    with time_machine.travel(START, tick=False) as clock:
        _try(throttle, 10)
        clock.shift(timedelta(minutes=5))
        refusal = _refused(throttle)
        assert refusal
        assert 590 <= refusal.more["retry_after"] <= 601
        assert "10 minutes" in str(refusal.detail)
        clock.shift(timedelta(minutes=10, seconds=2))
        assert _refused(throttle) is None


def test_somebody_elses_tries_do_not_lock_anybody_out() -> None:
    throttle = Throttle()
    _try(throttle, 10)
    assert _refused(throttle, email=BORIS) is None
    assert _refused(throttle, address=THERE) is None


def test_an_account_is_one_however_it_is_written() -> None:
    throttle = Throttle()
    _try(throttle, 10)
    assert _refused(throttle, email=ANNA.upper())


def test_one_address_does_not_try_many_accounts() -> None:
    throttle = Throttle()
    for number in range(100):
        throttle.count(HERE, f"guess{number}@example.com")
    assert _refused(throttle, email=BORIS)
    assert _refused(throttle, email=BORIS, address=THERE) is None


def test_many_addresses_do_not_try_one_account() -> None:
    throttle = Throttle()
    for number in range(100):
        throttle.count(f"198.51.100.{number}", ANNA)
    assert _refused(throttle)
    assert _refused(throttle, email=BORIS) is None


def test_the_addresses_of_one_ipv6_customer_are_one() -> None:
    throttle = Throttle()
    for number in range(10):
        throttle.count(f"2001:db8:1:2::{number:x}", ANNA)
    assert _refused(throttle, address="2001:db8:1:2:ffff::1")
    assert _refused(throttle, address="2001:db8:1:3::1") is None


def test_the_right_password_forgives_the_tries_before() -> None:
    throttle = Throttle()
    _try(throttle, 9)
    throttle.forgive(HERE, ANNA)
    _try(throttle, 10)
    assert _refused(throttle)


@pytest.mark.parametrize("email", ["", "\x00", "half \ud800", "x" * 1_000_000])
def test_nothing_odd_breaks_the_counting(email: str) -> None:
    throttle = Throttle()
    for _try_number in range(10):
        throttle.count("", email)
    assert _refused(throttle, address="", email=email)


def _try(throttle: Throttle, times: int) -> None:
    for _number in range(times):
        throttle.count(HERE, ANNA)


def _refused(throttle: Throttle, address: str = HERE, email: str = ANNA) -> Problem | None:
    try:
        throttle.count(address, email)
    except Problem as problem:
        return problem if problem.type == "too-many-tries" else None
    return None
