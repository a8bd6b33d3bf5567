"""People who work in the demo workspace with their browsers, and how long each answer lets them wait."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

import httpx2

from stepmark.demo.build import PASSWORD
from stepmark.demo.people import address_of
from tests.support.pages import form_values

# How long somebody looks at a page before the next one.
_LOOKS = (0.5, 1.5)


@dataclass
class Answers:
    """What people have waited for, in seconds: pages and changes; and what went wrong."""

    pages: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """What somebody has to do with: deals of their own, and steps that they tick in them."""

    name: str
    deals: Sequence[int]
    steps: Sequence[int]


@contextmanager
def at_work(address: str, works: Sequence[Work], until_each: int) -> Iterator[Answers]:
    """All of them at once, beside what is done meanwhile; each has done so many things at the end."""
    answers, stopping = Answers(), threading.Event()
    people = [
        threading.Thread(target=_Person(address, work, answers).work, args=(stopping, until_each)) for work in works
    ]
    for person in people:
        person.start()
    try:
        yield answers
    finally:
        stopping.set()
        for person in people:
            person.join()


@contextmanager
def browser(address: str, email: str) -> Iterator[httpx2.Client]:
    """A browser in which somebody of the demo is signed in."""
    with httpx2.Client(base_url=address, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60) as client:
        answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        yield client


class _Person:
    def __init__(self, address: str, work: Work, answers: Answers) -> None:
        self._address, self._work, self._answers = address, work, answers
        self._chance = random.Random(work.name)
        self._ticked: set[tuple[int, int]] = set()

    def work(self, stopping: threading.Event, at_least: int) -> None:
        """One thing after the other."""
        doings = cycle((self._looks_around, self._ticks_a_step, self._looks_around, self._edits_a_deal))
        try:
            with browser(self._address, address_of(self._work.name)) as self._client:
                for number, do in enumerate(doings):
                    if stopping.is_set() and number >= at_least:
                        return
                    do()
                    stopping.wait(self._chance.uniform(*_LOOKS))
        except Exception as error:  # in a thread of its own, where else it would be lost
            self._answers.failures.append(f"{self._work.name}: {error!r}")

    def _looks_around(self) -> None:
        lists = ("/deals", "/deals?whose=me", "/today", "/deals/list", "/companies", "/tasks/list")
        self._opens(self._chance.choice(lists))
        self._opens(f"/deals/{self._deal()}")

    def _ticks_a_step(self) -> None:
        deal, step = self._deal(), self._chance.choice(self._work.steps)
        self._opens(f"/deals/{deal}")
        is_ticked = (deal, step) in self._ticked
        self._changes("DELETE" if is_ticked else "POST", f"/deals/{deal}/steps/{step}/tick", {})
        self._ticked ^= {(deal, step)}

    def _edits_a_deal(self) -> None:
        url = f"/deals/{self._deal()}/edit"
        form = form_values(self._opens(url))
        self._changes("POST", url, form | {"title": f"{form['title'][:60]} {self._chance.randrange(10)}"})

    def _deal(self) -> int:
        return self._chance.choice(self._work.deals)

    def _opens(self, url: str) -> str:
        return self._asks(self._answers.pages, "GET", url, 200).text

    def _changes(self, method: str, url: str, form: dict[str, str]) -> None:
        answer = self._asks(self._answers.changes, method, url, 303, form)
        if answer.status_code == 303:
            self._opens(answer.headers["location"])

    def _asks(
        self, waited: list[float], method: str, url: str, expected: int, form: dict[str, str] | None = None
    ) -> httpx2.Response:
        since = time.perf_counter()
        answer = self._client.request(method, url, data=form)
        waited.append(time.perf_counter() - since)
        if answer.status_code != expected:
            self._answers.failures.append(f"{method} {url}: {answer.status_code}")
        return answer
