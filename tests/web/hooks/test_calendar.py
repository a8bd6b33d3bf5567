"""A member's calendar feed: valid iCalendar for the right person, and nothing for anybody else."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.calendar_feeds import end_feed, make_feed
from stepmark.commands.leaving import deactivate_member
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.tasks import finish_task
from stepmark.domain.calendar_feeds import CalendarFeed
from stepmark.domain.people import Member
from stepmark.platform.clock import set_clock
from stepmark.platform.ids import token_hash
from stepmark.web.throttle import FEED_BY_TOKEN
from tests.cast import Cast
from tests.support.people import events, rows
from tests.support.statements import statements_of
from tests.support.web import browser, signed_in

pytestmark = pytest.mark.sqlite_alone  # what the feed asks for is asked on both elsewhere

HOSTILE = "Evil;,\\ title\r\nEND:VEVENT\x0b\x1b\u2028 “ż” " + "ёж" * 100


@pytest.fixture
def stranger(app: FastAPI, cast: Cast) -> TestClient:
    """A calendar program, which is signed in nowhere. Boris lives in Warsaw."""
    set_clock("2026-11-18T10:00:00")
    with cast.database.writing(None) as session:
        session.execute(update(Member).where(Member.id == cast.boris.member_id).values(time_zone="Europe/Warsaw"))
        session.commit()
    return browser(app)


def test_a_task_with_an_hour_is_an_event_in_utc(stranger: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris, title="Roof")
    task = _task(cast, "Call Olga", "2026-11-20T10:00", deal_id=deal, type="meeting", description="About\nthe roof")
    (event,) = _events(stranger, _url(cast))
    assert _span(event) == (datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert (str(event["summary"]), event["sequence"]) == ("Call Olga", 0)
    assert str(event["description"]) == "Deal: Roof\nAbout\nthe roof"
    assert str(event["url"]) == f"http://testserver/tasks/{task}"


def test_a_task_at_midnight_is_meant_for_the_whole_day(stranger: TestClient, cast: Cast) -> None:
    _task(cast, "Fair", "2026-11-21")
    (event,) = _events(stranger, _url(cast))
    assert _span(event) == (date(2026, 11, 21), date(2026, 11, 22))


def test_a_changed_task_keeps_its_name_and_counts_on_and_a_deleted_one_goes(stranger: TestClient, cast: Cast) -> None:
    task, url = _task(cast, "Call", "2026-11-20T10:00"), _url(cast)
    (before,) = _events(stranger, url)
    cast.run(update_record, TASK, task, {"due_at": "2026-11-21T12:00:00Z"}, by=cast.boris)
    (after,) = _events(stranger, url)
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert _span(after)[0] == datetime(2026, 11, 21, 12, tzinfo=UTC)
    cast.run(finish_task, task, by=cast.boris)
    assert str(_events(stranger, url)[0]["summary"]) == "✓ Call"
    cast.run(delete_record, TASK, task, by=cast.boris)
    assert _events(stranger, url) == []


def test_only_ones_own_tasks_with_a_day_are_in_it(stranger: TestClient, cast: Cast) -> None:
    _task(cast, "Mine", "2026-11-20T10:00")
    _task(cast, "Someday", "")
    _task(cast, "Long ago", "2025-01-01T10:00")
    _task(cast, "Anna's", "2026-11-20T10:00", responsible_id=cast.anna.member_id)
    assert [str(event["summary"]) for event in _events(stranger, _url(cast))] == ["Mine"]


def test_hostile_texts_are_escaped_and_folded(stranger: TestClient, cast: Cast) -> None:
    _task(cast, HOSTILE, "2026-11-20T10:00", description=HOSTILE, deal_id=cast.deal(by=cast.boris, title=HOSTILE))
    url = _url(cast)
    body = stranger.get(url).content
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(byte >= 32 for line in lines for byte in line)
    assert body.count(b"END:VEVENT\r\n") == body.count(b"BEGIN:VEVENT\r\n") == 1
    for line in lines:
        line.decode()  # a fold cuts no letter in two
    (event,) = _events(stranger, url)
    assert str(event["summary"]).startswith("Evil;,\\ title END:VEVENT")
    assert "“ż” ёжёж" in str(event["description"])


def test_a_program_that_has_it_already_is_told_so(stranger: TestClient, cast: Cast) -> None:
    _task(cast, "Call", "2026-11-20T10:00")
    url = _url(cast)
    first = stranger.get(url)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["x-robots-tag"] == "noindex, nofollow"
    etag = first.headers["etag"]
    for known in (etag, f'"x", W/{etag}'):
        again = stranger.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    cast.change("task", 1, title="Call again")
    assert stranger.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_an_address_that_was_ended_replaced_or_never_was_gives_nothing(stranger: TestClient, cast: Cast) -> None:
    old = _url(cast)
    new = _url(cast)
    assert [stranger.get(url).status_code for url in (old, new)] == [404, 200]
    cast.run(end_feed, by=cast.boris)
    cast.run(end_feed, by=cast.boris)
    unknown = ("/hooks/calendar/x.ics", "/hooks/calendar/%00.ics", "/hooks/calendar/" + "x" * 5000 + ".ics")
    assert {stranger.get(url).status_code for url in (new, *unknown)} == {404}
    last = _url(cast)
    cast.run(deactivate_member, cast.boris.member_id)
    assert stranger.get(last).status_code == 404
    assert all(feed.ended_at for feed in rows(cast, CalendarFeed))


def test_its_token_is_kept_as_a_hash_and_its_use_is_noted(stranger: TestClient, cast: Cast) -> None:
    url = _url(cast)
    stranger.get(url)
    (feed,) = rows(cast, CalendarFeed)
    assert feed.token_hash == token_hash(url.removeprefix("/hooks/calendar/").removesuffix(".ics"))
    assert feed.used_at is not None
    assert [event.name for event in events(cast, "calendar_feed", feed.id)] == ["calendar_feed.created"]


def test_who_fetches_without_end_is_stopped_for_a_while(stranger: TestClient, cast: Cast) -> None:
    url, other = _url(cast), f"/hooks/calendar/{cast.run(make_feed)}.ics"
    codes = [stranger.get(url).status_code for _ in range(FEED_BY_TOKEN.amount + 1)]
    assert set(codes[:-1]) == {200}
    assert codes[-1] == 429
    assert "retry-after" in stranger.get(url).headers
    assert stranger.get(other).status_code == 200


def test_the_profile_makes_shows_once_and_ends_it(stranger: TestClient, app: FastAPI, cast: Cast) -> None:
    viktor = signed_in(app, cast, cast.viktor)
    page = viktor.post("/profile/calendar-feed").text
    url = page.partition('value="http://testserver')[2].partition('"')[0]
    assert stranger.get(url).status_code == 200
    token = url.removeprefix("/hooks/calendar/").removesuffix(".ics")
    assert token not in viktor.get("/profile").text
    assert "Make a new address" in viktor.get("/profile").text
    assert viktor.delete("/profile/calendar-feed").headers["location"] == "/profile"
    assert stranger.get(url).status_code == 404


def test_it_costs_the_same_for_few_and_for_many(stranger: TestClient, app: FastAPI, cast: Cast) -> None:
    url = _url(cast)
    counts = []
    for _round in range(2):
        for number in range(4):
            _task(cast, f"Call {number}", "2026-11-20T10:00", deal_id=cast.deal(by=cast.boris))
        stranger.get(url)
        with statements_of(app.state.database) as sent:
            stranger.get(url)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 3


def _task(cast: Cast, title: str, due_at: str, **values: object) -> int:
    """A task of Boris's, who says times as in Warsaw."""
    local = f"{due_at}{'' if len(due_at) > 10 else 'T00:00'}+01:00" if due_at else ""
    return int(cast.run(create_record, TASK, {"title": title, "due_at": local, **values}, by=cast.boris))


def _url(cast: Cast) -> str:
    return f"/hooks/calendar/{cast.run(make_feed, by=cast.boris)}.ics"


def _events(client: TestClient, url: str) -> list[Any]:  # the library types a value as any of thirty classes
    answer = client.get(url)
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    events = list(calendar.walk("VEVENT"))
    assert not [event.errors for event in events if event.errors]
    return events


def _span(event: Any) -> tuple[date, date]:
    return event.DTSTART, event.DTEND
