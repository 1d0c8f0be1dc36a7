"""What a browser prints of a page: what is to be read, nothing to press."""

import pytest
from playwright.sync_api import expect

from tests.addresses import ONE_OF_EACH_KIND
from tests.long import sample

pytestmark = pytest.mark.slow
SHOWS_BUTTONS = "/a-propos/style/"  # for those who make the site
# What a reader types to somebody is theirs to print, before it is sent.
TO_PRESS = "button, .button, input:not([type=hidden]), select, textarea"
SEEN = f"""() => [...document.querySelectorAll(`{TO_PRESS}`)]
    .filter(e => e.matches("button, .button") || !e.closest("form[method=post]"))
    .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))"""
BOOKLET = "/selection/?s=13.x:jura-service&t=Pour+notre+groupe&n=À+lire+avant+mardi"


@pytest.mark.parametrize(
    "address", [BOOKLET, "/", "/contact/?region=bretagne", *sample(ONE_OF_EACH_KIND, 12, lambda one: f"{one} printed")]
)
def test_nothing_to_press_is_printed(open_page, address):
    page = open_page(address)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert address == SHOWS_BUTTONS or page.evaluate(SEEN) == []


def test_booklet_is_printed_with_its_words_and_each_text_with_its_summary_and_address(open_page):
    page = open_page(BOOKLET)
    shown = page.locator("main").inner_text()
    page.emulate_media(media="print")
    printed = page.locator("main").inner_text()
    summary = page.locator("ol.rows .row-text .on-paper").first.inner_text()
    own = ["Pour notre groupe", "À lire avant mardi", summary, "/experiences/jura-service/"]
    assert len(summary) > 20
    assert [words for words in own if words not in printed] == []
    assert [words for words in own if words in shown] == []
    assert "Ajouter des textes" not in printed
    assert printed.count("://") == 2


def test_map_names_regions_on_a_phone_and_on_paper_where_nothing_leads_back_to_it(open_page):
    page = open_page("/experiences/?vue=carte", viewport={"width": 360, "height": 640})
    name, code, back = (
        page.locator(".region-names text", has_text="Bretagne"),
        page.locator(".region .code").first,
        page.get_by_role("link", name="Revoir la carte"),
    )
    expect(name).to_be_visible()
    expect(code).to_be_hidden()
    expect(back).to_be_visible()
    page.emulate_media(media="print")
    expect(name).to_be_visible()
    expect(code).to_be_visible()
    expect(back).to_be_hidden()
