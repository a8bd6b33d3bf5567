"""A won deal is thanked for and carried out."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="won_project",
    name=_("A won deal starts its project"),
    help=_("When a deal is won, there is a task to say thank you, and a project starts from the template you choose."),
    group="tasks",
    trigger={"on": "modified", "fields": ["status"], "to": "won"},
    do=[
        task(_("Say thank you: {{ deal.title }}"), "call", amount=1, unit="working_days"),
        {
            "do": "start_project",
            "settings": {"template_id": Answer("template"), "name": _("Carry out: {{ deal.title }}")},
        },
    ],
    questions=(Question("template", "project_template", _("Project template")),),
)
