"""Places on a page as its reader would name them: by role and name, in the language of the page."""

from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Locator, Page

from stepmark.platform.i18n import Lazy, Text
from tests.journeys.looks import Look


@dataclass(frozen=True)
class Spot:
    """`link(_("Filter"))`, `option("Novum", SHEET)`; a name that is no `_()` is data. Role "words" is any text."""

    role: str
    name: Text = ""
    of: "Spot | None" = None
    exact: bool = True
    selected: bool | None = None

    def on(self, page: Page, look: Look) -> Locator:
        """The first such place on a page."""
        around: Page | Locator = self.of.on(page, look) if self.of else page
        name = look.say(self.name)
        if self.role == "words":
            return around.get_by_text(name, exact=self.exact).first
        return around.get_by_role(self.role, name=name or None, exact=self.exact, selected=self.selected).first  # type: ignore[arg-type]  # one of ARIA's roles


alert = partial(Spot, "alert", "")
words = partial(Spot, "words", exact=False)
link = partial(Spot, "link")
button = partial(Spot, "button")
heading = partial(Spot, "heading")
region = partial(Spot, "region")
dialog = partial(Spot, "dialog")
group = partial(Spot, "group")
option = partial(Spot, "option")
box = partial(Spot, "textbox")
checkbox = partial(Spot, "checkbox")
combobox = partial(Spot, "combobox")


def numbered(message: str, number: int) -> Lazy:
    """A text with a place for `%(number)s`, a name that `_` keeps for itself."""
    text = Lazy(message)
    text.values = {"number": number}
    return text
