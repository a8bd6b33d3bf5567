"""Create a task."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.linking import task_links
from stepmark.automation.parameters import (
    Duration,
    FieldPath,
    GroupId,
    LongTextTemplate,
    Responsible,
    Settings,
    StepId,
    TextTemplate,
)
from stepmark.automation.people import resolve
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import TASK, Kind
from stepmark.commands.tasks import add_task_to_step, add_tasks, create_task
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _


class CreateTaskSettings(Settings):
    """`due`: how long it takes from its start, which is now or the date in the field `starts`. `creator`: whom the
    history names. `link`: whether it stands on the record at hand. `step_id`: the step under which it hangs.
    `for_group_id` and `for_job_titles`, which semicolons separate: who alone sees it besides its own people.
    """

    title: Annotated[TextTemplate, Field(min_length=1)]
    type: Literal["to_do", "call", "meeting", "mail"] = "to_do"
    description: LongTextTemplate = ""
    responsible: Responsible = Responsible()
    creator: Responsible | None = None
    due: Duration | None = None
    starts: FieldPath | None = None
    link: bool = True
    step_id: StepId | None = None
    for_group_id: GroupId | None = None
    for_job_titles: TextTemplate = ""


class CreateTask(Action[CreateTaskSettings]):
    """It yields nothing; the task is linked with the record, so that it is found there."""

    key = "create_task"
    label = _("Create a task")
    group = "tasks"
    icon = "square-check"
    help = _("For one person, or for several in turn, on the record's card or under a step of the deal.")
    Settings = CreateTaskSettings

    def sentence(self, settings: CreateTaskSettings, words: Any) -> Text:
        names = {"title": words.text(settings.title), "who": words.responsible(settings.responsible)}
        if settings.due is None:
            return _("create the task “%(title)s” for %(who)s", **names)
        return _(
            "create the task “%(title)s” for %(who)s, due after %(time)s", time=words.duration(settings.due), **names
        )

    def run(self, settings: CreateTaskSettings, context: ActionContext) -> Outcome:
        if context.kind is TASK and context.made_by_this_rule:
            return Skipped(_("This rule has made this task itself, and makes no further one from it."))
        title = context.line(settings.title)
        if not title:
            return Skipped(_("The task would have no title."))
        values = {"title": title, **_values(settings, context)}
        with context.on_behalf(_creator(settings, context)):
            if settings.step_id is None:
                create_task(context.work, values)
            else:
                add_task_to_step(context.work, context.deal.id, context.step(settings.step_id), values)
        return Done()

    def run_many(self, settings: CreateTaskSettings, contexts: Sequence[ActionContext]) -> bool:
        if settings.step_id is not None:
            return False
        titles = [_title(settings, context) for context in contexts]
        if not all(titles):
            return False
        raws, creators = [], []
        for context, title in zip(contexts, titles, strict=True):
            with context.acting():
                raws.append({"title": title, **_values(settings, context)})
                creators.append(_creator(settings, context))
        with contexts[0].acting():
            authors = [creator or contexts[0].by.member_id for creator in creators]
            tasks = add_tasks(contexts[0].work, raws, authors)
        for context, creator, task in zip(contexts, creators, tasks, strict=True):
            with context.acting(), context.on_behalf(creator):
                task.announce(context.work)
        return True

    def reach(self, settings: CreateTaskSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("task", topics=("created",)),)

    def check(self, settings: CreateTaskSettings, check: SettingsCheck) -> None:
        if settings.step_id is not None and not check.kind.has_stages:
            check.fault("step_id", _("Only a task on a deal can hang under a step."))
        if settings.starts is not None:
            check.date("starts", settings.starts)


def _title(settings: CreateTaskSettings, context: ActionContext) -> str:
    if "{" not in settings.title:
        return context.line(settings.title)
    with context.acting():
        return context.line(settings.title)


def _creator(settings: CreateTaskSettings, context: ActionContext) -> int | None:
    return resolve(context, settings.creator, f"{CreateTask.key}/creator") if settings.creator else None


def _values(settings: CreateTaskSettings, context: ActionContext) -> dict[str, Any]:
    values: dict[str, Any] = {
        "type": settings.type,
        "description": context.text(settings.description),
        "responsible_id": resolve(context, settings.responsible, CreateTask.key),
    }
    if settings.for_group_id is not None or settings.for_job_titles:
        titles = context.text(settings.for_job_titles)
        values |= {"for_group_id": settings.for_group_id, "for_job_titles": titles}
    start = context.moment(settings.starts) if settings.starts else now()
    if start is None:
        context.warn(_("The date from which the task's time is counted is empty, so it has no due date."))
    elif settings.due is not None or settings.starts is not None:
        values["due_at"] = context.after(start, settings.due or Duration(amount=0))
    return values | (task_links(context) if settings.link else {})
