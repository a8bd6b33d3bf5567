"""Start a project from a template."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.linking import links_of_new
from stepmark.automation.parameters import MemberId, ProjectTemplateId, Responsible, Settings, TextTemplate
from stepmark.automation.people import resolve
from stepmark.catalogue.kinds import Kind
from stepmark.commands.projects import PROJECT, start_project
from stepmark.platform.i18n import Text, _


class StartProjectSettings(Settings):
    """Without a name the project is called as its template. `link`: whether it is about the record at hand."""

    template_id: ProjectTemplateId
    name: TextTemplate = ""
    responsible: Responsible = Responsible()
    link: bool = True
    on_behalf: MemberId | None = None


class StartProject(Action[StartProjectSettings]):
    """With all tasks of the template. Where the record leads to no deal and no client, the project stands alone."""

    key = "start_project"
    label = _("Start a project")
    group = "tasks"
    icon = "briefcase"
    help = _("From a template, with its tasks, for a responsible person, linked with the record if possible.")
    Settings = StartProjectSettings

    def sentence(self, settings: StartProjectSettings, words: Any) -> Text:
        template, who = words.project_template(settings.template_id), words.responsible(settings.responsible)
        if not settings.name:
            return _("start a project from “%(template)s” for %(who)s", template=template, who=who)
        text, name = _("start the project “%(name)s” from “%(template)s” for %(who)s"), words.text(settings.name)
        return _(text.message, name=name, template=template, who=who)

    def run(self, settings: StartProjectSettings, context: ActionContext) -> Outcome:
        if context.kind is PROJECT and context.made_by_this_rule:
            return Skipped(_("This rule has started this project itself, and starts no further one from it."))
        values = {
            "name": context.line(settings.name),
            "responsible_id": resolve(context, settings.responsible, self.key),
            **(links_of_new(context, PROJECT) if settings.link else {}),
        }
        with context.on_behalf(settings.on_behalf):
            start_project(context.work, settings.template_id, values)
        return Done()

    def reach(self, settings: StartProjectSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("project", topics=("created",)), Reach("task", topics=("created",)))
