"""What a fiche lends to the index."""

from collections.abc import Iterator, Sequence

from django.db import connection

from dts_platform.core.search.french import fold
from dts_platform.core.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.core.texte import en_clair
from fiches.models import Etape, Fiche, Outil, Partie, Prolongement, Reference, ThemeDeFiche
from missions.models import Mission, Principe, Strategie, Theme

_ENFANTS = (Etape, Outil, Prolongement, Reference)
_CROISEMENTS = (Fiche.missions.through, Fiche.principes.through, Fiche.strategies.through)
_PROSE = ("pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite", "facile_a_lire")
_LIENS = (
    ("mission", Fiche.missions.through, "fiche_id", "mission_id", Mission),
    ("principe", Fiche.principes.through, "fiche_id", "principe_id", Principe),
    ("strategie", Fiche.strategies.through, "fiche_id", "strategie_id", Strategie),
    ("theme", ThemeDeFiche, "content_object_id", "tag_id", Theme),
)


def _croisements(keys: Sequence[int]) -> dict[int, dict[str, list[tuple[str, str]]]]:
    """What some fiches are crossed by: {fiche: {facet: [(slug, name)]}}, slugs in order. One query, where relations
    read one by one would cost more than all the rest of the indexing."""
    marks = ", ".join(["%s"] * len(keys))
    parts = [
        f"SELECT l.{ici}, '{facette}', o.slug, o.{'name' if modele is Theme else 'titre'} FROM {lien._meta.db_table} l "  # noqa: S608
        f"JOIN {modele._meta.db_table} o ON o.id = l.{la} WHERE l.{ici} IN ({marks})"
        for facette, lien, ici, la, modele in _LIENS
    ]
    trouves: dict[int, dict[str, list[tuple[str, str]]]] = {key: {} for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [*keys] * len(parts))
        for key, facette, slug, nom in sorted(cursor.fetchall()):
            trouves[key].setdefault(facette, []).append((slug, nom))
    return trouves


class FicheCherchable(Searchable):
    kind = "fiche"
    watched = (
        Watch(Fiche._meta.db_table),
        *(Watch(modele._meta.db_table, "{row}.fiche_id") for modele in (*_ENFANTS, *_CROISEMENTS)),
        Watch(Fiche.prepare.through._meta.db_table, "{row}.from_fiche_id"),
        Watch(ThemeDeFiche._meta.db_table, "{row}.content_object_id"),
        *(Watch.beyond(modele, lien, ici, la) for _, lien, ici, la, modele in _LIENS),
    )

    def public(self):
        return Fiche.objects.published().select_related("outil").prefetch_related("etapes")

    def read(self, keys: Sequence[int]) -> Iterator[Fiche]:
        croisements = _croisements(keys)
        for fiche in super().read(keys):
            fiche.croisements = croisements[fiche.pk]
            yield fiche

    def entry(self, text: Fiche) -> Entry:
        outil, etapes = getattr(text, "outil", None), list(text.etapes.all())
        themes = [nom for _, nom in text.croisements.get("theme", ())]
        crossed = {facette: [slug for slug, _ in valeurs] for facette, valeurs in text.croisements.items()}
        facettes = crossed | _propres(text)
        resume = en_clair(text.resume)
        record = {
            "pk": text.pk,
            "numero": text.numero,
            "partie": text.partie,
            "slug": text.slug,
            "titre": text.titre,
            "resume": resume,
            "sorte": f"Fiche {text.numero}",
            "adresse": text.get_absolute_url(),
            "facettes": facettes,
        }
        body = [getattr(text, nom) for nom in _PROSE]
        body += [part for etape in etapes for part in (etape.texte, etape.avec_qui, etape.resultat)]
        body += [outil.mode_emploi, outil.corps] if outil else []
        fields = {
            TITLE: [text.titre],
            SUMMARY: [resume],
            LABELS: [*([outil.titre] if outil else []), *themes, *(e.titre for e in etapes)],
            BODY: [en_clair(part) for part in body],
        }
        publiee = text.publie_le.toordinal() if text.publie_le else 0
        return Entry(record, facettes, {"numero": text.numero, "titre": fold(text.titre), "recent": -publiee}, fields)


def _propres(fiche: Fiche) -> dict[str, list[str]]:
    """The facets a fiche carries by itself."""
    outil = getattr(fiche, "outil", None)
    return {
        "region": [fiche.region] if fiche.region else [],
        "partie": [Partie(fiche.partie).slug],
        "outil": [outil.type] if outil else [],
    }


def facettes_de(fiche: Fiche) -> dict[str, list[str]]:
    """What a fiche carries, facet by facet, public or not."""
    crossed = _croisements([fiche.pk])[fiche.pk]
    return {facette: [slug for slug, _ in valeurs] for facette, valeurs in crossed.items()} | _propres(fiche)


CHERCHABLES = (FicheCherchable(),)
