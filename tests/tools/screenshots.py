"""Pictures of the pages as a person sees them: for the README, and all of them narrow and wide, light and dark."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page

from stepmark.demo.build import PASSWORD, build
from stepmark.demo.people import ADMIN_EMAIL, address_of
from stepmark.edge import Edge
from stepmark.main import create_app
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from stepmark.platform.migrations import migrate
from stepmark.platform.settings import Settings
from tests.support.chromium import running_chromium
from tests.support.server import serving

Theme = Literal["light", "dark"]
WIDTHS = (360, 1360)
THEMES: tuple[Theme, ...] = ("light", "dark")
README_PICTURES = Path("src/stepmark/web/static/pictures")
SELLER = "Darcel Schlecht"
SELLERS_PAGES = {
    "today": "/today",
    "board": "/deals?whose=me",
    "list": "/deals/list?mine=1",
    "calendar": "/calendar",
    "search": "/search?q=scotech",
}
ADMINISTRATORS_PAGES = {
    "reports": "/reports/steps?period=all",
    "bindings": "/bindings",
    "imports": "/imports/2",
    "rules": "/rules",
}
# A rule that has had days, and a run of one that somebody's tick has set off.
RULE = "/rules?mode=periodic", "main tbody th a:has-text('Three weeks')"
RUN = "/runs", "main tbody th a:has-text('Minutes follow')"
# In this stage of the seller's board, the first card is of a deal that somebody has worked on.
STAGE = "Closing"


class Place(NamedTuple):
    """A running server, and who signs in there."""

    url: str
    email: str
    password: str
    further: tuple[str, ...] = ()


def main() -> None:
    """Photograph the demo, or with `--at` a server that runs already, and print where each picture lies."""
    given = _arguments()
    given.to.mkdir(parents=True, exist_ok=True)
    with running_chromium() as browser:
        if given.at:
            _print_all(_pictures(browser, Place(given.at, given.email, given.password, tuple(given.page)), given.to))
            return
        with _demo() as url:
            _print_all(_for_the_readme(browser, url))
            deal = _worked_on(browser, Place(url, address_of(SELLER), PASSWORD))
            _print_all(_pictures(browser, Place(url, ADMIN_EMAIL, PASSWORD, (deal, *given.page)), given.to))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", default="", help="a server that runs already, such as http://127.0.0.1:8000")
    parser.add_argument("--email", default=ADMIN_EMAIL, help="who signs in there")
    parser.add_argument("--password", default=PASSWORD)
    parser.add_argument("--page", action="append", default=[], help="a further path, such as /deals/1; repeatable")
    parser.add_argument("--to", type=Path, default=Path("build/screenshots"), help="the folder for the pictures")
    return parser.parse_args()


@contextmanager
def _demo() -> Iterator[str]:
    """A server on a free port with the whole demo in a folder of its own; yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url="")
        migrate(settings)
        database = Database(settings)
        build(Edge(database, Hub()), lambda _kind: lambda _done, _total: None)
        database.close()
        with serving(create_app(settings)) as url:
            yield url


def _for_the_readme(browser: Browser, url: str) -> Iterator[Path]:
    README_PICTURES.mkdir(parents=True, exist_ok=True)
    seller, anna = Place(url, address_of(SELLER), PASSWORD), Place(url, ADMIN_EMAIL, PASSWORD)
    sellers_pages = {**SELLERS_PAGES, "deal": _worked_on(browser, seller)}
    process = _first_link(browser, anna, "/processes", "main tbody a[href^='/processes/']")
    found = {"process": process, "rule": _first_link(browser, anna, *RULE), "run": _first_link(browser, anna, *RUN)}
    for place, pages in ((seller, sellers_pages), (anna, {**ADMINISTRATORS_PAGES, **found})):
        with _signed_in(browser, place, 1360, "light") as page:
            for name, path in pages.items():
                page.goto(urljoin(url, path))
                picture = README_PICTURES / f"{name}.png"
                page.screenshot(path=picture)
                yield picture


def _worked_on(browser: Browser, seller: Place) -> str:
    """The path of a deal that has come far."""
    return _first_link(browser, seller, "/deals?whose=me", f"role=region[name=/{STAGE}/] >> a[href^='/deals/']")


def _first_link(browser: Browser, place: Place, path: str, selector: str) -> str:
    with _signed_in(browser, place, 1360, "light") as page:
        page.goto(urljoin(place.url, path))
        return urlsplit(page.locator(selector).first.get_attribute("href") or "").path


def _pictures(browser: Browser, place: Place, folder: Path) -> Iterator[Path]:
    for width, theme in product(WIDTHS, THEMES):
        with _signed_in(browser, place, width, theme) as page:
            for path in [*_menu(page), *place.further]:
                page.goto(urljoin(place.url, path))
                picture = folder / f"{path.strip('/').replace('/', '-')}-{width}-{theme}.png"
                page.screenshot(path=picture, full_page=True)
                yield picture


@contextmanager
def _signed_in(browser: Browser, place: Place, width: int, theme: Theme) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="en-GB")
    page = context.new_page()
    page.goto(place.url)
    page.locator("input[type=email]").fill(place.email)
    page.locator("input[type=password]").fill(place.password)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    yield page
    context.close()


def _menu(page: Page) -> list[str]:
    links = page.locator("nav a[href^='/']").evaluate_all("links => links.map(each => each.href)")
    return [path for path in dict.fromkeys(urlsplit(link).path for link in links) if path != "/"]


def _print_all(pictures: Iterator[Path]) -> None:
    for picture in pictures:
        print(picture, flush=True)


if __name__ == "__main__":
    main()
