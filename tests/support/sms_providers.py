"""Providers of SMS as tests meet them: what they answer, in their own words, and what they were asked."""

import json
from typing import Any
from urllib.parse import parse_qs

from tests.support.receiver import Received, Way, answering

TWILIO_ACCOUNT = "AC" + "0a" * 16


def smsapi_taken(**more: Any) -> Way:
    """SMSAPI has queued it."""
    message = {"id": "63A5D2", "points": 0.16, "number": "48600100200", "status": "QUEUE", "error": None, **more}
    return answering(200, json.dumps({"count": 1, "list": [message], "parts": 1}))


def smsapi_error(code: int, message: str = "Trouble") -> Way:
    """SMSAPI says why not; with 200, as it does."""
    return answering(200, json.dumps({"error": code, "message": message, "invalid_numbers": []}))


def twilio_taken() -> Way:
    """Twilio has queued it."""
    return answering(201, json.dumps({"sid": "SM1", "status": "queued", "error_code": None, "num_segments": "1"}))


def twilio_error(status: int, code: int, message: str = "Trouble", **headers: str) -> Way:
    """Twilio says why not."""
    return answering(status, json.dumps({"code": code, "message": message, "status": status}), **headers)


def form_of(received: Received) -> dict[str, str]:
    """What was posted as a form."""
    return {key: "".join(values) for key, values in parse_qs(received.body.decode(), strict_parsing=True).items()}
