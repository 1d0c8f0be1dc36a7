"""What a fiche folds on the screen: closed at first, opened by its anchor, whole on paper, with and without a script."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow
ADDRESS = "/fiches/creer-une-ressourcerie/"


def references(page: Page):
    return page.locator("section.references .sources")


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


def test_older_browser_prints_what_is_folded_by_the_script(open_page):
    page = open_page(ADDRESS)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(references(page)).to_be_visible()
