"""What tests in a browser share: the site, the browser, a page that may not show an error."""

import pytest
from playwright.sync_api import Browser

from tests.whole.browser import browser, opening, prepared, site

__all__ = ["browser", "prepared", "site"]  # fixtures


@pytest.fixture
def open_page(browser: Browser, site):
    """Open a page of the site; fails the test on any error the console shows (a refused script or style is one)."""
    with opening(browser, site[0]) as open_page:
        yield open_page
