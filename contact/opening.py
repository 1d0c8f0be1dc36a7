"""The opening of a form: a signed word drawn when it is shown, that says when, in place of a cookie."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils import timezone

SALT = "contact.opening"
LASTS = timedelta(days=7)
QUICKEST = timedelta(seconds=3)
LONGEST = 400  # characters of a signed word


@dataclass(frozen=True)
class Opening:
    """When a form was shown, and the word drawn for it; no word when nobody read the form."""

    word: str = ""
    age: timedelta = timedelta(0)

    @classmethod
    def read(cls, signed: str) -> "Opening":
        """What a form came back with; one that we did not sign is none."""
        try:
            word, moment = signing.loads(signed[:LONGEST], salt=SALT)
        except signing.BadSignature:
            return cls()
        return cls(word, timedelta(seconds=timezone.now().timestamp() - moment))

    @property
    def is_over(self) -> bool:
        return self.age > LASTS


def new_opening() -> str:
    """A signed word for a form about to be shown."""
    return signing.dumps([secrets.token_urlsafe(12), timezone.now().timestamp()], salt=SALT)
