"""The public shape of a landmark, for open data."""

from django.utils.timezone import localtime

from dts_platform.content.records import day
from dts_platform.web.addresses import absolute
from missions.models import ChiffreDeRepere, PointDeRepere


def _point(point: PointDeRepere) -> str:
    """A point on one line: its title, what documents say, what we add, said to be ours."""
    ours = f"(Ce que nous ajoutons\u202f:) {point.texte.strip()}" if point.texte else ""
    return " ".join(part for part in (f"{point.titre}.", point.documents_disent.strip(), ours) if part)


def _figure(figure: ChiffreDeRepere) -> dict:
    return {
        "libelle": figure.libelle,
        "precision": figure.precision,
        "valeur": float(figure.valeur),
        "unite": figure.word,
        "annee": figure.annee,
        "periode": figure.periode,
        "source": figure.said_by,
        "mesure": figure.unite,
        "perimetre": figure.perimetre,
        "couverture": figure.couverture,
    }


FIELDS = {
    "slug": lambda repere: repere.slug,
    "titre": lambda repere: repere.titre,
    "famille": lambda repere: repere.famille,
    "resume": lambda repere: repere.resume.strip(),
    "constat": lambda repere: repere.constat.strip(),
    "proposition": lambda repere: repere.proposition.strip(),
    "documents_disent": lambda repere: repere.documents_disent.strip(),
    "points": lambda repere: [_point(point) for point in repere.points.all()],
    "ce_que_nous_ajoutons": lambda repere: repere.corps.strip(),
    "non_trouve": lambda repere: repere.non_trouve.strip(),
    "cherche_le": lambda repere: day(repere.cherche_le),
    "cherche_dans": lambda repere: repere.cherche_dans,
    "chiffres": lambda repere: [_figure(figure) for figure in repere.chiffres.all()],
    "sources": lambda repere: [source.cited for source in repere.sources.all()],
    "url": lambda repere: absolute(repere.get_absolute_url()),
    "modifie_le": lambda repere: localtime(repere.modifie_le),
}
