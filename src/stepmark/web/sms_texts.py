"""What an SMS comes to, in words."""

from stepmark.channels.sms.parts import counted
from stepmark.platform.i18n import gettext, ngettext


def sms_count(text: str | None) -> str:
    """ "160 characters, 1 part, 0 left": of a text as it is sent; placeholders count as they are written."""
    count = counted(text or "")
    parts = ngettext("%(number)s SMS", "%(number)s SMS", count.parts) % {"number": count.parts}
    characters = ngettext("%(number)s character", "%(number)s characters", count.characters)
    told = gettext("%(characters)s, %(parts)s, %(left)s more fit") % {
        "characters": characters % {"number": count.characters},
        "parts": parts,
        "left": count.left,
    }
    if count.plain:
        return told
    return gettext("%(told)s. Its letters are not in the basic alphabet, so fewer fit.") % {"told": told}


FILTERS = {"sms_count": sms_count}
