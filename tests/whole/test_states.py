"""Every button, link and chip is read well in every state: plain, pointed at, focused, pressed, chosen, current.

No rule speaks of a visited link, which a browser hides from whoever looks: `test_colours` holds that.
"""

import pytest
from playwright.sync_api import Page

from tests.addresses import ONE_OF_EACH_KIND
from tests.whole.contrast import faint

pytestmark = pytest.mark.slow
KEPT = "localStorage.setItem('selection', 's=13.1.x:jura-service')"  # buttons « Ajouter » and « Retirer » on each page
BREAKS = {
    "the chosen button, pointed at": (
        "/fiches/creer-une-ressourcerie/",
        ".button-secondary.chosen:hover { background: var(--paper-2) !important }",
        "Retirer de mon dossier",
    ),
    "a chip, pointed at": ("/fiches/?mission=animation-territoire", ".chip:hover { color: var(--accent) }", "chip"),
    "the current tab": ("/fiches/", ".navigation a[aria-current] { color: var(--rule) }", "Agir"),
    "the ring of the focus": ("/", ":focus-visible { outline-color: var(--rule) }", "outline"),
    "a button, pressed": ("/recherche/", ".button:active { color: var(--accent) }", "active"),
    "a disabled button": ("/selection/?s=13.2", ".row-action:disabled { color: var(--rule) }", "Monter"),
}


def open_with_selection(open_page, address: str, mode: str) -> Page:
    page = open_page("/", color_scheme=mode)
    page.evaluate(KEPT)
    page.goto(address)
    return page


def test_every_state_of_every_control_is_read_well_in_light_and_in_dark(open_page):
    page = open_with_selection(open_page, "/", "light")
    found, chosen, seen = {}, 0, {"light": set(), "dark": set()}
    for address in ONE_OF_EACH_KIND:
        page.goto(address)
        chosen += page.locator(".add.chosen").count()
        for mode, looks in seen.items():
            page.emulate_media(color_scheme=mode)
            if ratios := faint(page, looks):
                found[address, mode] = ratios
    assert chosen > 2
    assert min(map(len, seen.values())) > 80
    assert found == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_suggestions_are_read_well_in_every_state(open_page, mode):
    page = open_page("/", color_scheme=mode)
    page.locator("#search-home").fill("ressourc")  # typed at once: one list of suggestions, that no later one replaces
    page.locator("#suggestions-0 [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert faint(page) == {}


@pytest.mark.parametrize(("address", "rule", "told"), BREAKS.values(), ids=BREAKS)
def test_one_state_that_loses_its_contrast_is_told(open_page, address, rule, told):
    page = open_with_selection(open_page, address, "light")
    page.evaluate(
        """rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule); document.adoptedStyleSheets = [sheet] }""",
        rule,
    )
    assert [name for name in faint(page) if told in name] != []
