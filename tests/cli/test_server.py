"""The server that the application is served by."""

import socket
import time
from urllib.parse import urlsplit

import pytest

from stepmark.platform.db import Database
from tests.support.server import served_app


@pytest.mark.sqlite_alone  # what the server takes in is not the database's business
def test_a_long_address_is_answered_though_it_comes_in_pieces(database: Database) -> None:
    long = b"x" * 8_000
    head = b"GET /health?%s HTTP/1.1\r\nHost: x\r\nReferer: %s\r\nHX-Current-URL: %s\r\nConnection: close\r\n\r\n"
    request = head % (long, long, long)
    with (
        served_app(database) as address,
        socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as line,
    ):
        line.sendall(request[:20_000])
        time.sleep(0.2)
        line.sendall(request[20_000:])
        assert line.recv(1000).startswith(b"HTTP/1.1 200")
