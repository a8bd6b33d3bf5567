"""The editor of a process as an answer: after each change, the process anew; before some, a question."""

from collections.abc import Iterable
from typing import Any, TypeVar

from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.automation.usage import RuleUse, rules_naming
from stepmark.commands.access import not_found
from stepmark.domain.processes import Process, Stage, Step
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.processes import StageShape, deleted_from, live_process, shapes_of
from stepmark.web.caller import Caller
from stepmark.web.errors import field_errors
from stepmark.web.render import dialog, fragment, page, see_other

Part = TypeVar("Part", Stage, Step)


def editor_context(caller: Caller, process_id: int) -> dict[str, Any]:
    """What `processes/_editor.html` needs, read afresh."""
    with caller.reading() as session:
        process = live_process(session, process_id)
        if process is None:
            raise not_found()
        return {"shape": shapes_of(session, [process])[0], "deleted": deleted_from(session, process)}


def process_changed(caller: Caller, process_id: int, toast: Text = "", *, added_to: int | None = None) -> Response:
    """After a change: the editor, which closes any dialog; without htmx, the page. `added_to` is a stage, or 0 for the
    process, whose empty form gets the focus again.
    """
    if not caller.is_htmx:
        return see_other(f"/processes/{process_id}", toast)
    context = editor_context(caller, process_id)
    return fragment(caller, "processes/changed.html", toast_text=toast, added_to=added_to, **context)


def asked(caller: Caller, body: str, title: Text, process_id: int, status: int = 200, **context: Any) -> Response:
    """A form or a question about a part of the process: as a dialog, and without htmx as a page."""
    context = {"body": f"processes/{body}.html", "title": title, "process_id": process_id, "errors": {}, **context}
    if caller.is_htmx:
        return dialog(caller, "processes/dialog.html", status, **context)
    return page(caller, "processes/page.html", status, nav="processes", plain=True, **context)


def live_row(session: Session, model: type[Part], row_id: int) -> Part:
    """A live stage or step of a live process; else `not-found`."""
    row = session.get(model, row_id)
    if row is None or row.is_deleted or live_process(session, row.process_id) is None:
        raise not_found()
    return row


def process_or_404(session: Session, process_id: int) -> Process:
    """A live process; else `not-found`."""
    process = live_process(session, process_id)
    if process is None:
        raise not_found()
    return process


def form_errors(problem: Problem) -> dict[str, Text]:
    """What a form says beside its fields; a clash says there what somebody else has saved meanwhile."""
    said: dict[str, Text] = {
        each["field"]: _("Meanwhile somebody saved “%(value)s”.", value=_brief(each["theirs"]))
        for each in problem.more.get("clashes", ())
    }
    return said or field_errors(problem)


def _brief(value: Any) -> Text:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value["title"] if isinstance(value, dict) else value or "–")


def rules_naming_stages(session: Session, stages: Iterable[StageShape], process_id: int = 0) -> list[RuleUse]:
    """The rules that name one of these stages, a step of theirs, or the process."""
    shapes = list(stages)
    steps = [each.step.id for shape in shapes for each in shape.steps]
    found = [
        *rules_naming(session, "stage", *(shape.stage.id for shape in shapes)),
        *rules_naming(session, "step", *steps),
        *rules_naming(session, "process", process_id),
    ]
    return list(dict.fromkeys(found))
