"""The one client for HTTP: it reads so much for so long from where it may, and tells why where it can't."""

import socket
import threading
import time

import pytest

from stepmark.channels.addresses import Unreachable
from stepmark.channels.http import MOST_READ, HttpClient, url_fault
from stepmark.platform.networks import networks
from tests.support.receiver import Way, answering, babbling, dripping, endless, hanging, receiver, resetting

LOOPBACK = networks("127.0.0.0/8, ::1/128")


def test_it_sends_what_it_is_given_and_reads_the_answer() -> None:
    with receiver(answering(201, "Żółć", X_Own="1")) as server:
        answer = HttpClient(LOOPBACK).send("POST", server.url + "?a=1", headers={"X-Mine": "2"}, content=b"body")
    assert (answer.status, answer.text, answer.headers["x-own"], answer.is_success) == (201, "Żółć", "1", True)
    (received,) = server.received
    assert received.line == "POST /hook?a=1 HTTP/1.1"
    assert (received.headers["x-mine"], received.body) == ("2", b"body")
    assert received.headers["host"] == f"127.0.0.1:{server.port}"


def test_it_follows_no_redirect() -> None:
    with receiver() as other, receiver(answering(302, Location=other.url)) as server:
        assert HttpClient(LOOPBACK).send("GET", server.url).status == 302
    assert other.received == []


def test_it_reads_the_beginning_of_an_endless_answer() -> None:
    with receiver(endless) as server:
        assert len(HttpClient(LOOPBACK).send("GET", server.url).content) == MOST_READ


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (resetting, "broken the connection off"),
        (babbling, "answered no HTTP"),
        (lambda _peer: None, "broken the connection off"),
    ],
    ids=["resetting", "babbling", "closing"],
)
def test_what_goes_wrong_is_told(way: Way, said: str) -> None:
    with receiver(way) as server, pytest.raises(Unreachable, match=said) as raised:
        HttpClient(LOOPBACK).send("POST", server.url, content=b"x" * 100_000)
    assert not raised.value.permanent


@pytest.mark.parametrize("way", [hanging(60), dripping(60)], ids=["hanging", "dripping"])
def test_nobody_is_waited_for_beyond_the_deadline(way: Way) -> None:
    began = time.monotonic()
    with receiver(way) as server, pytest.raises(Unreachable, match="has not answered in time") as raised:
        HttpClient(LOOPBACK, deadline=0.5).send("POST", server.url, content=b"x" * 100_000)
    assert not raised.value.permanent
    assert time.monotonic() - began < 30


def test_a_port_where_nobody_listens_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="does not answer"):
        HttpClient(LOOPBACK).send("GET", f"http://127.0.0.1:{port}/")


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with receiver(babbling) as server, pytest.raises(Unreachable, match=r"certificate|answer|HTTP"):
        HttpClient(LOOPBACK, deadline=2).send("GET", server.url.replace("http:", "https:"))


def test_a_name_that_is_looked_up_for_long_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: released.wait(60))
    began = time.monotonic()
    with pytest.raises(Unreachable):
        HttpClient(LOOPBACK, deadline=0.3).send("GET", "http://slow.example.com/")
    released.set()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "url", ["", "x", "//host/", "ftp://host/", "http://", "http://u:p@host/", "http://h:0/", "http://[::1"]
)
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    assert url_fault(url)
