"""What tests of news share: a live text corrected by one person and published by another, as the desk does it."""

from dts_platform.desk.copies import open_copy
from dts_platform.desk.transitions import publish, send
from dts_platform.editorial.versions import ForReaders
from tests.factories import an_account


def corrected(text, sentence: str = "", important: bool = False, act=lambda copy: None, **fields):
    """The text, once what it says was changed through a working copy."""
    author, reviewer = an_account("nationale"), an_account("nationale")
    copy = open_copy(text, author)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save()
    act(copy)
    send(copy, author, "Un mot privé.")
    return publish(copy, reviewer, ForReaders(sentence, important))
