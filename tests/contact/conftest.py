"""What the tests of this room share."""

import pytest

from tests.contact.sending import Clock


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Call it with a length of time to let it pass."""
    return Clock(monkeypatch)
