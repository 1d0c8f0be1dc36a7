"""The reader's choice of colours: whatever the device prefers, on every page, kept in the browser and nowhere else."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow
TOKENS = re.findall(r"(--[\w-]+):", (settings.BASE_DIR / "static/css/tokens.css").read_text())


def colours(page: Page) -> dict[str, str]:
    """What every token is worth on a page, and what the browser paints itself: its ground, the scheme of its own controls."""
    return page.evaluate(
        """names => { const style = getComputedStyle(document.documentElement);
            const values = names.map(name => [name, style.getPropertyValue(name).trim()]);
            return Object.fromEntries([...values, ["ground", style.backgroundColor], ["scheme", style.colorScheme]]) }""",
        TOKENS,
    )


def choose(page: Page, words: str) -> None:
    """Press the button until it says these words; three presses come back to the first."""
    button = page.get_by_role("button", name="Couleurs")
    for _ in range(3):
        if words in button.inner_text():
            return
        button.click()
    raise AssertionError(button.inner_text())


@pytest.mark.parametrize(("preferred", "chosen", "words"), [("light", "dark", "sombres"), ("dark", "light", "claires")])
def test_chosen_colours_are_those_of_a_device_that_prefers_them_until_the_choice_is_given_back(
    open_page, preferred, chosen, words
):
    theirs = colours(open_page("/", color_scheme=chosen))
    page = open_page("/", color_scheme=preferred)
    before = colours(page)
    assert before["ground"] != theirs["ground"]
    choose(page, words)
    assert {**colours(page), "scheme": ""} == {**theirs, "scheme": ""}
    page.goto("/fiches/creer-une-ressourcerie/")
    assert {**colours(page), "scheme": chosen} == {**theirs, "scheme": chosen}
    expect(page.get_by_role("button", name="Couleurs")).to_contain_text(words)
    assert page.context.cookies() == []
    page.emulate_media(media="print")
    assert colours(page)["--ink"] == colours(open_page("/", color_scheme="light"))["--ink"]
    page.emulate_media(media="screen")
    choose(page, "celles de l’appareil")
    page.goto("/")
    assert colours(page) == before


def test_choice_of_colours_is_the_administrations_too(open_page):
    page = open_page("/", color_scheme="light")
    choose(page, "sombres")
    page.goto("/admin/login/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_browser_that_keeps_nothing_still_changes_colours(open_page):
    page = open_page("/", color_scheme="light")
    page.add_init_script("Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('refused') }")
    page.reload()
    choose(page, "sombres")
    assert colours(page)["ground"] == colours(open_page("/", color_scheme="dark"))["ground"]


def test_without_script_the_choice_does_not_show_and_the_device_decides(open_page):
    page = open_page("/", color_scheme="dark", java_script_enabled=False)
    expect(page.locator("[data-theme-choice]")).to_be_hidden()
    with_script = open_page("/", color_scheme="dark")
    assert page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor") == colours(with_script)["ground"]
