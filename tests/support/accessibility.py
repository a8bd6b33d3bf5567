"""What axe says about a page as it stands."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "axe" / "axe.min.js"
# Where tests/support/server.py serves it: what the browser keeps, compiled, is there in a quarter of the time.
AXE_ADDRESS = "/axe.min.js"
_FETCH = """(address) => new Promise((loaded) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = script.onerror = () => { script.remove(); loaded(); };
    document.head.append(script);
})"""
_IS_MISSING = "() => typeof window.axe === 'undefined'"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Half faded in, a text has half its contrast. Endless animations are not waited for.
_STILL = """() => Promise.allSettled(
    document.getAnimations().filter(each => each.effect?.getComputedTiming().endTime !== Infinity)
        .map(each => each.finished))"""
# What lies over a scrolled page, such as the top bar or a toast, covers part of a target, which is no smaller for it.
# And axe leaves empty style attributes behind, which a later swap would copy and the content policy then complain of.
_RUN = """async ([context, rules]) => {
    const run = async (runOnly) => {
        const result = await axe.run(context ?? document, {runOnly, resultTypes: ["violations"]});
        return result.violations;
    };
    const covers = [...document.querySelectorAll(".topbar, .bulkbar, .toasts")];
    const isOnOne = ({target}) => covers.some((each) => each.contains(document.querySelector(target.at(-1))));
    const found = await run({type: "tag", values: rules});
    const tooSmall = found.find(({id}) => id === "target-size");
    if (tooSmall) {
        covers.forEach((each) => each.style.visibility = "hidden");
        const [again] = await run({type: "rule", values: ["target-size"]});
        covers.forEach((each) => each.style.visibility = "");
        tooSmall.nodes = [...tooSmall.nodes.filter(isOnOne), ...(again?.nodes ?? [])];
    }
    document.querySelectorAll("[style='']").forEach((each) => each.removeAttribute("style"));
    return found.filter(({nodes}) => nodes.length);
}"""


def assert_accessible(page: Page, within: str | None = None) -> None:
    """Fail with every violation of WCAG 2.2 AA or of axe's best practices, on the page or in one CSS selector."""
    page.wait_for_load_state()  # a page that has only begun has no head yet
    page.evaluate(_STILL)
    if page.evaluate(_IS_MISSING):
        page.evaluate(_FETCH, AXE_ADDRESS)
    if page.evaluate(_IS_MISSING):
        page.evaluate(AXE.read_text())
    violations = page.evaluate(_RUN, [within, _RULES])
    assert not violations, f"{page.url} is not accessible:\n" + "\n".join(map(_told, violations))


def _told(violation: dict[str, Any]) -> str:
    places = "".join(f"\n    {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}{places}"
