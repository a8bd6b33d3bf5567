"""What help on a page is."""

from typing import NamedTuple

from stepmark.platform.i18n import Text


class Help(NamedTuple):
    """A page's help: what it is called there, and three to five sentences."""

    title: Text
    sentences: tuple[Text, ...]
