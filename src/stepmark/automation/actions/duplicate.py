"""Duplicate the record."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import Field, StrictStr

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Settings
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.commands.lines import copy_lines
from stepmark.commands.people import people_of
from stepmark.commands.records import create_record
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _
from stepmark.queries.values import values_of

NAME_LIMIT = 300


class DuplicateSettings(Settings):
    """`phrase`: what is added to the name, before or after it."""

    phrase: Annotated[StrictStr, Field(max_length=100)] = ""
    place: Literal["before", "after"] = "after"
    on_behalf: MemberId | None = None


class Duplicate(Action[DuplicateSettings]):
    """A copy has the record's fields, people, products and stage; no tasks, notes, ticks or history."""

    key = "duplicate"
    label = _("Duplicate it")
    group = "data"
    icon = "copy"
    help = _("Copies fields, people and products, no tasks, notes or history. A rule makes no copy of its own copies.")
    Settings = DuplicateSettings

    def sentence(self, settings: DuplicateSettings, words: Any) -> Text:
        if not settings.phrase:
            return _("duplicate it")
        if settings.place == "before":
            return _("duplicate it, with “%(phrase)s” before its name", phrase=words.text(settings.phrase))
        return _("duplicate it, with “%(phrase)s” after its name", phrase=words.text(settings.phrase))

    def run(self, settings: DuplicateSettings, context: ActionContext) -> Outcome:
        if context.made_by_this_rule:
            return Skipped(_("This rule has made this record itself, and makes no copy of it."))
        key = context.kind.title_key
        values = _values(context) | {key: _name(settings, getattr(context.record, key))}
        with context.on_behalf(settings.on_behalf):
            copy_id = create_record(context.work, context.kind, values)
            if context.kind.lines:
                copy_lines(context.work, context.kind, context.record, copy_id)
        return Done()

    def reach(self, settings: DuplicateSettings, kind: Kind) -> Collection[Reach]:
        return (Reach(kind.name, topics=("created",)),)


def _name(settings: DuplicateSettings, name: str) -> str:
    """ "Name – phrase", the name cut where both are too long."""
    phrase = settings.phrase.strip()
    short = name[: NAME_LIMIT - len(phrase) - 3]
    names = (phrase, short) if settings.place == "before" else (short, phrase)
    return " – ".join(filter(None, names))


def _values(context: ActionContext) -> dict[str, Any]:
    work, record = context.work, context.record
    # A file belongs to its record alone, and so does what no two records share.
    fields = {
        key: field
        for key, field in context.fields[context.kind.name].items()
        if field.by_hand and field.type is not FieldType.FILE and not field.unique
    }
    found = values_of(work.session, fields, [record])[record.id]
    values = {key: to_json(field, found[key]) for key, field in fields.items() if found[key] is not None}
    if context.kind.has_currency:
        values["currency"] = record.currency  # type: ignore[attr-defined]  # as the kind says
    if context.kind.has_stages:
        values["stage_id"] = context.deal.stage_id
    return values | people_of(work, record)
