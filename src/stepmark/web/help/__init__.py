"""What each page is for, in a few sentences: the help behind its question mark. Keyed by the page's place."""

from collections.abc import Mapping

from stepmark.web.help.automation import AUTOMATION
from stepmark.web.help.settings import SETTINGS
from stepmark.web.help.topic import Help
from stepmark.web.help.work import WORK

HELP: Mapping[str, Help] = {**WORK, **AUTOMATION, **SETTINGS}


def topic_of(name: str) -> str:
    """The topic if there is help on it, else the general one."""
    return name if name in HELP else "start"
