"""The finders in a real browser, with and without JavaScript."""

import time
from contextlib import closing

import pytest
from playwright.sync_api import expect

from dts_platform.finder.finder import PER_PAGE
from dts_platform.finder.groups import IN_SIGHT
from tests.whole.pages import axe_violations, total

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("javascript", [True, False])
def test_reader_crosses_facets_reads_a_fiche_and_finds_the_manuel(open_page, javascript):
    """Cross three facets, read a fiche, follow it to an experience, come back, find the manual."""
    page = open_page("/comprendre/", java_script_enabled=javascript)
    page.get_by_role("link", name="Catalyseur", exact=True).click()
    page.locator("a.matrice-cell").first.click()
    assert page.locator("#resultats").get_attribute("data-total") != "0"
    page.get_by_role("link", name="Tout effacer").click()
    page.locator("input[name=mission][value=securisation-parcours]").check()
    for _ in page.locator(".filter-sheet > .facet-more:not([open])").all():
        page.locator(".filter-sheet > .facet-more:not([open]) > summary").first.click()
    page.get_by_role("checkbox", name="Transversalité").check()
    page.get_by_role("checkbox", name="Approche globale").check()
    page.get_by_role("button", name="Chercher").click()
    total = int(page.locator("#resultats").get_attribute("data-total"))
    assert total
    assert page.locator("#resultats article").count() == min(total, PER_PAGE)
    page.goto("/fiches/creer-une-ressourcerie/")
    page.get_by_role("heading", name="Créer une ressourcerie", level=1).wait_for()
    page.locator("#experience ~ h3 a").first.click()
    assert "ressourcerie" in page.url
    page.get_by_role("link", name="13. Créer une ressourcerie").click()
    assert page.url.endswith("/fiches/creer-une-ressourcerie/")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Comprendre").click()
    page.get_by_role("main").get_by_role("link", name="Le manuel").click()
    assert page.get_by_role("link", name="Le manuel en PDF").get_attribute("href") == "/manuel.pdf"


def test_results_change_in_place_and_keep_focus(open_page):
    """A box, a chip, a page number, the back button: no reload, focus kept, the total said."""
    page = open_page("/fiches/")
    page.evaluate("window.memeDocument = true")
    everything = total(page)
    page.locator("input[name=mission][value=animation-territoire]").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/fiches/?mission=animation-territoire")
    expect(page.locator("#resultats")).not_to_have_attribute("data-total", str(everything))
    assert page.evaluate("document.activeElement.value") == "animation-territoire"
    assert page.locator("#resultats [role=status]").inner_text() == f"{total(page)}\u00a0fiches"
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith("?mission=animation-territoire")
    page.locator("#more-theme > summary").click()
    page.locator("#more-principe > summary").click()
    page.get_by_role("checkbox", name="Transversalité").check()
    page.wait_for_url("**&principe=transversalite")
    assert page.locator("#more-theme").get_attribute("open") is not None
    page.go_back()
    page.wait_for_url("**/fiches/?mission=animation-territoire")
    expect(page.locator("[value=transversalite]")).not_to_be_checked()
    page.get_by_role("link", name="Retirer le filtre").first.click()
    page.wait_for_url("**/fiches/")
    expect(page.locator("#resultats")).to_have_attribute("data-total", str(everything))
    assert page.evaluate("document.activeElement.id") == "resultats"
    page.get_by_role("navigation", name="Pages de résultats").get_by_role("link", name="2").click()
    page.wait_for_url("**/fiches/?page=2")
    assert page.evaluate("window.memeDocument") is True
    page.locator("#tri").select_option("titre")
    page.wait_for_url("**/fiches/?tri=titre")
    page.reload()
    assert page.locator("#tri").input_value() == "titre"


