"""Days and moments, as they are read in French."""

import datetime

from django.utils.formats import date_format
from django.utils.timezone import template_localtime


def date(day: datetime.date | None, format_string: str = "j F Y") -> str:
    """A day or a moment in French words and local time, « 22 novembre 2026 »; nothing for no day."""
    return date_format(template_localtime(day), format_string) if day else ""
