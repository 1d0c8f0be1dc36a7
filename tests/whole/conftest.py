"""What tests in a browser share: the site, the browser, a page that may not show an error."""

import pytest
from playwright.sync_api import Browser, Page

from tests.whole.browser import browser, site

__all__ = ["browser", "site"]  # fixtures


@pytest.fixture
def open_page(browser: Browser, site):
    """Open a page of the site; fails the test on any error the console shows (a refused script or style is one)."""
    contexts, errors = [], []

    def open_page(address: str, **options) -> Page:
        context = browser.new_context(base_url=site[0], **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda r: errors.append(r.url) if not r.url.startswith((site[0], "data:")) else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
