"""Somebody has sent a lead form."""

from collections.abc import Iterable
from typing import Any

from stepmark.automation.parameters import LeadFormId
from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import LEAD
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _


class FormReceivedSettings(TriggerSettings):
    """Which form."""

    lead_form_id: LeadFormId


class FormReceived(Trigger[FormReceivedSettings]):
    """Wakes once for each lead that a form has made."""

    key = "form_received"
    label = _("comes in through a form")
    group = "data"
    icon = "inbox"
    help = _("Once for each lead that the form has made. Texts may read what was sent, such as {{ payload.message }}.")
    kinds = (LEAD.name,)
    brings_payload = True
    Settings = FormReceivedSettings

    def topics(self, settings: FormReceivedSettings, conditions: Conditions) -> Iterable[str]:
        return (f"form.received:{settings.lead_form_id}",)

    def sentence(self, settings: FormReceivedSettings, words: Any) -> Text:
        return _("comes in through the form “%(form)s”", form=words.lead_form(settings.lead_form_id))
