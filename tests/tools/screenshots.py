"""Pictures of a running workspace's pages as a person sees them: narrow and wide, light and dark."""

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page

from tests.support.chromium import running_chromium

WIDTHS = (360, 1360)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Sign in, follow each link of the main menu and what `--page` adds, and keep a picture of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", default="http://127.0.0.1:8000", help="where make run serves")
    parser.add_argument("--email", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--page", action="append", default=[], help="a further path, such as /deals/1; repeatable")
    parser.add_argument("--to", type=Path, default=Path("build/screenshots"), help="the folder for the pictures")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with running_chromium() as browser:
        for picture in _pictures(browser, given):
            print(picture)


def _pictures(browser: Browser, given: argparse.Namespace) -> Iterator[Path]:
    for width, theme in product(WIDTHS, THEMES):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="en-GB")
        page = context.new_page()
        page.goto(given.at)
        _sign_in(page, given.email, given.password)
        for path in [*_menu(page), *given.page]:
            page.goto(urljoin(given.at, path))
            picture: Path = given.to / f"{path.strip('/').replace('/', '-') or 'home'}-{width}-{theme}.png"
            page.screenshot(path=picture, full_page=True)
            yield picture
        context.close()


def _sign_in(page: Page, email: str, password: str) -> None:
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def _menu(page: Page) -> list[str]:
    links = page.locator("nav a[href^='/']").evaluate_all("links => links.map(each => each.href)")
    return list(dict.fromkeys(urlsplit(link).path for link in links))


if __name__ == "__main__":
    main()
