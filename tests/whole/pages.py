"""What tests in a browser read on a page."""

from playwright.sync_api import Page


def total(page: Page) -> int:
    return int(page.locator("#resultats").get_attribute("data-total"))
