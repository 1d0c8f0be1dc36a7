"""What a fiche lends to the index."""

import re

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from dts_platform.editorial.states import public_row
from dts_platform.finder.carried import Faceted
from dts_platform.search.french import fold
from dts_platform.search.searchable import ASIDE, BODY, LABELS, QUESTIONS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.text.markdown import plain
from dts_platform.text.marks import printed
from experiences.models import Experience
from fiches.filters import FicheFilterSet
from fiches.models import (
    Etape,
    EtapeDeSituation,
    Fiche,
    Outil,
    Prolongement,
    Reference,
    RegleDeFiche,
    Situation,
    ThemeDeFiche,
    TimeToResult,
)
from missions.models import Mission, Principe, Public, Strategie, Theme
from references.models import Document, Perimetre, Regle

_DELAYS = TimeToResult.values
_NUMBERS = 1 << 31  # more than any number of a fiche: within one delay, the order of the manual
_CHILDREN = (Etape, Outil, Prolongement, Reference, RegleDeFiche)
_CROISEMENTS = (Fiche.missions.through, Fiche.principes.through, Fiche.strategies.through, Fiche.publics.through)
_LINKS = (
    (Fiche.missions.through, "fiche_id", "mission_id", Mission),
    (Fiche.principes.through, "fiche_id", "principe_id", Principe),
    (Fiche.strategies.through, "fiche_id", "strategie_id", Strategie),
    (Fiche.publics.through, "fiche_id", "public_id", Public),
    (ThemeDeFiche, "content_object_id", "tag_id", Theme),
)

_CITED, _CONCERNED = RegleDeFiche._meta.db_table, Regle.perimetres.through._meta.db_table
_HOLDING = f"fiche_id FROM {_CITED} WHERE regle_id"
_RULES = (  # what the box of a rule says; a rule that is not public is in none
    Watch(Regle._meta.db_table, f"{_HOLDING} = {{row}}.id AND {public_row('{row}')}"),
    Watch(_CONCERNED, f"{_HOLDING} = {{row}}.regle_id"),
    Watch(
        Perimetre._meta.db_table,
        f"{_HOLDING} IN (SELECT regle_id FROM {_CONCERNED} WHERE perimetre_id = {{row}}.id)",  # noqa: S608 – our own names
    ),
)


_TO_FILL = re.compile(r"[ \u00a0\u202f]*(?<!\[)(?:[…□☐○●▢→]|_{3,}|\.{4,})+")
_EMPTY = re.compile(r"(?:[ \u00a0\u202f]*[,:;–])+(?=[ \u00a0\u202f]*(?:[.,;]|$))")


def _to_read(tool: str) -> str:
    """The words of a tool, without the places to fill in nor the signs that only draw."""
    return _EMPTY.sub("", _TO_FILL.sub("", tool))


class SearchableFiche(Faceted):
    kind, filters = "fiche", FicheFilterSet
    record = (
        "pk",
        "numero",
        "partie",
        "slug",
        "titre",
        "resume",
        "phrase",
        "points",
        "kind_label",
        "url",
        "facets",
    )
    sorts = (
        "numero",
        "titre",
        "recent",
        "vite",
    )
    prose = ("pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite", "en_bref", "facile_a_lire")
    watched = (
        Watch(Fiche._meta.db_table),
        *(Watch(model._meta.db_table, "{row}.fiche_id") for model in (*_CHILDREN, *_CROISEMENTS)),
        Watch(Fiche.prepare.through._meta.db_table, "{row}.from_fiche_id"),
        Watch(ThemeDeFiche._meta.db_table, "{row}.content_object_id"),
        Watch(EtapeDeSituation._meta.db_table, "{row}.fiche_id"),
        Watch.beyond(Situation, EtapeDeSituation, "fiche_id", "situation_id", columns=("slug",)),
        *(Watch.beyond(model, through, here, there) for through, here, there, model in _LINKS),
        *_RULES,
        Watch.beyond(Document, Reference, "fiche_id", "document_id"),
        Watch.beyond(Mission, Fiche, "id", "mission_principale_id"),
        Watch.beyond(Experience, Prolongement, "fiche_id", "experience_id", columns=("statut", "organisation")),
    )

    def public(self):
        told = Prolongement.objects.filter(fiche=OuterRef("pk"), experience__in=Experience.objects.published())
        count = told.order_by().values("fiche").annotate(count=Count("pk")).values("count")
        return (
            Fiche.objects.published()
            .select_related("outil")
            .prefetch_related("etapes", "themes")
            .annotate(points=Coalesce(Subquery(count), 0))
        )

    def entry(self, text: Fiche) -> Entry:
        outil, etapes = getattr(text, "outil", None), list(text.etapes.all())
        themes = [theme.name for theme in sorted(text.themes.all(), key=lambda theme: theme.slug)]
        resume = plain(text.resume)
        record = {
            "pk": text.pk,
            "numero": text.numero,
            "partie": text.partie,
            "slug": text.slug,
            "titre": text.titre,
            "resume": resume,
            "phrase": text.phrase,
            "points": text.points,
            "kind_label": f"Fiche {text.numero}",
            "url": text.get_absolute_url(),
            "facets": text.facets,
        }
        body = [getattr(text, name) for name in self.prose]
        body += [part for etape in etapes for part in (etape.texte, etape.avec_qui, etape.resultat)]
        body += [outil.mode_emploi] if outil else []
        fields = {
            TITLE: [text.titre],
            SUMMARY: [resume],
            QUESTIONS: text.asked,
            LABELS: [*([outil.titre] if outil else []), *themes, *(e.titre for e in etapes)],
            BODY: [plain(part) for part in body],
            ASIDE: [_to_read(plain(printed(outil.corps)))] if outil else [],
        }
        published = text.publie_le.toordinal() if text.publie_le else 0
        orders = {
            "numero": text.numero,
            "titre": fold(text.titre),
            "recent": -published,
            "vite": (_DELAYS.index(text.delai) if text.delai else len(_DELAYS)) * _NUMBERS + text.numero,
        }
        return Entry(record, text.facets, orders, fields, places=(text.region,))


class SearchableSituation(Searchable):
    kind, resident = "situation", True
    record = (
        "slug",
        "rank",
        "label",
        "titre",
        "resume",
        "kind_label",
        "url",
    )
    sorts = ("titre",)
    prose = ("questions",)
    watched = (
        Watch(Situation._meta.db_table),
        Watch(EtapeDeSituation._meta.db_table, "{row}.situation_id"),
    )

    def public(self):
        return Situation.objects.prefetch_related("etapes")

    def entry(self, text: Situation) -> Entry:
        resume = plain(text.resume)
        record = {
            "slug": text.slug,
            "rank": text.ordre,
            "label": text.titre,
            "titre": text.titre,
            "resume": resume,
            "kind_label": "Situation",
            "url": text.get_absolute_url(),
        }
        body = [*(getattr(text, name) for name in self.prose), *(step.raison for step in text.etapes.all())]
        fields = {TITLE: [text.titre], SUMMARY: [resume], BODY: [plain(part) for part in body]}
        return Entry(record, orders={"titre": fold(text.titre)}, fields=fields)
