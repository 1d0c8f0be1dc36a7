"""The public shape of an experience, for open data."""

from django.utils.timezone import localtime

from dts_platform.content.records import day, slugs
from dts_platform.web.addresses import absolute
from experiences.models import ChiffreCle


def _chiffre(chiffre: ChiffreCle) -> dict:
    return {
        "libelle": chiffre.libelle,
        "precision": chiffre.precision,
        "valeur": float(chiffre.valeur),
        "unite": chiffre.word,
        "annee": chiffre.annee,
        "periode": chiffre.periode,
        "source": chiffre.source.titre,
        "mesure": chiffre.unite,
        "perimetre": chiffre.perimetre,
        "couverture": chiffre.couverture,
        "taille": "oui" if chiffre.taille else "",
    }


FIELDS = {
    "slug": lambda experience: experience.slug,
    "nom": lambda experience: experience.nom,
    "organisation": lambda experience: experience.organisation,
    "type": lambda experience: experience.type_structure,
    "commune": lambda experience: experience.commune,
    "departement": lambda experience: experience.departement,
    "region": lambda experience: experience.region,
    "missions": lambda experience: slugs(one.mission for one in experience.illustrations_de_mission.all()),
    "principes": lambda experience: slugs(one.principe for one in experience.illustrations_de_principe.all()),
    "strategies": lambda experience: slugs(one.strategie for one in experience.illustrations_de_strategie.all()),
    "chiffres": lambda experience: [_chiffre(chiffre) for chiffre in experience.chiffres.all()],
    "url": lambda experience: absolute(experience.get_absolute_url()),
    "modifie_le": lambda experience: localtime(experience.modifie_le),
    # Last: who reads the columns by their rank finds the others where they were.
    "themes": lambda experience: sorted(slugs(experience.themes.all())),
    "origine": lambda experience: experience.origine,
    "lecture": lambda experience: experience.lecture.strip(),
    "non_trouve": lambda experience: experience.non_trouve.strip(),
    "cherche_le": lambda experience: day(experience.cherche_le),
    "cherche_dans": lambda experience: experience.cherche_dans,
    "sources": lambda experience: [source.cited for source in experience.sources.all()],
    "en_une_phrase": lambda experience: experience.en_une_phrase,
    "questions": lambda experience: experience.asked,
}

FIGURES = {
    "experience": lambda chiffre: chiffre.experience.slug,
    "libelle": lambda chiffre: chiffre.libelle,
    "precision": lambda chiffre: chiffre.precision,
    "valeur": lambda chiffre: float(chiffre.valeur),
    "unite": lambda chiffre: chiffre.word,
    "mesure": lambda chiffre: chiffre.unite,
    "perimetre": lambda chiffre: chiffre.perimetre,
    "annee": lambda chiffre: chiffre.annee,
    "periode": lambda chiffre: chiffre.periode,
    "region": lambda chiffre: chiffre.experience.region,
    "themes": lambda chiffre: sorted(slugs(chiffre.experience.themes.all())),
    "source": lambda chiffre: chiffre.source.titre,
    "adresse": lambda chiffre: chiffre.source.adresse,
    "url": lambda chiffre: absolute(chiffre.get_absolute_url()),
    "couverture": lambda chiffre: chiffre.couverture,
    "taille": lambda chiffre: "oui" if chiffre.taille else "",
}
