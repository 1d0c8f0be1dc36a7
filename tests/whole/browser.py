"""The site served as a stranger would start it, and a real browser: one of each for this room."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

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
def site(tmp_path_factory):
    """The site as a stranger would start it: its address and the passwords it printed."""
    port = free_port()
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
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
def browser():
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=binary, args=OPTIONS)
        yield browser
        browser.close()
