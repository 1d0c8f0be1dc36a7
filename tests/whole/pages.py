"""What tests in a browser read on a page."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def total(page: Page) -> int:
    return int(page.locator("#resultats").get_attribute("data-total"))


def axe_violations(page: Page, rules: Sequence[str] = RULES) -> list[tuple[str, list[str]]]:
    """What axe finds wrong on a page, with the first elements at fault; what passes is not sent back, it is long."""
    results = Axe().run(page, options={"runOnly": list(rules), "resultTypes": ["violations"]})
    return [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in results.response["violations"]]