def test_typing_fills_no_history_and_drops_late_answers(open_page):
    page = open_page("/fiches/")
    before = page.evaluate("history.length")

    def delay(route):
        if "q=mobil" in route.request.url and "solidaire" not in route.request.url:
            time.sleep(1)
        route.continue_()

    page.route("**/fiches/?*", delay)
    page.locator("#q").press_sequentially("mobilité", delay=10)
    page.wait_for_timeout(400)
    page.locator("#q").press_sequentially(" solidaire", delay=10)
    page.wait_for_url("**solidaire*")
    page.wait_for_timeout(1500)
    assert "solidaire" in page.url
    assert page.evaluate("history.length") == before
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#q").input_value() == "mobilité solidaire"
    assert "solidaire" in page.title()
    assert page.locator("#resultats mark").count()


def test_typing_opens_suggestions_that_a_keyboard_can_choose(open_page, site):
    page = open_page("/")
    box = page.locator("#search-home")
    box.press_sequentially("ressourc", delay=20)
    options = page.locator("#suggestions-0")
    options.locator("[role=option]").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    assert not options.is_visible()
    box.press_sequentially("er", delay=20)
    page.wait_for_timeout(500)
    options.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    title = page.locator(f"#{chosen}").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**ressourcerie**")
    assert "essourcerie" in title
    assert page.url.rstrip("/") != site[0]


def test_search_over_the_site_leads_to_each_group(open_page):
    page = open_page("/recherche/?q=coopération", java_script_enabled=False)
    groups = page.locator("[data-group]")
    assert groups.count() >= 3
    assert total(page) == sum(int(g.get_attribute("data-total")) for g in groups.all())
    page.locator("[data-group=fiches]").get_by_role("link", name="Voir tout").click()
    page.wait_for_url("**/fiches/?q=*")
    page.goto("/recherche/?q=coopération")
    page.locator("[data-group=cadre]").get_by_role("link", name="Voir tout").click()
    page.wait_for_url("**dans=cadre*")
    expect(page.locator("[data-group]")).to_have_count(1)
    assert page.locator("[data-group=cadre] li").count() == int(
        page.locator("[data-group=cadre]").get_attribute("data-total")
    )


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("finder", "first"), [("fiches", "situation"), ("experiences", "mission")])
def test_results_come_first_on_a_phone_and_filters_open_by_the_keyboard(open_page, finder, first, javascript):
    page = open_page(f"/{finder}/", java_script_enabled=javascript, viewport={"width": 360, "height": 640})
    box = page.locator("input[name=mission][value=animation-territoire]")
    expect(box).to_be_hidden()
    assert page.locator("#resultats article").first.bounding_box()["y"] < 640
    page.locator("#q").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == first
    box.check()
    page.locator("#more-principe > summary").click()
    page.locator("input[name=principe][value=cooperation]").check()
    if not javascript:
        page.locator("[data-zone=jump]").click()
    expect(page.locator(".filter-panel > summary")).to_contain_text("(2)")
    expect(box).to_be_visible(visible=javascript)  # in place, the panel stays as it is; a new page has it closed
    if javascript:
        link = page.locator("[data-zone=jump]")
        assert link.inner_text().startswith(f"Voir {total(page)}\u00a0")
        assert link.bounding_box()["y"] < 640


# What stands above the results: three filters, as many again, words mended or widened, a place, choices that nobody knows.
STATES = [
    "/fiches/?mission=animation-territoire&principe=cooperation&strategie=catalyseur-mediateur&theme=mobilite",
    "/fiches/?q=mobilté&mission=animation-territoire&mission=creation-activites&principe=cooperation&principe=prospective",
    "/fiches/?q=dupliquer+partenariat&mission=animation-territoire",
    "/fiches/?mission=absente&mission=animation-territoire&theme=inconnu&principe=cooperation",
    "/experiences/?q=Bretagne&mission=creation-activites",
    "/experiences/?region=bretagne&region=occitanie&region=corse&region=mayotte&region=normandie&q=insertoin",
]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("address", STATES)
def test_first_result_is_on_the_first_screen_of_a_phone_whatever_is_chosen(open_page, address, javascript):
    page = open_page(address, java_script_enabled=javascript, viewport={"width": 360, "height": 640})
    assert page.locator("#resultats article").first.bounding_box()["y"] < 640 - 80


