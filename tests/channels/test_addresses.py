"""No address inside the house is connected to, however it is written: asserted where the process calls the system."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from stepmark.channels.addresses import Unreachable, is_public, reachable
from stepmark.channels.http import HttpClient
from stepmark.platform.networks import networks
from tests.support.connections import connections
from tests.support.hostile_urls import HOSTILE_URLS
from tests.support.receiver import receiver

PUBLIC = "93.184.215.14"


def test_there_are_enough_ways_to_write_them() -> None:
    assert len(set(HOSTILE_URLS)) >= 100


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_no_socket_is_opened_to_the_inside(url: str) -> None:
    with connections() as connected, pytest.raises(Unreachable):
        HttpClient(deadline=3).send("POST", url, content=b"x")
    assert connected == []


def test_what_the_administrator_allows_is_reached() -> None:
    with receiver() as server:
        with pytest.raises(Unreachable, match="open internet"):
            HttpClient(networks("10.0.0.0/8")).send("GET", server.url)
        assert HttpClient(networks("127.0.0.1")).send("GET", server.url).is_success
        mapped = server.url.replace("127.0.0.1", "[::ffff:127.0.0.1]")
        assert HttpClient(networks("127.0.0.1")).send("GET", mapped).is_success


def test_a_name_that_changes_its_mind_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: what was checked is what is connected to."""
    answers = iter(([PUBLIC], ["127.0.0.1"]))
    asked: list[str] = []

    def look_up(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in next(answers)]

    tried: list[Any] = []

    def connect(address: Any, *_args: Any, **_more: Any) -> Any:
        tried.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        HttpClient(deadline=2).send("GET", "http://rebinding.example.com/")
    assert (asked, tried) == (["rebinding.example.com"], [(PUBLIC, 80)])


def test_a_name_that_leads_inside_as_well_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in (PUBLIC, "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: both)
    with pytest.raises(Unreachable, match=r"10\.0\.0\.1"):
        reachable("both.example.com", 80)


@pytest.mark.parametrize("text", ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_the_open_internet_is_open(text: str) -> None:
    assert is_public(ip_address(text))
