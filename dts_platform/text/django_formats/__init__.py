"""How Django itself writes days in French, in its administration first: « 1er octobre », as everywhere on the site."""

from django.utils.dateformat import DateFormat


def _suffix(moment: DateFormat) -> str:
    return "er" if moment.data.day == 1 else ""


def install() -> None:
    """Make of « S », an English suffix for Django, the French one: the formats beside this file ask for it."""
    DateFormat.S = _suffix
