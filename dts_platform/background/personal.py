"""What is kept of people, why and how long: declared beside each table, read on the legal page, purged by the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

VISITORS, CONTACTS, EDITORS = "Visiteurs", "Personnes à joindre", "Personnes qui écrivent ici"
YEAR, MONTH = timedelta(days=365), timedelta(days=30)


@dataclass(frozen=True)
class Personal:
    """What a table keeps of people. `fields` are its columns that say it, `over` tells which rows are past their time.

    Without `over`, rows stay as long as `how_long` says, and somebody takes them away.
    """

    whose: str
    what: str
    why: str
    how_long: str
    fields: tuple[str, ...] = ()
    over: Callable[[datetime], models.Q] | None = None


ACCESS_LOG = Personal(
    VISITORS,
    "Le journal du serveur\u202f: l’adresse de la connexion, l’heure, la page, sans ce qui suit le «\u202f?\u202f»",
    "voir les pannes et les attaques",
    "14\u00a0jours",
)
_DECLARED: dict[type[models.Model], Personal] = {}


def keeps(personal: Personal) -> Callable[[type[models.Model]], type[models.Model]]:
    """Declare what a model keeps of people; on an abstract one, what all its tables keep."""

    def declare(model: type[models.Model]) -> type[models.Model]:
        _DECLARED[model] = personal
        return model

    return declare


def all_kept() -> dict[str, list[Personal]]:
    """{whose: what is kept of them}, for the legal page; what several tables declare together is said once."""
    declared = list(dict.fromkeys([ACCESS_LOG, *_DECLARED.values()]))
    return {whose: [one for one in declared if one.whose == whose] for whose in (VISITORS, CONTACTS, EDITORS)}


def purge() -> int:
    """Delete the rows that are past their time; how many went. One query for each table, whatever it holds."""
    now = timezone.now()
    past = [(model, personal.over(now)) for model, personal in _DECLARED.items() if personal.over]
    return sum(model._base_manager.filter(over).delete()[0] for model, over in past)


def time_kept_in_words(time: timedelta) -> str:
    """A time that something is kept, in French."""
    if time % YEAR == timedelta(0):
        years = time // YEAR
        return "un an" if years == 1 else f"{years}\u00a0ans"
    if time % MONTH == timedelta(0) and time > MONTH:
        return f"{time // MONTH}\u00a0mois"
    return f"{time.days}\u00a0jours"
