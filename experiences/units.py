"""The units that figures are counted in: a closed list, so that figures sort, and add up where that makes sense."""

from decimal import Decimal

from django.db import models

from dts_platform.text.formats import number_text

MILLION = 1_000_000


class Unit(models.TextChoices):
    """What a figure counts; the value that is stored is the word that is read."""

    PEOPLE = "personnes", "personnes"
    EMPLOYEES = "salariés", "salariés"
    JOBS = "emplois", "emplois"
    FULL_TIME = "équivalents temps plein", "équivalents temps plein"
    INHABITANTS = "habitants", "habitants"
    MEMBERS = "adhérents", "adhérents"
    FAMILIES = "familles", "familles"
    STRUCTURES = "structures", "structures"
    COMPANIES = "entreprises", "entreprises"
    ASSOCIATIONS = "associations", "associations"
    TOWNS = "communes", "communes"
    FILES = "dossiers", "dossiers"
    EUROS = "euros", "euros"
    SHARE = "%", "%"
    HECTARES = "hectares", "hectares"
    SURFACE = "m²", "m²"
    DAYS = "jours", "jours"
    PLACES = "places", "places"
    HOMES = "logements", "logements"
    VEHICLES = "véhicules", "véhicules"
    MEALS = "repas par jour", "repas par jour"

    @property
    def adds_up(self) -> bool:
        """May figures of two places be added? Shares may not, nor lengths of time."""
        return self not in (Unit.SHARE, Unit.DAYS)

    @property
    def slug(self) -> str:
        """Its value in an address."""
        return self.name.lower().replace("_", "-")


def counted(value: Decimal, word: str) -> str:
    """A value and what it counts: « 1 salarié », « 2,5 millions d’euros », « 45 % »."""
    if word == Unit.EUROS and abs(value) >= MILLION and value % (MILLION // 1_000) == 0:
        millions = value / MILLION
        return f"{number_text(millions)}\u00a0million{'s' if abs(millions) >= 2 else ''} d’euros"
    if abs(value) < 2:
        first, space, rest = word.partition(" ")
        word = f"{first.removesuffix('s')}{space}{rest}"
    return f"{number_text(value)}\u00a0{word}" if word else number_text(value)
