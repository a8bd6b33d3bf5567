"""Somebody before a window, who looks at all that comes: by mouse or by keyboard alone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

from stepmark.platform.i18n import Text
from tests.journeys.looks import Look
from tests.journeys.spots import Spot
from tests.support.accessibility import assert_accessible

WATCH = Path(__file__).with_name("watch.js").read_text()
MOST_TABS = 200
GONE = "Execution context was destroyed"
AWAY = "(select, label) => [...select.options].findIndex((each) => each.label === label) - select.selectedIndex"


class Reader:
    """Opens pages and sees what is on them. Each page and each swap is looked at before anything else is done: axe has
    nothing to say, and nothing reaches beyond the edge."""

    def __init__(self, page: Page, look: Look) -> None:
        self._page = page
        self.look = look

    def goes_to(self, path: str) -> None:
        self._page.goto(path)

    def sees(self, spot: Spot, text: Text = "") -> None:
        """The place is there, with some text in it."""
        expect(self._at(spot)).to_be_visible()
        if text:
            expect(self._at(spot)).to_contain_text(self.look.say(text))
        self.looks()

    def misses(self, spot: Spot) -> None:
        """The place is not there, or no more."""
        expect(self._at(spot)).to_be_hidden()

    def sees_ticked(self, spot: Spot, *, ticked: bool = True) -> None:
        expect(self._at(spot)).to_be_checked(checked=ticked)
        self.looks()

    def is_at(self, spot: Spot) -> None:
        """The focus is there."""
        expect(self._at(spot)).to_be_focused()
        self.looks()

    def is_in(self, spot: Spot) -> None:
        """The focus is on something in there."""
        expect(self._at(spot).locator(":focus")).to_have_count(1)
        self.looks()

    def reads(self, spot: Spot, value: Text) -> None:
        """The input holds this."""
        expect(self._at(spot)).to_have_value(self.look.say(value))

    def gets(self, act: Callable[[], None]) -> str:
        """The text of the file that something downloads."""
        with self._page.expect_download() as download:
            act()
        return download.value.path().read_text("utf-8-sig")

    def looks(self) -> None:
        """Look at the page, unless nothing has come since the last time; at the next one, if it goes away meanwhile."""
        try:
            self._look()
        except Error as error:
            if GONE not in error.message:
                raise
            self._look()

    def _look(self) -> None:
        # Its scripts have run, and what it asked for has come.
        self._page.wait_for_load_state("domcontentloaded")
        expect(self._page.locator("html[data-awaits]")).to_have_count(0)
        changes = self._page.evaluate("window.changes === window.seen ? 0 : window.changes")
        if not changes:
            return
        assert_accessible(self._page)
        reach = self._page.evaluate("document.documentElement.scrollWidth")
        assert reach <= self.look.width, f"{self._page.url} reaches to {reach} of {self.look.width} px"
        self._page.evaluate("changes => { window.seen = changes }", changes)

    def _at(self, spot: Spot) -> Locator:
        return spot.on(self._page, self.look)


class Mouse(Reader):
    """Works as most do: clicks, and types where there is something to fill in."""

    def clicks(self, spot: Spot) -> None:
        self.looks()
        self._at(spot).click()

    def fills(self, spot: Spot, text: str) -> None:
        self.looks()
        self._at(spot).fill(text)

    def chooses(self, spot: Spot, option: Text) -> None:
        self.looks()
        self._at(spot).select_option(label=self.look.say(option))

    def attaches(self, file: Path) -> None:
        self._page.locator("input[type=file]").set_input_files(file)

    def presses(self, key: str) -> None:
        self.looks()
        self._page.keyboard.press(key)


class Keyboard(Reader):
    """Has no mouse: whatever is done is a key. At each stop the focus can be seen, and no swap loses it."""

    _was_at: float = 0

    def presses(self, key: str, on: Spot | None = None) -> None:
        """Press a key, on some place after going there by Tab."""
        self.looks()
        self._has_kept_its_place()
        if on:
            self._walks_to(on)
        self._was_at = self._place()
        self._page.keyboard.press(key)

    def presses_in_turn(self, first: str, *others: str) -> None:
        """Press keys that mean something together only while they follow each other at once."""
        self.presses(first)
        for key in others:
            self._page.keyboard.press(key)

    def types(self, text: str, into: Spot | None = None) -> None:
        """Type a text, into some place after going there by Tab; what stood there goes."""
        if into:
            self.presses("ControlOrMeta+a", into)
        self._page.keyboard.type(text)

    def chooses(self, spot: Spot, option: Text) -> None:
        """Take one of a select's options, by the list that Alt and an arrow open."""
        self.presses("Alt+ArrowDown", spot)
        label = self.look.say(option)
        away = self._at(spot).evaluate(AWAY, label)
        for _ in range(abs(away)):
            self._page.keyboard.press("ArrowDown" if away > 0 else "ArrowUp")
        self._page.keyboard.press("Enter")
        expect(self._at(spot).locator("option:checked")).to_have_text(label)

    def _walks_to(self, spot: Spot) -> None:
        expect(self._at(spot)).to_be_visible()
        goal = self._at(spot).element_handle()
        for _ in range(MOST_TABS):
            fault = self._page.evaluate("goal => window.faultOfFocus(goal)", goal)
            if fault == "there":
                return
            assert not fault, f"On {self._page.url} {fault}"
            self._page.keyboard.press("Tab")
        raise AssertionError(f"{spot} can't be reached by Tab on {self._page.url}")

    def _has_kept_its_place(self) -> None:
        if self._was_at and self._page.evaluate("performance.timeOrigin") == self._was_at:
            expect(self._page.locator(":focus"), f"the focus is lost on {self._page.url}").to_have_count(1)

    def _place(self) -> float:
        """When the page came that has the focus on something, 0 where nothing has it."""
        return float(self._page.evaluate("document.activeElement === document.body ? 0 : performance.timeOrigin"))
