"""Whoever watches a record hears of it, in this process and in others."""

import threading
from collections.abc import Iterator

import pytest

from stepmark.platform.live import Hub, Message
from tests.support.databases import Databases

MESSAGE = Message(1, "deal", 7, 3)


def test_a_watcher_hears_of_its_own_record_only() -> None:
    hub, heard = Hub(), list[Message]()
    hub.watch(1, "deal", 7, heard.append)
    hub.publish([MESSAGE, Message(2, "deal", 7, 1), Message(1, "task", 7, 1), Message(1, "deal", 8, 1)])
    assert heard == [MESSAGE]


def test_several_changes_at_once_are_told_as_the_newest() -> None:
    hub, heard = Hub(), list[Message]()
    hub.watch(1, "deal", 7, heard.append)
    hub.publish([Message(1, "deal", 7, version) for version in (1, 2, 3)])
    assert heard == [MESSAGE]


def test_who_stops_watching_hears_no_more_and_the_others_do() -> None:
    hub, gone, staying = Hub(), list[Message](), list[Message]()
    stop = hub.watch(1, "deal", 7, gone.append)
    hub.watch(1, "deal", 7, staying.append)
    stop()
    stop()
    hub.publish([MESSAGE])
    assert (gone, staying) == ([], [MESSAGE])


def test_a_watcher_may_stop_while_it_is_being_told() -> None:
    hub, heard = Hub(), list[Message]()

    def once(message: Message) -> None:
        heard.append(message)
        stop()

    stop = hub.watch(1, "deal", 7, once)
    hub.publish([MESSAGE])
    hub.publish([MESSAGE])
    assert heard == [MESSAGE]


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    """A PostgreSQL database of this test's own."""
    with databases.fresh("postgres") as database:
        yield database.settings.url


@pytest.mark.postgres
def test_another_process_hears_it_too(url: str) -> None:
    here, there = Hub(url), Hub(url)
    heard = threading.Event()
    messages: list[Message] = []

    def hear(message: Message) -> None:
        messages.append(message)
        heard.set()

    there.watch(1, "deal", 7, hear)
    there.start()
    try:
        for _ in range(50):  # it may not be listening yet
            here.publish([MESSAGE])
            if heard.wait(0.1):
                break
        assert set(messages) == {MESSAGE}
    finally:
        there.stop()
        here.stop()


@pytest.mark.postgres
def test_a_process_does_not_hear_itself_again(url: str) -> None:
    here, there = Hub(url), Hub(url)
    messages: list[Message] = []
    heard = threading.Event()
    here.watch(1, "deal", 7, messages.append)
    here.watch(1, "deal", 8, lambda _message: heard.set())
    here.start()
    try:
        said = 0
        while not heard.wait(0.02):  # it may not be listening yet; then it hears what it said before this
            here.publish([MESSAGE])
            said += 1
            there.publish([Message(1, "deal", 8, 1)])
        assert len(messages) == said
    finally:
        here.stop()
        there.stop()


@pytest.mark.postgres
def test_a_database_that_is_gone_does_not_stop_a_change(url: str) -> None:
    hub, heard = Hub(url.replace("stepmark_app", "nobody_of_that_name")), list[Message]()
    hub.watch(1, "deal", 7, heard.append)
    hub.publish([MESSAGE])
    assert heard == [MESSAGE]
    hub.stop()


@pytest.mark.postgres
def test_it_stops_as_soon_as_it_is_asked_to(url: str) -> None:
    hub, other, heard = Hub(url), Hub(url), threading.Event()
    hub.watch(1, "deal", 7, lambda _message: heard.set())
    hub.start()
    while not heard.wait(0.02):  # it may not be listening yet
        other.publish([MESSAGE])
    stopping = threading.Thread(target=hub.stop)
    stopping.start()
    stopping.join(0.5)
    assert not stopping.is_alive(), "it waits out its second"
    other.stop()
