"""The site served as a stranger would start it, and a real browser. Each module that asks for them starts its own."""

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
DEBORDE = """() => {
    const large = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= large) return [];
    return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > large + 1).map(e => e.outerHTML.slice(0, 120));
}"""


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as a stranger would start it: its address and the passwords it printed."""
    port = port_libre()
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "HOME": os.environ.get("HOME", "/tmp"),
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    prepare = subprocess.run([*manage, "prepare"], env=env, capture_output=True, text=True, check=True)
    secrets = {ligne.split()[0]: ligne.split()[1] for ligne in prepare.stdout.splitlines() if ligne.startswith("  ")}
    serveur = subprocess.Popen(
        [*manage, "serve", "--port", str(port), "--no-documents"], env=env, stdout=subprocess.DEVNULL
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield env["SITE_URL"], secrets
    serveur.terminate()
    serveur.wait(10)


@pytest.fixture(scope="module")
def navigateur():
    binaire = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=binaire, args=OPTIONS)
        yield browser
        browser.close()
