"""The four journeys of readers, with and without JavaScript: three acts at most to the right page, someone to write to on it.

An act is what a reader decides: a link followed, words typed and sent, a box ticked and sent.
"""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow
ACTS = 3
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 800}


class Reader:
    """Somebody on a page, whose acts are counted."""

    def __init__(self, page: Page):
        self.page, self.acts = page, 0

    def follow(self, name: str, within: str = "main", *, exact: bool = False) -> None:
        self.acts += 1
        self.page.locator(within).get_by_role("link", name=name, exact=exact).first.click()

    def search(self, words: str, label: str = "De quoi avez-vous besoin") -> None:
        self.acts += 1
        box = self.page.get_by_label(label)
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_url("**q=*")

    def has_arrived(self, address: str) -> None:
        """On this page, in few acts, with someone to write to."""
        self.page.wait_for_url(f"**{address}")
        assert self.acts <= ACTS
        to_write = self.page.get_by_role("main").get_by_role("link", name="Poser une question")
        expect(
            to_write.or_(self.page.get_by_role("contentinfo").get_by_role("link", name="Écrire à")).first
        ).to_be_visible()


@pytest.fixture(params=[True, False], ids=["JavaScript", "no JavaScript"])
def reader(request, open_page):
    """Somebody at the home page."""
    return lambda window: Reader(open_page("/", viewport=window, java_script_enabled=request.param))


def test_director_who_meets_the_mayor_tomorrow_has_a_kit(reader):
    director = reader(PHONE)
    director.follow("Je rencontre un élu")
    director.has_arrived("/situations/je-rencontre-un-elu/")
    page = director.page
    assert page.locator("main a[href*='selection.pdf']").first.get_attribute("href")
    assert page.locator("main a[href^='/experiences/']").count() >= 3
    assert page.locator("main a[href^='/plaquette']").count()


def test_director_who_types_the_mayor_finds_the_kit_first(reader):
    director = reader(PHONE)
    director.search("maire")
    director.follow("Je rencontre un élu")
    director.has_arrived("/situations/je-rencontre-un-elu/")


@pytest.mark.parametrize("by_map", [True, False], ids=["by the map", "by the search"])
def test_official_has_the_file_of_a_region_and_its_contact(reader, by_map):
    official = reader(DESK)
    if by_map:
        official.follow("Bretagne", "main .region-map")
        official.page.wait_for_url("**/experiences/?region=bretagne")
        assert official.page.locator("#resultats article").count() >= 4
        official.follow("qui joindre", "#resultats")
    else:
        official.search("Bretagne")
        official.page.locator("main a[href='/territoires/bretagne/']").first.click()
        official.acts += 1
    official.has_arrived("/territoires/bretagne/")
    page = official.page
    assert page.get_by_role("main").get_by_role("link", name="Le dossier de la région (PDF)").get_attribute("href")
    expect(page.get_by_role("heading", name="Qui joindre")).to_be_visible()


def test_employee_who_asks_for_their_rights_reads_an_easy_text(reader):
    employee = reader(PHONE)
    employee.follow("Je suis salarié, en facile à lire")
    employee.page.wait_for_url("**/facile-a-lire/")
    employee.follow("droits")
    employee.has_arrived("/facile/")
    expect(employee.page.locator("h1")).to_contain_text("droits")


class Keyboard:
    """Somebody at the keyboard alone, on a wide screen."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, is_there: str, most: int) -> None:
        """Tab to an element that a selector names, or whose words these are, in so many stops at most."""
        test = "(words) => document.activeElement.matches(words)" if is_there[0] != "=" else (
            "(words) => document.activeElement.textContent.trim() === words.slice(1)"
        )  # fmt: skip
        for _ in range(most):
            self.press("Tab")
            if self.page.evaluate(test, is_there):
                return
        pytest.fail(f"{is_there} is not reached in {most} stops")

    def follow(self, is_there: str, most: int, address: str) -> None:
        self.reach(is_there, most)
        self.press("Enter")
        self.page.wait_for_url(address)


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
def test_keyboard_alone_filters_reads_keeps_and_writes(open_page, javascript):
    page = open_page("/fiches/", viewport=DESK, java_script_enabled=javascript)
    keyboard, results = Keyboard(page), page.locator("#resultats")
    everything = results.get_attribute("data-total")
    keyboard.reach("a.skip-link[href='#resultats']", 2)
    keyboard.reach("input[name=mission]", 30)
    chosen = page.evaluate("document.activeElement.value")
    keyboard.press("Space")
    if not javascript:
        keyboard.press("Enter")  # sends the form
    page.wait_for_url(f"**mission={chosen}*")
    expect(results).not_to_have_attribute("data-total", everything)
    page.reload()
    keyboard.reach("a.skip-link[href='#resultats']", 2)
    keyboard.press("Enter")
    keyboard.follow("#resultats article a", 15 - 2, "**/fiches/*/")
    fiche = page.url
    keyboard.press("Tab", "Enter")  # to the content
    keyboard.reach("main a[href$='.pdf']", 8)
    keyboard.reach("main .add", 3)
    keyboard.press("Enter")
    if javascript:
        expect(page.locator("main .add").first).to_contain_text("Retirer")
    else:
        page.wait_for_url("**/selection/?s=*")
        keyboard.press("Tab", "Enter")
        keyboard.reach("button[formaction$='.pdf']", 25)
        with page.expect_request("**/selection.pdf?*"):
            keyboard.press("Enter")
        page.goto(fiche)
    keyboard.follow("=Poser une question", 200, "**/contact/?texte=**")
    keyboard.reach("textarea", 40)
    expect(page.get_by_label("Votre message")).to_be_focused()
