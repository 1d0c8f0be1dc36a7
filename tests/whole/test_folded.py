"""What a fiche folds on the screen: closed at first, opened by its anchor, whole on paper, with and without a script."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow
ADDRESS = "/fiches/creer-une-ressourcerie/"
WITH_WORDS = "/fiches/financer-la-formation-des-salaries-en-parcours/"  # more than three words explained
TELEPHONE = {"width": 360, "height": 640}


def references(page: Page):
    return page.locator("details.references .sources")


@pytest.mark.parametrize("scripts", [True, False])
def test_references_are_folded_open_for_their_anchor_and_printed(open_page, scripts):
    page = open_page(ADDRESS, java_script_enabled=scripts)
    expect(page.get_by_role("heading", name="Références")).to_be_visible()
    expect(references(page)).to_be_hidden()
    page.emulate_media(media="print")
    expect(references(page)).to_be_visible()
    page.emulate_media(media="screen")
    expect(references(page)).to_be_hidden()
    page.locator("summary", has_text="Références").press("Enter")
    expect(references(page)).to_be_visible()
    named = open_page(f"{ADDRESS}#references", java_script_enabled=scripts)
    expect(named.get_by_role("heading", name="Références")).to_be_in_viewport()
    expect(references(named)).to_be_visible(visible=scripts)


def test_older_browser_prints_what_is_folded_by_the_script(open_page):
    page = open_page(ADDRESS)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(references(page)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(references(page)).to_be_hidden()


@pytest.mark.parametrize("anchor", ["%E9tapes", "100%", "", "nulle-part"])
def test_anchor_that_names_nothing_leaves_the_scripts_at_work(open_page, anchor):
    page = open_page(f"{ADDRESS}#{anchor}")
    page.locator("summary", has_text="Références").click()
    expect(references(page)).to_be_visible()


def test_link_to_the_anchor_where_one_is_opens_its_fold_again(open_page):
    page = open_page(ADDRESS)
    link = page.locator(".article-contents a[href='#references']")
    for _ in range(2):
        link.click()
        expect(references(page)).to_be_visible()
        page.locator("summary", has_text="Références").click()
        expect(references(page)).to_be_hidden()


def test_folded_text_is_built_when_it_is_sought_in_the_page_and_not_before(open_page):
    page = open_page(ADDRESS)
    expect(references(page)).to_have_count(0)
    page.keyboard.press("Control+f")
    expect(references(page)).to_have_count(1)
    expect(references(page)).to_be_hidden()


def test_contents_of_a_fiche_wait_on_a_phone_and_stand_beside_the_text_on_a_wide_screen(open_page):
    contents = ".article-contents a[href='#references']"
    wide = open_page(ADDRESS)
    expect(wide.locator(contents)).to_be_visible()
    phone = open_page(ADDRESS, viewport=TELEPHONE)
    expect(phone.locator(contents)).to_have_count(0)
    phone.locator(".article-contents summary").click()
    phone.locator(contents).click()
    expect(references(phone)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_texts_beside_the_fiches_wait_in_the_contents_of_the_manual_on_a_phone_alone(open_page, scripts):
    names = ("Pourquoi chercher un autre développement", "La coopération")
    wide = open_page("/manuel/", java_script_enabled=scripts)
    phone = open_page("/manuel/", java_script_enabled=scripts, viewport={"width": 360, "height": 640})
    for name in names:
        expect(wide.get_by_role("link", name=name, exact=True)).to_be_visible()
        expect(phone.get_by_role("link", name=name, exact=True)).to_be_hidden()
    phone.emulate_media(media="print")
    for name in names:
        expect(phone.get_by_role("link", name=name, exact=True)).to_be_visible()
    phone.emulate_media(media="screen")
    for fold in ("15 repères", "14 textes"):
        phone.locator("summary", has_text=fold).press("Enter")
    for name in names:
        expect(phone.get_by_role("link", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_fiches_also_useful_to_a_mission_are_folded_and_printed(open_page, scripts):
    page = open_page("/missions/securisation-parcours/", java_script_enabled=scripts)
    other = page.get_by_role("link", name="Créer une ressourcerie")
    expect(page.get_by_role("link", name="Améliorer les conditions de travail")).to_be_visible()
    expect(other).to_be_hidden()
    page.emulate_media(media="print")
    expect(other).to_be_visible()
    page.emulate_media(media="screen")
    page.locator("summary", has_text="aussi utiles").press("Enter")
    expect(other).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_link_to_share_is_offered_once_its_fold_is_open(open_page, scripts):
    page = open_page(ADDRESS, java_script_enabled=scripts)
    page.locator("summary", has_text="Partager, citer").click()
    expect(page.get_by_role("link", name="Envoyer par courriel")).to_be_visible()
    expect(page.get_by_role("button", name="Copier le lien", exact=True)).to_be_visible(visible=scripts)


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_waits_on_a_phone_and_stands_on_a_wide_screen(open_page, scripts):
    menu = "nav.navigation a[href='/experiences/']"
    expect(open_page(ADDRESS, java_script_enabled=scripts).locator(menu)).to_be_visible()
    phone = open_page(ADDRESS, java_script_enabled=scripts, viewport=TELEPHONE)
    expect(phone.locator(menu)).to_have_count(0 if scripts else 1)
    phone.get_by_text("Menu", exact=True).press("Enter")
    expect(phone.locator(menu)).to_be_in_viewport()
    expect(phone.locator(".unfold-page")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_word_of_the_text_opens_what_explains_it(open_page, scripts):
    page = open_page(WITH_WORDS, java_script_enabled=scripts)
    expect(page.locator("#mot-cpf")).to_have_count(0 if scripts else 1)
    page.locator("a[href='#mot-cpf']").first.press("Enter")
    expect(page.locator("#mot-cpf")).to_be_in_viewport()
    expect(page.locator("#mot-cpf")).to_be_focused()  # the keyboard goes on from the word


def test_step_is_ticked_and_stays_so_in_this_browser(open_page):
    page = open_page(ADDRESS)
    second = page.get_by_role("button", name="Fait : 2.")
    expect(second).to_have_attribute("aria-pressed", "false")
    second.press(" ")
    expect(page.get_by_text("1 sur 6")).to_be_visible()
    page.reload()
    expect(second).to_have_attribute("aria-pressed", "true")
    second.click()
    page.reload()
    expect(page.get_by_text("0 sur 6")).to_be_visible()


def test_step_is_ticked_or_not_as_pressed_where_the_browser_keeps_nothing(open_page):
    page = open_page(ADDRESS)
    page.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') })")
    step = page.get_by_role("button", name="Fait : 1.")
    for pressed in ("true", "false", "true"):
        step.click()
        expect(step).to_have_attribute("aria-pressed", pressed)


def test_steps_ticked_in_two_tabs_are_all_kept_and_shown_in_both(open_page):
    first = open_page(ADDRESS)
    second = first.context.new_page()
    second.goto(first.url)
    first.evaluate(
        "localStorage.setItem(Object.keys(localStorage)[0] ?? 'etapes:creer-une-ressourcerie', '[\"etape-99\"]')"
    )
    first.get_by_role("button", name="Fait : 1.").click()
    second.get_by_role("button", name="Fait : 4.").click()
    for page in (first, second):
        expect(page.get_by_text("2 sur 6")).to_be_visible()
        expect(page.get_by_role("button", name="Fait : 1.")).to_have_attribute("aria-pressed", "true")
    first.emulate_media(media="print")
    expect(first.get_by_text("2 sur 6")).to_be_hidden()


@pytest.mark.parametrize(
    ("address", "opened", "sought"),
    [
        (ADDRESS, "Références", "details.references .sources"),
        (f"{ADDRESS}outil/?ailleurs=1", "Le même, rempli", ".case-note"),
        ("/fiches/?q=clauses", "Menu", "nav.navigation"),
    ],
)
def test_where_the_script_did_not_come_an_open_fold_leads_to_the_whole_page(open_page, address, opened, sought):
    page = open_page(address, viewport=TELEPHONE, refusals=True)
    page.route("**/site.*.js", lambda route: route.fulfill(status=404))
    page.reload()
    way = page.get_by_role("link", name="l’afficher en entier")
    expect(way).to_be_hidden()
    summary = page.locator("summary", has_text=opened)
    summary.click()
    expect(page.locator(sought)).to_have_count(0)
    expect(way).to_be_in_viewport()
    way.click()
    page.wait_for_url("**deplie=1")
    assert "ailleurs" not in page.url
    summary.click()
    expect(page.locator(sought)).to_be_visible()
    expect(way).to_be_hidden()
    assert ("q=clauses" in page.url) == ("q=clauses" in address)


def test_where_the_script_did_not_come_a_wide_screen_shows_what_opens_its_menu(open_page):
    page = open_page(ADDRESS, refusals=True)
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()
    page.route("**/site.*.js", lambda route: route.fulfill(status=404))
    page.reload()
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="l’afficher en entier").click()
    expect(page.locator("nav.navigation a[href='/experiences/']")).to_be_visible()
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()


def test_script_that_did_not_come_is_told_with_the_way_to_the_whole_page(browser, site):
    page = browser.new_page(viewport=TELEPHONE)
    page.route("**/site*.js", lambda route: route.abort())
    page.goto(f"{site[0]}{ADDRESS}")
    expect(references(page)).to_have_count(0)
    whole = page.get_by_role("link", name="l’afficher en entier")
    expect(whole).to_be_hidden()  # a script that is late comes first
    expect(whole).to_be_visible()
    whole.click()
    page.locator("summary", has_text="Références").press("Enter")
    expect(references(page)).to_be_visible()
    expect(whole).to_be_hidden()
    page.close()
