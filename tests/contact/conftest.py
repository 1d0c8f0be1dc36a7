"""What the tests of this room share."""

import pytest

from tests.contact.sending import FICHE, MESSAGE, Clock, a_group, opened


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Call it with a length of time to let it pass."""
    return Clock(monkeypatch)


@pytest.fixture
def opening(client, clock) -> str:
    """That of a form which a reader took ten seconds to fill in."""
    a_group()
    found = opened(client, MESSAGE, texte=FICHE)
    clock(seconds=10)
    return found
