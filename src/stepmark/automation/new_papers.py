"""What creating a quote, an order or an invoice by a rule has in common."""

from collections.abc import Collection
from typing import Any, ClassVar

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Responsible, Settings, TextTemplate
from stepmark.automation.people import resolve
from stepmark.catalogue.kinds import SALE_NAMES, Kind, kind_of
from stepmark.commands.deal_payments import PAYMENT_KEYS
from stepmark.commands.paper_copies import copy_to_paper
from stepmark.platform.i18n import Lazy, Text, _


class NewPaperSettings(Settings):
    """Without a name it is called as the record. `with_lines`: whether it gets the products, or the amount, as well."""

    name: TextTemplate = ""
    responsible: Responsible = Responsible()
    with_lines: bool = True
    on_behalf: MemberId | None = None


class CreatePaper(Action[NewPaperSettings]):
    """Makes one from the record at hand, with its client and its deal. Each kind is a class of its own."""

    group = "payments"
    Settings = NewPaperSettings
    makes: ClassVar[str]
    said: ClassVar[Lazy]
    said_with_name: ClassVar[Lazy]

    def serves(self, kind: Kind) -> bool:
        return kind.lines or kind.points or kind.name == "project"

    def sentence(self, settings: NewPaperSettings, words: Any) -> Text:
        who = words.responsible(settings.responsible)
        if not settings.name:
            return _(self.said.message, who=who)
        return _(self.said_with_name.message, who=who, name=words.text(settings.name))

    def run(self, settings: NewPaperSettings, context: ActionContext) -> Outcome:
        kind = kind_of(self.makes)
        if context.kind is kind and context.made_by_this_rule:
            return Skipped(_("This rule has made this record itself, and makes no further one from it."))
        name, responsible = context.line(settings.name), resolve(context, settings.responsible, self.key)
        with context.on_behalf(settings.on_behalf):
            paper_id = copy_to_paper(
                context.work, context.record, kind, responsible, name=name, with_lines=settings.with_lines
            )
            self.finish(settings, context, paper_id)
        return Done()

    def finish(self, settings: NewPaperSettings, context: ActionContext, paper_id: int) -> None:
        """What is done with the new paper besides."""

    def reach(self, settings: NewPaperSettings, kind: Kind) -> Collection[Reach]:
        made, key = Reach(self.makes, topics=("created",)), PAYMENT_KEYS.get(self.makes)
        return (made, *(Reach(each, fields=(key,)) for each in SALE_NAMES if key))
