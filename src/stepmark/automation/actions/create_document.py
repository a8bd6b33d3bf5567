"""Create a document, for signing if need be."""

from collections.abc import Collection, Mapping
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.asking_to_sign import YIELDED, ask_client
from stepmark.automation.context import ActionContext
from stepmark.automation.document_templates import document_from_template
from stepmark.automation.linking import links_of_new
from stepmark.automation.parameters import DocumentTemplateId, MemberId, Responsible, Settings, TextTemplate
from stepmark.automation.people import resolve
from stepmark.catalogue.kinds import Kind
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.records import create_record
from stepmark.platform.i18n import Text, _


class CreateDocumentSettings(Settings):
    """Without a template the document has no content yet; without a title it is called after template and record."""

    template_id: DocumentTemplateId | None = None
    title: TextTemplate = ""
    for_signing: bool = True
    responsible: Responsible = Responsible()
    link: bool = True
    on_behalf: MemberId | None = None


class CreateDocument(Action[CreateDocumentSettings]):
    """Its text is written as the record stands right then."""

    key = "create_document"
    label = _("Create a document")
    group = "documents"
    help = _("Of a template, or empty; a draft, or at once for signing; linked with the record if possible.")
    Settings = CreateDocumentSettings

    def sentence(self, settings: CreateDocumentSettings, words: Any) -> Text:
        title = words.text(settings.title)
        if settings.template_id is not None and not settings.title:
            title = words.document_template(settings.template_id)
        if settings.for_signing:
            return _("create the document “%(title)s” for signing", title=title or words.target(""))
        return _("create the document “%(title)s”", title=title or words.target(""))

    def run(self, settings: CreateDocumentSettings, context: ActionContext) -> Outcome:
        if context.kind is DOCUMENT and context.made_by_this_rule:
            return Skipped(_("This rule has made this document itself, and makes no further one from it."))
        values: dict[str, Any] = {
            "title": context.line(settings.title),
            "responsible_id": resolve(context, settings.responsible, self.key),
            **(links_of_new(context, DOCUMENT) if settings.link else {}),
        }
        with context.on_behalf(settings.on_behalf):
            document_id = made_document(context, settings.template_id, values)
            return Done(ask_client(context, document_id) if settings.for_signing else {})

    def yields(self, settings: CreateDocumentSettings) -> Mapping[str, Text]:
        return YIELDED if settings.for_signing else {}

    def reach(self, settings: CreateDocumentSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("document", topics=("created",)),)


def made_document(context: ActionContext, template_id: int | None, values: dict[str, Any]) -> int:
    """A document about the record at hand, of a template or empty. Returns its id."""
    if template_id is not None:
        return document_from_template(context.work, context.kind, context.record, template_id, values)
    title = values["title"] or context.record.label
    return create_record(context.work, DOCUMENT, {**values, "title": title})
