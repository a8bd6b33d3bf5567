"""Win or lose the lead."""

from stepmark.automation.actions.finish_deal import FinishDeal
from stepmark.platform.i18n import _


class FinishLead(FinishDeal):
    """What is done with a deal, offered where the record is a lead."""

    key = "finish_lead"
    label = _("Finish the lead")
    help = _("Open required steps hold back winning. A lead that is closed already stays as it is.")
    kinds = ("lead",)
