"""The page of the pieces shows every state that the style sheets know, as the browser paints it, in every way of colours."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from dts_platform.web.bundles import BUNDLES
from dts_platform.web.shown_states import shown_states
from tests.whole.contrast import faint
from tests.whole.pages import OPEN

pytestmark = pytest.mark.slow
ADDRESS = "/a-propos/style/"
# What shows nothing in a state: parts of a page that take the focus without a ring, and the link that leaps to the content.
NOT_SHOWN = {"main.at-focus", "#ajouter.at-focus", ".skip-link:is(.at-hover, .at-focus)", ".skip-link.at-focus"}
NESTED = {".hero .suggestions .at-focus-visible"}  # a ring of the night given back its colour of the day

# Each specimen of a state, and the one of the same look at rest: numbered alike.
_PAIR = """() => {
    const at = /\\bat-[\\w-]+/g;
    const look = element => {
        let said = "";
        for (let e = element; !e.matches(".panel-of-states"); e = e.parentElement) said += ` < ${e.tagName} ${(e.getAttribute("class") || "").replace(at, "").trim()}`;
        return said;
    };
    const pairs = [];
    for (const panel of document.querySelectorAll(".panel-of-states[data-theme]")) {
        const plain = new Map();
        for (const e of panel.querySelectorAll("*")) if (!e.closest("[class*=at-]") && !plain.has(look(e))) plain.set(look(e), e);
        for (const shown of panel.querySelectorAll("[class*=at-]")) {
            if (!/\\bat-/.test(shown.getAttribute("class"))) continue;
            const rest = plain.get(look(shown));
            shown.dataset.shown = pairs.length;
            rest.dataset.rest ??= pairs.length;
            pairs.push([look(shown), Number(rest.dataset.rest), shown.getAttribute("class").match(at).map(name => name.slice(3))]);
        }
    }
    return pairs;
}"""
_LOOK = """([kind, number]) => {
    const style = getComputedStyle(document.querySelector(`[data-${kind}="${number}"]`));
    return ["color", "backgroundColor", "borderTopColor", "borderBottomColor", "outlineStyle", "outlineColor",
            "textDecorationLine", "textDecorationThickness"].map(name => style[name]).join(" ");
}"""


def shown_sheets() -> str:
    return "".join(shown_states((settings.BASE_DIR / "static" / part).read_text()) for part in BUNDLES["css/site.css"])


def selectors(sheet: str) -> set[str]:
    """The selectors of the rules that speak of a state."""
    return {s.strip() for s in re.findall(r"^([^@\n{}][^{}\n]*) \{", sheet, re.M) if ".at-" in s}


def plain_states(page: Page) -> list[tuple[str, str, str]]:
    """Each specimen whose look is not that of the same piece really in its state: its path, its look, the true one."""
    pairs = page.evaluate(_PAIR)
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    false = []
    for number, (look, rest, states) in enumerate(pairs):
        shown = page.evaluate(_LOOK, ["shown", number])
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": f'[data-rest="{rest}"]'})["nodeId"]
        session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": states})
        true = page.evaluate(_LOOK, ["rest", rest])
        session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": []})
        if shown != true:
            false.append((f"{look} {states}", shown, true))
    session.detach()
    return false


@pytest.fixture
def open_specimens(open_page) -> Callable[..., Page]:
    """Open the page with what it folds, built."""

    def opened(**ways) -> Page:
        page = open_page(ADDRESS, **ways)
        page.evaluate(OPEN)
        return page

    return opened


def test_every_rule_of_a_state_has_its_specimen(open_specimens):
    page = open_specimens()
    asked = selectors(shown_sheets()) - NOT_SHOWN - NESTED
    assert len(asked) > 20
    assert [s for s in sorted(asked) if not page.evaluate("s => document.querySelector(s) !== null", s)] == []


@pytest.mark.parametrize("preferred", ["light", "dark"])
def test_contrast_holds_in_every_state_of_both_palettes_and_of_imposed_colours(open_specimens, preferred):
    page = open_specimens(color_scheme=preferred)
    assert faint(page) == {}
    grounds = page.locator(".panel-of-states").evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
    assert grounds[0] == "rgb(250, 247, 240)"
    assert grounds[1] == "rgb(18, 25, 27)"


@pytest.mark.parametrize("preferred", ["light", "dark"])
def test_device_that_imposes_its_colours_still_tells_what_is_chosen(open_specimens, preferred):
    page = open_specimens(color_scheme=preferred, forced_colors="active")
    assert faint(page) == {}
    grounds = (
        page.locator(".panel-of-states")
        .first.locator(".switch a, .pagination a, .navigation a")
        .evaluate_all("all => all.map(e => [e.ariaCurrent !== null, getComputedStyle(e).backgroundColor])")
    )
    assert {ground for chosen, ground in grounds if chosen}.isdisjoint(
        ground for chosen, ground in grounds if not chosen
    )


def test_false_state_would_be_told(open_specimens):
    page = open_specimens()
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(".chip.at-hover { color: var(--gold) !important }");
                   document.adoptedStyleSheets = [sheet] }"""
    )
    assert {look.rpartition(" ")[2] for look, *_ in plain_states(page)} == {"['hover']", "'active']"}
    assert all("chip" in look for look, *_ in plain_states(page))


def test_state_that_is_shown_is_the_state_that_is_painted(open_specimens):
    assert plain_states(open_specimens()) == []
