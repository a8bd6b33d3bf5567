"""What the actions that create deals and leads have in common."""

from typing import Annotated, Any

from pydantic import Field

from stepmark.automation.context import ActionContext
from stepmark.automation.linking import links_of_new
from stepmark.automation.new_values import written
from stepmark.automation.parameters import MemberId, Responsible, Settings, TextTemplate
from stepmark.automation.people import resolve
from stepmark.catalogue.kinds import Kind
from stepmark.platform.i18n import Lazy, Text


class NewSaleSettings(Settings):
    """`link`: whether it gets the company and the contact of the record at hand."""

    title: Annotated[TextTemplate, Field(min_length=1)]
    responsible: Responsible = Responsible()
    co_executors: Annotated[tuple[Responsible, ...], Field(max_length=20)] = ()
    link: bool = True
    on_behalf: MemberId | None = None


def new_sale(
    settings: NewSaleSettings, context: ActionContext, kind: Kind, key: str, stage_id: int | None, values: Any
) -> dict[str, Any]:
    """The raw values of the new record: its place, people, links and fields. `key` is the action's."""
    helpers = [resolve(context, each, f"{key}/{number}") for number, each in enumerate(settings.co_executors)]
    responsible = resolve(context, settings.responsible, key)
    besides = [each for each in dict.fromkeys(helpers) if each not in (None, responsible)]
    return {
        **({"stage_id": stage_id} if stage_id is not None else {}),
        "responsible_id": responsible,
        "co_executor_ids": besides,
        **(links_of_new(context, kind) if settings.link else {}),
        **written(context, kind, values).raw,
    }


def sentence_of_new(settings: NewSaleSettings, words: Any, stage_id: int | None, plain: Lazy, placed: Lazy) -> Text:
    """`plain`, or `placed` where it begins in a stage of its own."""
    names = {"title": words.text(settings.title), "who": words.responsible(settings.responsible)}
    if stage_id is None:
        return Lazy(plain.message, **names)
    return Lazy(placed.message, stage=words.stage(stage_id), **names)
