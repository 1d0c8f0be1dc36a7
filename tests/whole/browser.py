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

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")  # the lightest first; none is Playwright's own
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
def prepared(tmp_path_factory, kept_content):
    """A folder prepared as a stranger would, on the loaded content: the environment that names it, the passwords printed.

    With LONG=1, `prepare` loads the content itself; tests/site/test_prepare.py starts from nothing each time.
    """
    var = tmp_path_factory.mktemp("var")
    if kept_content and not LONG:
        shutil.copyfile(kept_content, var / "db.sqlite3")
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "HOME": os.environ.get("HOME", "/tmp")}
    prepare = subprocess.run([*MANAGE, "prepare"], env=env, capture_output=True, text=True, check=True, timeout=300)
    return env, {line.split()[0]: line.split()[1] for line in prepare.stdout.splitlines() if line.startswith("  ")}


@contextmanager
def running(command: list[str], port: int, env: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A server, once it answers on a port; it is asked to stop at the end, and does."""
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, cwd=settings.BASE_DIR)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    else:
        server.kill()
        pytest.fail("the site does not answer two minutes after its start")
    yield server
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        pytest.fail("the site does not stop 10 s after it was asked to")


@pytest.fixture(scope="package")
def site(prepared):
    """The site as a stranger would start it: its address and the passwords it printed."""
    env, passwords = prepared
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running([*MANAGE, "serve", "--port", str(port), "--no-documents"], port, {**env, "SITE_URL": address}):
        yield address, passwords


def installed_browser() -> str | None:
    """Where the browser of this machine is."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@pytest.fixture(scope="package")
def browser(django_db_setup):
    """A real browser; the database is made first, for Django refuses it beside the event loop of a browser."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=installed_browser(), args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def opening(browser: Browser, root: str) -> Iterator[Callable[..., Page]]:
    """Open pages of the site; at the end, fail on any error that the console showed or any request that left the site."""
    contexts, errors = [], []

    def open_page(address: str, *, refusals: bool = False, **options) -> Page:
        """With `refusals`, the server may refuse a form: the console says so, and it is no error of the page."""

        def note(message) -> None:
            refused = refusals and "status of" in message.text
            if message.type == "error" and not refused:
                errors.append(message.text)

        context = browser.new_context(base_url=root, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda r: errors.append(r.url) if not r.url.startswith((root, "data:")) else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == [], errors
