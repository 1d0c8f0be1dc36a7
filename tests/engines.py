"""Which tests are run again on PostgreSQL: all that ask a database, but for those that say the same on any engine.

What an engine decides is judged on both: constraints, triggers, indexes, order of the search, locks, transactions,
several writers at once, migrations, what forms save. What texts look like once they are read, and who may open what, is
judged on SQLite alone, and on both with LONG=1. A new test is run on both until its room is named here, or it is marked
`any_database`.
"""

import pytest

# Rooms and modules that read texts to show them (pages, a browser, files to download, books, sheets, exports, booklets) or to refuse them.
ONLY_READ = (
    "tests/contact/test_pages.py",
    "tests/editorial/test_admin_addresses.py",
    "tests/editorial/test_guide.py",
    "tests/editorial/test_rights.py",
    "tests/epub/",
    "tests/fiches/documents/test_build_command.py",
    "tests/fiches/documents/test_downloads.py",
    "tests/fiches/documents/test_downloads_freshness.py",
    "tests/fiches/documents/test_editions_page.py",
    "tests/fiches/documents/test_links.py",
    "tests/fiches/documents/test_plaquette.py",
    "tests/fiches/documents/test_printed_codes.py",
    "tests/fiches/documents/test_same_bytes.py",
    "tests/fiches/documents/test_unbuildable_texts.py",
    "tests/fiches/documents/test_words_of_documents.py",
    "tests/fiches/selection/",
    "tests/fiches/test_bodies.py",
    "tests/fiches/test_selection.py",
    "tests/fiches/test_selection_page.py",
    "tests/portal/",
    "tests/site/test_drafts.py",
    "tests/site/test_pages.py",
    "tests/site/test_public_words.py",
    "tests/site/test_titles.py",
    "tests/site/test_tools.py",
    "tests/territoires/test_documents.py",
    "tests/web/test_administration.py",
    "tests/web/test_freshness.py",
    "tests/web/test_headers.py",
    "tests/web/test_page_memory.py",
    "tests/whole/",
)


def asks_a_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "db" in getattr(item, "fixturenames", ())


def may_depend_on_the_engine(item: pytest.Item) -> bool:
    same_on_any = item.nodeid.startswith(ONLY_READ) or item.get_closest_marker("any_database")
    return asks_a_database(item) and not same_on_any
