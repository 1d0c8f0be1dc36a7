"""What tests in a browser read on a page."""

import hashlib
from collections.abc import Sequence
from functools import cache

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from tests.database import digest

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice")

# What is folded waits unbuilt (decision 0047): it is built first, then opened, with what it holds.
OPEN = """() => {
    document.querySelectorAll("details").forEach(one => one.dispatchEvent(new Event("unfold", { bubbles: true })));
    document.querySelectorAll("details").forEach(one => { one.open = true });
    if (document.querySelector("details > noscript")) throw new Error("a fold is still unbuilt");
}"""


@cache
def look() -> str:
    """Names all that shapes what pages look like: the content, the templates, the style sheets and the scripts."""
    folders = [settings.BASE_DIR / name for name in ("templates", "dts_platform/templates", "static/css", "static/js")]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    return hashlib.sha256(b"".join([digest().encode(), *(file.read_bytes() for file in files)])).hexdigest()


def total(page: Page) -> int:
    return int(page.locator("#resultats").get_attribute("data-total"))


def axe_violations(
    page: Page, rules: Sequence[str] = RULES, leaving_out: Sequence[str] = ()
) -> list[tuple[str, list[str]]]:
    """What axe finds wrong on a page, with the first elements at fault; what passes is not sent back, it is long."""
    disabled = {rule: {"enabled": False} for rule in leaving_out}
    results = Axe().run(page, options={"runOnly": list(rules), "rules": disabled, "resultTypes": ["violations"]})
    return [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in results.response["violations"]]
