"""The real browser that the journeys run in."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.support import programs

_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine that runs two browsers and a database besides may need a while; what never comes fails all the same.
_PATIENCE_MS = 20_000


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser; Playwright's synchronous side keeps an event loop in this thread, so start asyncio in another."""
    executable = programs.chromium()
    if executable is None:
        raise RuntimeError("Chromium is missing; make test fetches it")
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield browser
        browser.close()


def complaints_of(page: Page) -> list[str]:
    """A list that grows with each uncaught error and each console error, broken content security policy included."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(_complaint(message)))
    return complaints


def _complaint(message: ConsoleMessage) -> list[str]:
    # Chromium also reports every 4xx answer there, and refusals are part of the journeys.
    is_error = message.type == "error" and not message.text.startswith("Failed to load resource")
    return [message.text] if is_error else []
