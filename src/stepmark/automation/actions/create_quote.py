"""Create a quote."""

from stepmark.automation.new_papers import CreatePaper
from stepmark.platform.i18n import _


class CreateQuote(CreatePaper):
    """A copy: what becomes of the record later does not change the quote."""

    key = "create_quote"
    label = _("Create a quote")
    icon = "file-text"
    help = _("With the client, the deal and the products of the record, under the next number.")
    makes = "quote"
    said = _("create a quote for %(who)s")
    said_with_name = _("create the quote “%(name)s” for %(who)s")
