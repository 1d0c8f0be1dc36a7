"""The browser of this room runs an event loop in the thread of the tests; Django then refuses the database by mistake."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def database_beside_browser():
    with pytest.MonkeyPatch.context() as m:
        m.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield
