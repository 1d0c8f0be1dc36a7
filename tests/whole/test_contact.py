"""Readers write in a real browser, on a telephone and on a desk, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.whole.browser import OVERFLOWING

pytestmark = pytest.mark.slow
MANNERS = [(360, False), (1280, True)]  # width, with JavaScript
PAUSE = 3_200  # milliseconds: what is sent quicker is put aside


@pytest.fixture(params=MANNERS, ids=lambda manner: f"{manner[0]} px{'' if manner[1] else ', no JavaScript'}")
def reader(request, open_page):
    """Open an address as a reader of this manner does."""
    width, script = request.param
    return lambda address: open_page(
        address, viewport={"width": width, "height": 740}, java_script_enabled=script, refusals=True
    )


def fits(page) -> bool:
    return page.evaluate(OVERFLOWING) == []


def test_reader_of_a_region_asks_its_referent_and_keeps_a_copy(reader, request):
    question = (
        f"Qui tient une ressourcerie près de Lannion ? ({request.node.name})"  # the same words twice are put aside
    )
    page = reader("/territoires/")
    page.locator(".region-list").get_by_role("link", name="Bretagne").click()
    page.get_by_role("link", name="Poser une question").click()
    expect(page.get_by_text("Démonstration\u202f: groupe de Bretagne (fictif)")).to_be_visible()
    assert fits(page)
    opened = page.locator("[name=opening]").input_value()
    page.get_by_label("Votre message").fill(question)
    page.get_by_label("Votre adresse de courriel").fill("lectrice@exemple")
    page.wait_for_timeout(PAUSE)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value(question)
    assert page.locator("[name=opening]").input_value() == opened
    page.get_by_label("Votre adresse de courriel").fill("lectrice@exemple.fr")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status").filter(has_text="Votre message part vers")).to_be_visible()
    expect(page.get_by_text(question)).to_be_visible()
    assert fits(page)
    assert page.context.cookies() == []


def test_reader_reports_an_error_and_says_whether_a_text_served_with_the_keyboard(reader, request):
    page = reader("/fiches/creer-une-ressourcerie/")
    page.get_by_role("link", name="Signaler une erreur").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="13. Créer une ressourcerie")).to_be_visible()
    assert fits(page)
    page.get_by_label("Ce qui ne va pas").focus()
    page.keyboard.type(f"Le lien de l’étape deux est mort. ({request.node.name})")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.wait_for_timeout(PAUSE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="L’équipe qui écrit ces textes le lira")).to_be_visible()
    page.get_by_role("link", name="Revenir à la page").click()
    page.get_by_role("link", name="En partie", exact=True).click()
    expect(page.get_by_label("En partie")).to_be_checked()
    page.wait_for_timeout(PAUSE)
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("status").filter(has_text="le lira")).to_be_visible()
