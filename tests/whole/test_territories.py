"""The pages of the regions in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [360, 1280])
def test_region_is_chosen_once_and_kept_by_the_browser(open_page, width):
    page = open_page("/", viewport={"width": width, "height": 740})
    mine = page.locator("[data-my-region]")
    expect(mine).to_be_hidden()
    page.get_by_role("link", name="Les régions, une à une").click()
    page.locator(".region-list").get_by_role("link", name="Bretagne").click()
    page.wait_for_url("**/territoires/bretagne/")
    button = page.get_by_role("button", name="C’est ma région")
    button.focus()
    page.keyboard.press("Enter")
    page.goto("/")
    mine.get_by_role("link", name="Ma région").click()
    page.wait_for_url("**/territoires/bretagne/")
    page.get_by_role("button", name="Ce n’est plus ma région").click()
    page.goto("/")
    expect(mine).to_be_hidden()


def test_region_is_read_and_its_booklet_opened_without_javascript(open_page):
    page = open_page("/territoires/", java_script_enabled=False)
    page.locator(".region-list").get_by_role("link", name="Bretagne").click()
    page.wait_for_url("**/territoires/bretagne/")
    expect(page.get_by_role("heading", name="Qui joindre")).to_be_visible()
    expect(page.get_by_role("button", name="C’est ma région")).to_be_hidden()
    page.get_by_role("link", name="Voir ou changer ses").click()
    page.wait_for_url("**/selection/?s=x:*&r=bretagne")
    assert page.get_by_role("button", name="Télécharger mon dossier").get_attribute("formaction") == "/selection.pdf"
    expect(page.locator("form.livret input[name=r]")).to_have_value("bretagne")
