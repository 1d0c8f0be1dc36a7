"""What a fiche lends to the index."""

from collections.abc import Iterator, Sequence

from django.db import connection

from dts_platform.search.french import fold
from dts_platform.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.text.markdown import plain
from fiches.models import Etape, Fiche, Outil, Partie, Prolongement, Reference, ThemeDeFiche
from missions.models import Mission, Principe, Strategie, Theme

_CHILDREN = (Etape, Outil, Prolongement, Reference)
_CROISEMENTS = (Fiche.missions.through, Fiche.principes.through, Fiche.strategies.through)
_PROSE = ("pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite", "facile_a_lire")
_LINKS = (
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
        f"SELECT l.{here}, '{facet}', o.slug, o.{'name' if model is Theme else 'titre'} FROM {through._meta.db_table} l "  # noqa: S608
        f"JOIN {model._meta.db_table} o ON o.id = l.{there} WHERE l.{here} IN ({marks})"
        for facet, through, here, there, model in _LINKS
    ]
    found: dict[int, dict[str, list[tuple[str, str]]]] = {key: {} for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [*keys] * len(parts))
        for key, facet, slug, name in sorted(cursor.fetchall()):
            found[key].setdefault(facet, []).append((slug, name))
    return found


class SearchableFiche(Searchable):
    kind = "fiche"
    watched = (
        Watch(Fiche._meta.db_table),
        *(Watch(model._meta.db_table, "{row}.fiche_id") for model in (*_CHILDREN, *_CROISEMENTS)),
        Watch(Fiche.prepare.through._meta.db_table, "{row}.from_fiche_id"),
        Watch(ThemeDeFiche._meta.db_table, "{row}.content_object_id"),
        *(Watch.beyond(model, through, here, there) for _, through, here, there, model in _LINKS),
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
        themes = [name for _, name in text.croisements.get("theme", ())]
        crossed = {facet: [slug for slug, _ in values] for facet, values in text.croisements.items()}
        facets = crossed | _own_facets(text)
        resume = plain(text.resume)
        record = {
            "pk": text.pk,
            "numero": text.numero,
            "partie": text.partie,
            "slug": text.slug,
            "titre": text.titre,
            "resume": resume,
            "kind_label": f"Fiche {text.numero}",
            "url": text.get_absolute_url(),
            "facets": facets,
        }
        body = [getattr(text, name) for name in _PROSE]
        body += [part for etape in etapes for part in (etape.texte, etape.avec_qui, etape.resultat)]
        body += [outil.mode_emploi, outil.corps] if outil else []
        fields = {
            TITLE: [text.titre],
            SUMMARY: [resume],
            LABELS: [*([outil.titre] if outil else []), *themes, *(e.titre for e in etapes)],
            BODY: [plain(part) for part in body],
        }
        published = text.publie_le.toordinal() if text.publie_le else 0
        return Entry(record, facets, {"numero": text.numero, "titre": fold(text.titre), "recent": -published}, fields)


def _own_facets(fiche: Fiche) -> dict[str, list[str]]:
    """The facets a fiche carries by itself."""
    outil = getattr(fiche, "outil", None)
    return {
        "region": [fiche.region] if fiche.region else [],
        "partie": [Partie(fiche.partie).slug],
        "outil": [outil.type] if outil else [],
    }


def facets_of(fiche: Fiche) -> dict[str, list[str]]:
    """What a fiche carries, facet by facet, public or not."""
    crossed = _croisements([fiche.pk])[fiche.pk]
    return {facet: [slug for slug, _ in values] for facet, values in crossed.items()} | _own_facets(fiche)


SEARCHABLES = (SearchableFiche(),)
