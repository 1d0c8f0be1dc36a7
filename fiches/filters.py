"""The filters of the fiches, declared once for the page, the addresses and the exports."""

from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.http import QueryDict

from dts_platform.finder.filters import Catalogue, FacetFilter, SortFilter, choices, residents
from dts_platform.finder.finder import Finder
from dts_platform.models.words import SiteWords
from dts_platform.search.snapshot import Snapshot
from experiences.models import Experience
from fiches.models import Cost, Evidence, Fiche, Outil, Partie, People, Prolongement, Reference, TimeToResult
from missions.filters import DoctrineFilterSet

SORTS = {
    "numero": "Numéro",
    "titre": "Titre",
    "recent": "Plus récentes",
    "vite": "Le plus vite",
    "pertinence": "Pertinence",
}


def evidence() -> Case:
    """The strength of the evidence of a fiche, as `Fiche.evidence` tells it, for a statement."""
    told = Prolongement.objects.filter(fiche=OuterRef("pk"), experience__in=Experience.objects.published())
    bodies = told.order_by().values("fiche").values_list(Count("experience__organisation", distinct=True))
    evaluated = Exists(Reference.objects.filter(fiche=OuterRef("pk"), evaluation=True))

    def more_than(number: int) -> GreaterThan:
        return GreaterThan(Coalesce(Subquery(bodies), 0), number)

    return Case(
        When(evaluated, then=Value(Evidence.EVALUATED.value)),
        When(more_than(1), then=Value(Evidence.SEVERAL.value)),
        When(more_than(0), then=Value(Evidence.ONE.value)),
        default=Value(Evidence.NONE.value),
    )


def parts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The parts of the manual, named as editors name them."""
    words = SiteWords.at(snapshot)
    return [(part.slug, f"{part.value}. {words(part.anchor).titre}") for part in Partie]


class FicheFilterSet(DoctrineFilterSet):
    shown_first = ("situation", "mission", "delai", "public", "outil", "principe", "strategie", "theme")

    partie = FacetFilter(
        "partie",
        label="Partie du manuel",
        values=parts,
        stored={partie.slug: partie.value for partie in Partie},
        doctrinal=True,
    )
    principale = FacetFilter(
        "mission_principale__slug",
        label="Mission principale",
        values=residents("mission"),
        doctrinal=True,
        leads="mission",
    )
    public = FacetFilter("publics__slug", label="Pour qui", values=residents("public"), doctrinal=True)
    delai = FacetFilter("delai", label="Premier résultat", values=choices(TimeToResult.choices), doctrinal=True)
    personnes = FacetFilter("personnes", label="Personnes à réunir", values=choices(People.choices), doctrinal=True)
    cout = FacetFilter("cout", label="Dépenses", values=choices(Cost.choices), doctrinal=True)
    preuve = FacetFilter(expression=evidence(), label="Preuve", values=choices(Evidence.choices), doctrinal=True)
    situation = FacetFilter(
        "situations__situation__slug", label="Situation", values=residents("situation"), doctrinal=True
    )
    outil = FacetFilter("outil__type", label="Outil à emporter", values=choices(Outil.Type.choices))
    tri = SortFilter(label="Trier par", sorts=SORTS)

    class Meta:
        model = Fiche
        fields: list[str] = []


FICHES = Catalogue("fiche", "fiches:liste", FicheFilterSet)


def find(parameters: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of fiches."""
    return Finder(FICHES, parameters, snapshot)
