"""What a workspace can answer to the questions of a recipe, and what its answers come to."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from stepmark.automation.recipes.base import Question, Recipe
from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse, to_json
from stepmark.commands import inputs
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.groups import groups
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.people import members
from stepmark.queries.processes import processes, shapes_of
from stepmark.queries.projects import project_templates

TYPED = ("days", "amount")
_AMOUNT = Field("recipe", "amount", _("Amount"), FieldType.MONEY)


class Choice(NamedTuple):
    """One of the answers to choose from; those with the same heading stand together."""

    value: str
    label: str
    heading: str = ""


def choices_for(session: Session, recipe: Recipe, question: Question) -> list[Choice]:
    """The answers to choose from; none where one is typed, or where the workspace has nothing of the kind."""
    match question.asks:
        case "stage":
            shapes = shapes_of(session, processes(session, recipe.kind))
            return [
                Choice(str(each.stage.id), each.stage.name, shape.process.name)
                for shape in shapes
                for each in shape.stages
            ]
        case "group":
            return [Choice(str(each.id), each.name) for each in groups(session)]
        case "member":
            return [Choice(str(each.id), each.name) for each in members(session)]
        case "project_template":
            return [Choice(str(each.id), each.name) for each in project_templates(session)]
        case "date":
            fields = readable_fields(session)[recipe.kind].values()
            return [Choice(each.key, each.name) for each in fields if each.type is FieldType.DATE]
    return []


def understood(session: Session, recipe: Recipe, answers: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """The answers as the recipe's rule holds them; raises Invalid by the questions that are not answered."""

    def reading(question: Question) -> Callable[[], Any]:
        text = str(answers.get(question.key) or "").strip()
        return lambda: _one(session, recipe, question, text, reader)

    return inputs.read_all({each.key: reading(each) for each in recipe.questions})


def _one(session: Session, recipe: Recipe, question: Question, text: str, reader: Reader) -> Any:
    if not text:
        raise Invalid({question.key: _("Fill in “%(field)s”.", field=question.label)})
    if question.asks == "days":
        return inputs.days(question.key, text)
    if question.asks == "amount":
        return _amount(question, text, reader)
    if text not in {choice.value for choice in choices_for(session, recipe, question)}:
        raise Invalid({question.key: _("Choose one from the list.")})
    return text if question.asks == "date" else int(text)


def _amount(question: Question, text: str, reader: Reader) -> Any:
    try:
        return to_json(_AMOUNT, parse(_AMOUNT, text, reader))
    except ValueFault as fault:
        raise Invalid({question.key: fault.text}) from None
