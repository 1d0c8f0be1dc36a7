"""The whole manual as EPUB: the same bytes in any process, each chapter in a real browser."""

import hashlib
import os
import re
import sys

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.deadlines import run
from tests.epub.read_book import ReadBook
from tests.long import sample
from tests.whole.browser import OPTIONS, OVERFLOWING, installed_browser
from tests.whole.pages import RULES, axe_violations


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the test database to a file")
def test_manuel_epub_made_in_another_process_has_the_same_bytes(manuel_book, tmp_path):
    """Starts the project twice on a copy of the content."""
    database = tmp_path / "content.sqlite3"
    connection.ensure_connection()
    database.write_bytes(connection.connection.serialize())
    code = (
        "import hashlib; from fiches.documents.manuel import Manuel; from fiches.documents.ebook import manuel_epub;"
        "print(hashlib.sha256(manuel_epub(Manuel.read())).hexdigest())"
    )
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{database}"}
    digests = {
        run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=settings.BASE_DIR,
            env={**env, "SITE_URL": settings.SITE_URL, "PYTHONHASHSEED": seed, "TZ": time_zone},
            text=True,
        ).stdout.strip()
        for seed, time_zone in (("1", "UTC"), ("4242", "Asia/Tokyo"))
    }
    assert digests == {hashlib.sha256(manuel_book[1].data).hexdigest()}


def kind_of(name: str) -> str:
    """What a file of the book is: its name without its number."""
    return re.sub(r"[-\d]*\.xhtml", "", name)


def one_of_each_kind_and_some(book: ReadBook) -> list[str]:
    """Files of the book: one of each kind, and some others; all of them with LONG=1."""
    kinds = {kind_of(name): name for name in reversed(book.order)}
    return list(dict.fromkeys([*kinds.values(), *sample(book.order, 12, book.text)]))


@pytest.mark.slow
def test_every_chapter_in_a_browser_is_accessible_and_fits_a_small_screen(manuel_book, tmp_path):
    """Opens some of the files in a real browser, and examines one of each kind."""
    book = manuel_book[1]
    book.archive.extractall(tmp_path)
    violations, overflows = {}, {}
    rules = [rule for rule in RULES if rule not in ("best-practice", "RGAAv4")]  # landmarks are of web pages
    with sync_playwright() as p:  # here, not in a fixture: the database is closed to whoever shares its loop
        page = p.chromium.launch(executable_path=installed_browser(), args=OPTIONS).new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        for name in one_of_each_kind_and_some(book):
            page.goto(f"file://{tmp_path}/EPUB/{name}")
            overflows[name] = page.evaluate(OVERFLOWING)
            if kind_of(name) not in violations:
                violations[kind_of(name)] = axe_violations(page, rules)
        page.context.browser.close()
    assert {name: v for name, v in violations.items() if v} == {}
    assert {name: d[:2] for name, d in overflows.items() if d} == {}
