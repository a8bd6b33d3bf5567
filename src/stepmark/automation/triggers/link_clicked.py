"""A link in a mail was clicked."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StrictStr

from stepmark.automation.triggers.base import Trigger, TriggerSettings, Woken
from stepmark.commands.mail_traces import CLICKED
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class LinkClickedSettings(TriggerSettings):
    """`link`: what the address holds; empty for any."""

    link: Annotated[StrictStr, Field(max_length=500)] = ""


class LinkClicked(Trigger[LinkClickedSettings]):
    """Wakes for the message itself, and for the deal and the client that it belongs to; once for each link."""

    key = "link_clicked"
    label = _("has a link in a mail clicked")
    group = "messages"
    icon = "link"
    help = _("Each link for the first time. Mailboxes must be told to let their mails tell it.")
    kinds = ("message", "deal", "company", "contact")
    Settings = LinkClickedSettings

    def topics(self, settings: LinkClickedSettings, conditions: Conditions) -> Iterable[str]:
        return (CLICKED,)

    def is_picky(self, settings: LinkClickedSettings) -> bool:
        return bool(settings.link)

    def wakes(self, settings: LinkClickedSettings, woken: Woken) -> bool:
        wanted = settings.link.strip().casefold()
        begin = f"{CLICKED}:"
        return any(wanted in each.casefold() for each in woken.change.sources if each.startswith(begin))
