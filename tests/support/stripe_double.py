"""A stand-in for Stripe on loopback: it makes checkout pages by its API, and signs what it tells of them.

localstripe knows no Checkout Sessions, so it could not take this part.
"""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from fastapi.testclient import TestClient
from httpx2 import Response

from stepmark.platform.clock import now
from tests.support.payments import KEY, SECRET


@dataclass
class StripeDouble:
    """`sessions` are its checkout sessions by id; `refusal` is what it answers instead, as (status, message)."""

    url: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refusal: tuple[int, str] | None = None

    def paid(self, session_id: str, event_id: str = "evt_paid", **more: Any) -> bytes:
        """Its message that a session was paid."""
        session = self.sessions[session_id] | {"payment_status": "paid", "payment_intent": "pi_1"} | more
        return message(event_id, "checkout.session.completed", session)

    def answer(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """What it answers to a request for a session; the same key gets the same session, for the same content."""
        form, key = dict(parse_qsl(body.decode(), keep_blank_values=True)), headers.get("Idempotency-Key", "")
        self.asked.append((key, form))
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {"error": {"message": "Invalid API Key provided"}}
        if self.refusal is not None:
            return self.refusal[0], {"error": {"message": self.refusal[1]}}
        session_id = f"cs_test_{hashlib.sha256(key.encode()).hexdigest()[:20]}"
        known = self.sessions.get(session_id)
        if known is not None and known["form"] != form:
            return 400, {"error": {"message": "Keys for idempotent requests can only be used with the same parameters"}}
        self.sessions[session_id] = known or {"form": form, **self._session(session_id, form)}
        return 200, self.sessions[session_id]

    def _session(self, session_id: str, form: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": session_id,
            "object": "checkout.session",
            "url": f"{self.url}/c/pay/{session_id}",
            "expires_at": int(now().timestamp()) + 24 * 3600,
            "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
            "currency": form["line_items[0][price_data][currency]"],
            "metadata": {"stepmark_link": form["metadata[stepmark_link]"]},
            "payment_status": "unpaid",
        }


def message(event_id: str, kind: str, about: Mapping[str, Any]) -> bytes:
    """What it tells, as it goes over the line."""
    event = {"id": event_id, "object": "event", "type": kind, "data": {"object": dict(about)}}
    return json.dumps(event, ensure_ascii=False, indent=2).encode()


def signature(body: bytes, secret: str = SECRET, at: int | None = None) -> str:
    """The header that goes with it."""
    at = int(now().timestamp()) if at is None else at
    right = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={right},v0=ignored"


def deliver(browser: TestClient, token: str | None, body: bytes, header: str | bytes | None = None) -> Response:
    """Call the workspace's address, as another program does: nothing says where the request comes from."""
    header = signature(body) if header is None else header
    signed = header.encode() if isinstance(header, str) else header
    headers = {b"Stripe-Signature": signed, b"Content-Type": b"application/json"}
    return browser.post(f"/hooks/stripe/{token}", content=body, headers=headers)


@contextmanager
def stripe_double() -> Iterator[StripeDouble]:
    """One that is up for so long."""
    double = StripeDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said = double.answer(dict(self.headers.items()), body)
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
