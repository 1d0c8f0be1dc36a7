"""The colours of the site, for drawings that no style sheet reaches: those that `static/css/tokens.css` gives by day."""

import re
from collections.abc import Mapping
from functools import cache

from django.conf import settings

_TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")


@cache
def _colours() -> Mapping[str, str]:
    sheet = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(_TOKEN.findall(sheet.partition("@media")[0]))


def colour(name: str) -> str:
    """The colour of a name, as `#rrggbb`. Raises KeyError for a name that the style sheet does not give."""
    return _colours()[name]
