"""What a browser prints of a page: what is to be read, nothing to press."""

import pytest

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