@pytest.mark.parametrize("javascript", [True, False])
def test_chosen_filters_are_one_line_that_the_keyboard_goes_along(open_page, javascript):
    page = open_page(STATES[0], java_script_enabled=javascript, viewport={"width": 360, "height": 640})
    chips = page.locator(".chips a")
    assert chips.count() == 5
    assert page.locator(".chips").bounding_box()["height"] < 60
    expect(chips.first).to_have_text("Tout effacer")
    page.locator("#tri").focus()
    for rank in range(5):
        while page.evaluate("document.activeElement.closest('.chips') === null"):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == chips.nth(rank).text_content()
        seen = chips.nth(rank).bounding_box()
        assert seen["x"] >= 0
        assert seen["x"] + seen["width"] <= 360
        page.keyboard.press("Tab")


@pytest.mark.parametrize("javascript", [True, False])
def test_values_of_a_facet_beyond_the_first_are_there_once_unfolded(open_page, javascript):
    page = open_page("/experiences/", java_script_enabled=javascript)
    boxes, fold = page.locator("input[name=region]"), page.locator("#more-region")
    first = boxes.count()
    assert (first == IN_SIGHT) == javascript  # built when it is opened; without the script, there from the start
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(boxes.last).to_be_visible()
    assert boxes.count() == 18
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    chosen = boxes.nth(IN_SIGHT).get_attribute("value")
    if not javascript:
        page.get_by_role("button", name="Chercher").click()
    page.wait_for_url(f"**region={chosen}*")
    if javascript:
        assert page.evaluate("document.activeElement.value") == chosen
    page.reload()
    expect(page.locator(f"input[value={chosen}]")).to_be_checked()
    expect(page.locator(f"input[value={chosen}]")).to_be_visible()  # a fold that holds a choice is open


def test_values_of_a_facet_are_there_where_the_script_did_not_come(site, browser):
    with closing(browser.new_page()) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{site[0]}/experiences/?mission=animation-territoire")
        page.get_by_role("button", name="Ouvrir tous les choix").click()
        page.wait_for_url("**plus=1**")
        assert page.locator("#more-region input[name=region]").last.is_visible()
        assert page.locator("input[value=animation-territoire]").is_checked()


@pytest.mark.parametrize("javascript", [True, False])
def test_filters_stand_open_beside_the_results_on_a_wide_screen(open_page, javascript):
    page = open_page("/experiences/?vue=carte", java_script_enabled=javascript)
    expect(page.locator("input[name=mission][value=animation-territoire]")).to_be_visible()
    expect(page.locator("a.region").first).to_be_visible()
    expect(page.locator(".filter-panel > summary")).to_be_hidden()
    page.locator("#q").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "mission"


@pytest.mark.parametrize("size", [(1280, 800), (360, 640)])
@pytest.mark.parametrize("javascript", [True, False])
def test_region_of_the_map_brings_to_what_was_found(open_page, javascript, size):
    page = open_page("/experiences/?vue=carte", java_script_enabled=javascript, reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for link in ("svg a.region", ".told-map a"):  # the second takes away what the first chose
        page.locator(link).and_(page.locator("[aria-label^=Bretagne], :text('Bretagne')")).click()
        expect(page.locator("#trouvees")).to_be_in_viewport()
        expect(page.locator("#trouvees")).to_be_focused()
        expect(page.locator(".cards article").first).to_be_in_viewport()
        expect(page.locator("svg a.region[aria-current]")).to_have_count(1 if link.startswith("svg") else 0)
    page.get_by_role("link", name="Revoir la carte").click()
    expect(page.locator("svg.france")).to_be_in_viewport()
