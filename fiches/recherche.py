"""What a fiche lends to the index."""

from dts_platform.core.search.french import fold
from dts_platform.core.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.core.texte import en_clair
from fiches.models import Etape, Fiche, Outil, Partie, Prolongement, Reference, ThemeDeFiche
from missions.models import Theme

_ENFANTS = (Etape, Outil, Prolongement, Reference)
_CROISEMENTS = (Fiche.missions.through, Fiche.principes.through, Fiche.strategies.through)
_PROSE = ("pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite", "facile_a_lire")


class FicheCherchable(Searchable):
    kind = "fiche"
    watched = (
        Watch(Fiche._meta.db_table),
        *(Watch(modele._meta.db_table, "{row}.fiche_id") for modele in (*_ENFANTS, *_CROISEMENTS)),
        Watch(Fiche.prepare.through._meta.db_table, "{row}.from_fiche_id"),
        Watch(ThemeDeFiche._meta.db_table, "{row}.content_object_id"),
        Watch(Theme._meta.db_table, f"content_object_id FROM {ThemeDeFiche._meta.db_table} WHERE tag_id = {{row}}.id"),
    )

    def public(self):
        liens = ("etapes", "missions", "principes", "strategies", "themes")
        return Fiche.objects.published().select_related("outil").prefetch_related(*liens)

    def entry(self, text: Fiche) -> Entry:
        outil, etapes = getattr(text, "outil", None), list(text.etapes.all())
        themes = sorted(text.themes.all(), key=lambda theme: theme.slug)
        facettes = facettes_de(text)
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
            LABELS: [*([outil.titre] if outil else []), *(t.name for t in themes), *(e.titre for e in etapes)],
            BODY: [en_clair(part) for part in body],
        }
        publiee = text.publie_le.toordinal() if text.publie_le else 0
        return Entry(record, facettes, {"numero": text.numero, "titre": fold(text.titre), "recent": -publiee}, fields)


def facettes_de(fiche: Fiche) -> dict[str, list[str]]:
    """What a fiche carries, facet by facet."""
    outil = getattr(fiche, "outil", None)
    return {
        "mission": [mission.slug for mission in fiche.missions.all()],
        "principe": [principe.slug for principe in fiche.principes.all()],
        "strategie": [strategie.slug for strategie in fiche.strategies.all()],
        "theme": sorted(theme.slug for theme in fiche.themes.all()),
        "region": [fiche.region] if fiche.region else [],
        "partie": [Partie(fiche.partie).slug],
        "outil": [outil.type] if outil else [],
    }


CHERCHABLES = (FicheCherchable(),)
