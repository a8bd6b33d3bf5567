"""Small comforts, in a real browser: the tour, help, mentions, drafts, files dropped anywhere."""

from playwright.sync_api import Page, Route, expect

from stepmark.commands.tour import offer_tour
from tests.cast import Cast
from tests.journeys.conftest import Seat
from tests.support.accessibility import assert_accessible


def test_the_tour_leads_through_five_stops_by_keyboard_and_is_not_offered_again(seat: Seat, cast: Cast) -> None:
    cast.run(offer_tour, by=cast.boris)
    page = seat(cast.boris)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/deals")
    assert_accessible(page)
    page.get_by_role("button", name="Start the tour").press("Enter")
    for stop in range(1, 6):
        expect(page.get_by_text(f"Stop {stop} of 5")).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Enter")
    expect(page.get_by_text("New here?")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Deals").first).to_be_visible()
    expect(page.get_by_text("New here?")).to_be_hidden()


def test_the_question_mark_helps_on_the_page_before_one(seat: Seat, cast: Cast) -> None:
    page = seat(cast.boris)
    page.goto(f"/deals/{cast.deal(by=cast.boris)}")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="A deal")
    expect(dialog).to_contain_text("Undo the last change")
    expect(dialog.get_by_role("switch")).to_be_checked()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_member_is_mentioned_by_keyboard_and_a_draft_survives_leaving(seat: Seat, cast: Cast) -> None:
    company = cast.company(responsible_id=cast.boris.member_id)
    page = seat(cast.boris)
    page.goto(f"/companies/{company}")
    box = page.get_by_label("New note")
    box.press_sequentially("Ask @mag")
    expect(page.get_by_role("option", name="Magda Nowak")).to_be_visible()
    assert_accessible(page)
    box.press("Enter")
    expect(box).to_have_value("Ask @Magda Nowak ")
    page.on("dialog", lambda asked: asked.accept())
    page.goto("/companies")
    page.goto(f"/companies/{company}")
    expect(box).to_have_value("Ask @Magda Nowak ")
    expect(page.get_by_text("What you had not sent is here again.")).to_be_visible()
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notes .mention")).to_have_text("@Magda Nowak")
    page.reload()
    expect(box).to_have_value("")


def test_files_are_dropped_anywhere_and_a_refused_one_is_named(seat: Seat, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.goto(f"/deals/{deal}")
    _drop(page, {"offer.txt": 10, "plan.txt": 20, "film.mp4": 30 * 1024 * 1024})
    files = page.get_by_role("region", name="Files")
    expect(files.get_by_role("link", name="offer.txt")).to_be_visible()
    expect(files.get_by_role("link", name="plan.txt")).to_be_visible()
    expect(files.get_by_role("listitem").filter(has_text="film.mp4")).to_contain_text("was not taken")
    assert_accessible(page)


def test_a_tick_on_its_way_is_busy_and_a_refused_one_stays_open(seat: Seat, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    page = seat(cast.boris)
    page.goto(f"/deals/{deal}")
    cast.change("deal", deal, responsible_id=cast.anna.member_id)
    on_its_way: list[Route] = []
    page.route("**/tick", lambda route: on_its_way.append(route))  # noqa: PLW0108 - Playwright takes functions alone
    tick = page.get_by_role("checkbox", name="Discovery 1", exact=True)
    tick.click()
    expect(tick).to_have_attribute("aria-busy", "true")
    expect(tick).not_to_be_checked()
    while not on_its_way:
        page.wait_for_timeout(10)
    on_its_way.pop().continue_()
    expect(page.get_by_text("Your role does not allow this.")).to_be_visible()
    expect(tick).not_to_have_attribute("aria-busy", "true")
    expect(tick).not_to_be_checked()


def _drop(page: Page, files: dict[str, int]) -> None:
    page.evaluate(
        """files => {
            const data = new DataTransfer();
            for (const [name, size] of Object.entries(files)) data.items.add(new File([new Uint8Array(size)], name));
            for (const kind of ["dragover", "drop"])
                document.querySelector("h1").dispatchEvent(
                    new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
        }""",
        files,
    )
