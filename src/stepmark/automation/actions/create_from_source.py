"""Create on the basis of the record: quotes, orders, invoices and documents, one or several at once."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.actions.create_document import made_document
from stepmark.automation.asking_to_sign import YIELDED, ask_client
from stepmark.automation.context import ActionContext
from stepmark.automation.linking import links_of_new
from stepmark.automation.parameters import (
    DocumentTemplateId,
    MemberId,
    Responsible,
    Settings,
    TextTemplate,
    Widget,
)
from stepmark.automation.people import resolve
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import KINDS, Kind, kind_of
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.invoices import issue_invoice
from stepmark.commands.paper_copies import copy_to_paper
from stepmark.platform.i18n import Text, _, text_of

Made = Annotated[Literal["quote", "order", "invoice", "document"], Widget("made")]


class CreateFromSourceSettings(Settings):
    """`kinds` are what is made, one of each. Without a name each is called as the record, without a responsible person
    it is the record's. `issue` is for invoices, `template_id` for documents, which wait for a signature.
    """

    kinds: Annotated[tuple[Made, ...], Field(min_length=1, max_length=4)]
    name: TextTemplate = ""
    responsible: Responsible = Responsible()
    issue: bool = False
    template_id: DocumentTemplateId | None = None
    on_behalf: MemberId | None = None


class CreateFromSource(Action[CreateFromSourceSettings]):
    """Products, amount and client are copied as they stand right then. If one can't be made, none is."""

    key = "create_from_source"
    label = _("Create on the basis of the record")
    group = "payments"
    icon = "copy"
    help = _("One or more of quote, order, invoice and document for signing, with its products, amount and client.")
    Settings = CreateFromSourceSettings

    def serves(self, kind: Kind) -> bool:
        return kind.lines or kind.points or kind.name == "project"

    def sentence(self, settings: CreateFromSourceSettings, words: Any) -> Text:
        made = ", ".join(str(text_of(KINDS[each].label)) for each in dict.fromkeys(settings.kinds))
        who = words.responsible(settings.responsible)
        if settings.issue and "invoice" in settings.kinds:
            return _("create on its basis: %(what)s, for %(who)s, and issue the invoice", what=made, who=who)
        return _("create on its basis: %(what)s, for %(who)s", what=made, who=who)

    def run(self, settings: CreateFromSourceSettings, context: ActionContext) -> Outcome:
        if context.kind.name in settings.kinds and context.made_by_this_rule:
            return Skipped(_("This rule has made this record itself, and makes no further one from it."))
        name, responsible_id = context.line(settings.name), resolve(context, settings.responsible, self.key)
        with context.on_behalf(settings.on_behalf):
            made = [_make(each, settings, context, name, responsible_id) for each in dict.fromkeys(settings.kinds)]
        return Done({name: value for values in made for name, value in values.items()})

    def yields(self, settings: CreateFromSourceSettings) -> Mapping[str, Text]:
        return YIELDED if DOCUMENT.name in settings.kinds else {}

    def reach(self, settings: CreateFromSourceSettings, kind: Kind) -> Collection[Reach]:
        return [Reach(each, topics=("created",)) for each in dict.fromkeys(settings.kinds)]

    def check(self, settings: CreateFromSourceSettings, check: SettingsCheck) -> None:
        if settings.issue and "invoice" not in settings.kinds:
            check.fault("issue", _("Only an invoice can be issued. Choose it as well."))
        if settings.template_id is not None and "document" not in settings.kinds:
            check.fault("template_id", _("Only a document has a template. Choose it as well."))


def _make(
    made: str, settings: CreateFromSourceSettings, context: ActionContext, name: str, responsible_id: int | None
) -> dict[str, Any]:
    """Returns what later actions may read of it."""
    if made == DOCUMENT.name:
        values = {"title": name, "responsible_id": responsible_id, **links_of_new(context, DOCUMENT)}
        return ask_client(context, made_document(context, settings.template_id, values))
    paper_id = copy_to_paper(context.work, context.record, kind_of(made), responsible_id, name=name)
    if made == "invoice" and settings.issue:
        issue_invoice(context.work, paper_id)
    return {}
