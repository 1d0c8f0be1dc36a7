"""The site served as a stranger would start it, and a real browser: one of each for this room."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.long import LONG

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Wide tables may scroll in their own box; the page itself may not.
OVERFLOWING = """() => {
    const large = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= large) return [];
    return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > large + 1).map(e => e.outerHTML.slice(0, 120));
}"""


def free_port() -> int:
    with socket.socket() as connection:
        connection.bind(("127.0.0.1", 0))
        return connection.getsockname()[1]


@pytest.fixture(scope="package")
def site(tmp_path_factory, kept_content):
    """The site as a stranger would start it, on the loaded content: its address and the passwords it printed.

    With LONG=1, `prepare` loads the content itself; tests/site/test_prepare.py starts from nothing each time.
    """
    port, var = free_port(), tmp_path_factory.mktemp("var")
    if kept_content and not LONG:
        shutil.copyfile(kept_content, var / "db.sqlite3")
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(var),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "HOME": os.environ.get("HOME", "/tmp"),
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    prepare = subprocess.run([*manage, "prepare"], env=env, capture_output=True, text=True, check=True, timeout=300)
    passwords = {line.split()[0]: line.split()[1] for line in prepare.stdout.splitlines() if line.startswith("  ")}
    server = subprocess.Popen(
        [*manage, "serve", "--port", str(port), "--no-documents"], env=env, stdout=subprocess.DEVNULL
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    else:
        server.kill()
        pytest.fail("the site does not answer 20 s after its start")
    yield env["SITE_URL"], passwords
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        pytest.fail("the site does not stop 10 s after it was asked to")


@pytest.fixture(scope="package")
def browser(django_db_setup):
    """A real browser; the database is made first, for Django refuses it beside the event loop of a browser."""
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=binary, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def opening(browser: Browser, root: str) -> Iterator[Callable[..., Page]]:
    """Open pages of the site; at the end, fail on any error that the console showed or any request that left the site."""
    contexts, errors = [], []

    def open_page(address: str, **options) -> Page:
        context = browser.new_context(base_url=root, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda r: errors.append(r.url) if not r.url.startswith((root, "data:")) else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
