"""Any text in the tasks of a calendar feed: one line each, folded as the format asks, and read as it was written."""

import re
from datetime import timedelta

from fastapi.testclient import TestClient
from icalendar import Calendar

from stepmark.domain.tasks import Task
from stepmark.platform.clock import now
from stepmark.web.calendar_text import _plain as plain
from tests.cast import Cast
from tests.hostile.strings import storable


def test_a_calendar_program_reads_what_was_written(anna: TestClient, cast: Cast) -> None:
    texts = _with_tasks(cast)
    feed = re.search(r"/hooks/calendar/[\w-]+\.ics", anna.post("/profile/calendar-feed").text)
    assert feed
    body = anna.get(feed[0]).content
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        assert not [byte for byte in line if byte < 32 and byte != 9], line
    found = {
        int(str(event["uid"]).split("-")[1].split("@")[0]): event for event in Calendar.from_ical(body).walk("VEVENT")
    }
    assert found.keys() == texts.keys()
    for task_id, text in texts.items():
        kept = plain(text).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
        for name in ("summary", "description"):
            assert str(found[task_id].get(name, "")).replace("\ufeff", "") == kept, text


def _with_tasks(cast: Cast) -> dict[int, str]:
    due, me = now() + timedelta(days=1), cast.anna.member_id
    kept = [text for text in storable() if len(text) <= 300]
    tasks = [Task(title=text, description=text, type="to_do", due_at=due, responsible_id=me) for text in kept]
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.add_all(tasks)
        session.commit()
        return {task.id: text for task, text in zip(tasks, kept, strict=True)}
