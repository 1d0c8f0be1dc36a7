"""The filters of the experiences, declared once for the page, the map, the addresses and the exports."""

from django.db.models import Case, CharField, DecimalField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.http import QueryDict

from dts_platform.content.territoires import DEPARTEMENTS, REGION_CHOICES
from dts_platform.finder.filters import (
    Catalogue,
    FacetFilter,
    FinderFilterSet,
    LikenessFilter,
    SortFilter,
    TextFilter,
    choices,
    residents,
)
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot
from experiences.models import LEAST, ChiffreCle, Experience, Size
from missions.filters import DoctrineFilterSet
from references.units import Coverage, Unit

FIGURE_SORTS = {
    "libelle": "Ce que l’on compte",
    "valeur": "Valeur, la plus grande d’abord",
    "annee": "Année, la plus récente d’abord",
    "pertinence": "Pertinence",
}
WRITTEN = "ecrit"
SORTS = {"titre": "Nom", "recent": "Plus récentes", "pertinence": "Pertinence"}


def size() -> Case:
    """The class of what the figure of its size says, for a statement."""
    said = ChiffreCle.objects.filter(experience=OuterRef("pk"), taille=True).order_by("ordre", "pk").values("valeur")
    people = Coalesce(Subquery(said[:1]), Value(0), output_field=DecimalField())
    classes = (When(GreaterThanOrEqual(people, least), then=Value(size.value)) for size, least in LEAST.items())
    return Case(*classes, default=Value(Size.UNKNOWN.value))


class ExperienceFilterSet(DoctrineFilterSet):
    shown_first = ("mission", "region", "departement", "structure")
    shown_within = {"departement": "region"}

    departement = FacetFilter(
        "departement",
        label="Département",
        values=choices([(code, str(departement)) for code, departement in DEPARTEMENTS.items()]),
    )
    structure = FacetFilter(
        "type_structure", label="Type de structure", values=choices(Experience.StructureType.choices)
    )
    origine = FacetFilter("origine", label="Origine", values=choices(Experience.Origin.choices))
    taille = FacetFilter(
        expression=size(), label="Taille de la structure", values=choices(Size.choices), doctrinal=True
    )
    structure_de_reference = LikenessFilter(label="Ma structure", facet="structure", reason="Même type de structure")
    region_de_reference = LikenessFilter(label="Ma région", facet="region", reason="Même région")
    taille_de_reference = LikenessFilter(
        label="Ma taille", facet="taille", reason="Même taille", unknown=(Size.UNKNOWN.value, "Taille non connue")
    )
    tri = SortFilter(label="Trier par", sorts=SORTS)

    class Meta:
        model = Experience
        fields: list[str] = []


EXPERIENCES = Catalogue("experience", "experiences:liste", ExperienceFilterSet)


def find(parameters: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of experiences."""
    return Finder(EXPERIENCES, parameters, snapshot)


def coverage() -> Case:
    """Where what a figure covers is said: in words of its own, in its label, by nobody."""
    said = When(couverture__gt="", then=F("couverture"))
    return Case(said, When(perimetre__gt="", then=Value(WRITTEN)), default=Value(""), output_field=CharField())


class ChiffreFilterSet(FinderFilterSet):
    """The filters of the figures; regions and themes are those of their experiences."""

    spread = 2

    unite = FacetFilter(
        "unite",
        label="Unité",
        values=choices([(unit.slug, unit.label) for unit in Unit]),
        stored={unit.slug: unit.value for unit in Unit},
    )
    couverture = FacetFilter(
        expression=coverage(), label="Ce que le chiffre couvre", values=choices([(WRITTEN, "Écrit"), *Coverage.choices])
    )
    theme = FacetFilter("experience__themes__slug", label="Thème", values=residents("theme"))
    region = FacetFilter("experience__region", label="Région", values=choices(REGION_CHOICES))
    q = TextFilter(label="Mots cherchés")
    tri = SortFilter(label="Trier par", sorts=FIGURE_SORTS)

    class Meta:
        model = ChiffreCle
        fields: list[str] = []


CHIFFRES = Catalogue("chiffrecle", "experiences:chiffres", ChiffreFilterSet)


def find_figures(parameters: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of figures."""
    return Finder(CHIFFRES, parameters, snapshot)
