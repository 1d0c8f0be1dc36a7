"""Days, numbers and weights, as they are read in French."""

import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import template_localtime


def date(day: datetime.date | None, format_string: str = "j F Y") -> str:
    """A day or a moment in French words and local time, « 22 novembre 2026 », « 1er août 2026 »; nothing for no day."""
    if not day:
        return ""
    return date_format(template_localtime(day), format_string.replace("j F", "jS F"))


def count_text(count: int) -> str:
    """A count as a reader writes it: 1 234, with a no-break space."""
    return str(count) if -1000 < count < 1000 else number_format(count)


def number_text(value: Decimal) -> str:
    """A figure without useless decimals: 134 000, 2,75."""
    value = value.normalize()
    return number_format(value, decimal_pos=max(0, -value.as_tuple().exponent), force_grouping=True)


def shortened(text: str, most: int = 160) -> str:
    """A text of `most` characters at most: whole, or cut after a word and ended by « … »; an escaped sign is not cut."""
    if len(text) <= most:
        return text
    words = text[: most - 1].rsplit(" ", 1)[0]  # a text without space is cut where it must be
    return words.rstrip(" ,;:.!?–«(\u00a0\u202f") + "…"


def plural(count: int, forms: str) -> str:
    """`plural(3, "fiche,fiches")` → « 3 fiches »; French: zero and one are singular."""
    one, many = forms.split(",")
    return f"{count_text(count)}\u00a0{one if abs(count) < 2 else many}"


def seconds_text(seconds: float) -> str:
    """A length of time: 2,5 s."""
    return f"{number_format(seconds, decimal_pos=1)}\u00a0s"


def weight(size: int) -> str:
    """A number of bytes as readers say it: 640 ko, 6,2 Mo."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0ko"
    return f"{number_format(size / 1_000_000, decimal_pos=1)}\u00a0Mo"
