"""Create a deal."""

from collections.abc import Collection
from typing import Annotated, Any

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.linking import links_of_new
from stepmark.automation.new_values import written
from stepmark.automation.parameters import (
    MemberId,
    NewDealValues,
    Responsible,
    Settings,
    StageId,
    TextTemplate,
)
from stepmark.automation.people import resolve
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import DEAL, Kind
from stepmark.commands.deals import create_deal
from stepmark.platform.i18n import Text, _


class CreateDealSettings(Settings):
    """`values`: amount, source and any other field of the new deal. Without a stage it begins in the first one.

    `link`: whether it gets the company and the contact of the record at hand.
    """

    title: Annotated[TextTemplate, Field(min_length=1)]
    stage_id: StageId | None = None
    responsible: Responsible = Responsible()
    co_executors: Annotated[tuple[Responsible, ...], Field(max_length=20)] = ()
    values: NewDealValues = Field(default_factory=dict)
    link: bool = True
    on_behalf: MemberId | None = None


class CreateDeal(Action[CreateDealSettings]):
    """Where the record at hand leads to no client, the deal is made all the same, and the trace says so."""

    key = "create_deal"
    label = _("Create a deal")
    group = "deals"
    icon = "layout-kanban"
    help = _("With a title, a stage, people and any fields, linked with the record's company and contact if possible.")
    Settings = CreateDealSettings

    def sentence(self, settings: CreateDealSettings, words: Any) -> Text:
        names = {"title": words.text(settings.title), "who": words.responsible(settings.responsible)}
        if settings.stage_id is None:
            return _("create the deal “%(title)s” for %(who)s", **names)
        stage = words.stage(settings.stage_id)
        return _("create the deal “%(title)s” for %(who)s in the stage “%(stage)s”", stage=stage, **names)

    def run(self, settings: CreateDealSettings, context: ActionContext) -> Outcome:
        if context.kind is DEAL and context.made_by_this_rule:
            return Skipped(_("This rule has made this deal itself, and makes no further one from it."))
        title = context.line(settings.title)
        if not title:
            return Skipped(_("The deal would have no title."))
        values = {"title": title, **_values(settings, context)}
        with context.on_behalf(settings.on_behalf):
            create_deal(context.work, values)
        return Done()

    def reach(self, settings: CreateDealSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("deal", topics=("created",)),)

    def check(self, settings: CreateDealSettings, check: SettingsCheck) -> None:
        check.values("values", DEAL, settings.values)


def _values(settings: CreateDealSettings, context: ActionContext) -> dict[str, Any]:
    stage = {"stage_id": settings.stage_id} if settings.stage_id is not None else {}
    helpers = [
        resolve(context, each, f"{CreateDeal.key}/{number}") for number, each in enumerate(settings.co_executors)
    ]
    responsible = resolve(context, settings.responsible, CreateDeal.key)
    besides = [each for each in dict.fromkeys(helpers) if each not in (None, responsible)]
    people = {"responsible_id": responsible, "co_executor_ids": besides}
    links = links_of_new(context, DEAL) if settings.link else {}
    return {**stage, **people, **links, **written(context, DEAL, settings.values).raw}
