"""Create an invoice."""

from stepmark.automation.context import ActionContext
from stepmark.automation.new_papers import CreatePaper, NewPaperSettings
from stepmark.commands.invoices import issue_invoice
from stepmark.platform.i18n import _


class NewInvoiceSettings(NewPaperSettings):
    """`issue`: whether it is issued at once; else it is a draft for somebody to look at."""

    issue: bool = False


class CreateInvoice(CreatePaper):
    """A copy: what becomes of the record later does not change the invoice."""

    key = "create_invoice"
    label = _("Create an invoice")
    icon = "receipt"
    help = _("With the client, the deal and the products of the record; as a draft, or issued under the next number.")
    Settings = NewInvoiceSettings
    makes = "invoice"
    said = _("create an invoice for %(who)s")
    said_with_name = _("create the invoice “%(name)s” for %(who)s")

    def finish(self, settings: NewPaperSettings, context: ActionContext, paper_id: int) -> None:
        if isinstance(settings, NewInvoiceSettings) and settings.issue:
            issue_invoice(context.work, paper_id)
