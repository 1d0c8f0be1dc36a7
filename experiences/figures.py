"""Totals of figures, where adding them makes sense."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from dts_platform.finder.finder import Finder
from experiences.models import ChiffreCle
from missions.models import ChiffreDeRepere
from references.units import Unit, counted


@dataclass(frozen=True)
class YearTotal:
    """The figures of one unit and one year, added: how many, of how many experiences, whether all are exact."""

    year: int
    total: str
    figures: int
    is_exact: bool


def of_landmarks(finder: Finder) -> list[ChiffreDeRepere]:
    """The figures of public landmarks that answer the units chosen; none once anything else is asked, which they do not carry."""
    others = [name for name, chosen in finder.choices.items() if chosen and name != "unite"]
    if finder.text or others or finder.page.number > 1:
        return []
    figures = ChiffreDeRepere.objects.published().select_related("repere", "source__document")
    wanted = [unit.value for unit in Unit if unit.slug in finder.choices.get("unite", ())]
    return list(figures.filter(unite__in=wanted) if wanted else figures)


def totals(finder: Finder) -> list[YearTotal]:
    """The totals of what a list of figures found, year by year, the latest first; none where adding would mislead.

    Figures add up when they count the same thing, in one word, in one year, and none comes from the same experience as another: two figures of one
    experience may be a whole and its part. One query, and none unless a single unit is chosen.
    """
    chosen = finder.choices.get("unite", ())
    unit = next((unit for unit in Unit if chosen == (unit.slug,)), None)
    if unit is None or not unit.adds_up:
        return []
    alike = defaultdict(list)
    for figure in ChiffreCle.objects.filter(pk__in=finder.keys, annee__isnull=False):
        alike[figure.annee, figure.word].append(figure)
    return [
        YearTotal(
            year,
            counted(sum((figure.valeur for figure in figures), Decimal(0)), word),
            len(figures),
            not any(figure.precision for figure in figures),
        )
        for (year, word), figures in sorted(alike.items(), reverse=True)
        if len(figures) > 1 and len({figure.experience_id for figure in figures}) == len(figures)
    ]
