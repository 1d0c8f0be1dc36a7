"""The filters of the fiches, declared once for the page, the addresses and the exports."""

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.finder import Finder, SortFilter
from dts_platform.core.search.simple import Demande, rank
from fiches.croisements import Croisements
from fiches.models import Fiche
from missions.doctrine import DoctrineFilterSet

TRIS = {"numero": "Ordre du manuel", "titre": "Titre", "recent": "Plus récentes", "pertinence": "Pertinence"}


class FicheFilterSet(DoctrineFilterSet):
    tri = SortFilter(label="Trier par", tris=TRIS)

    class Meta:
        model = Fiche
        fields: list[str] = []


def scores(texte: str) -> dict[int, float]:
    """How well each public fiche answers a text, in one query."""
    demande = Demande.lire(texte)
    if not demande:
        return {}
    champs = ["pk", "titre", "resume", "outil__titre", "pourquoi", "pour_qui", "avec_qui", "vigilance", "reussite"]
    poids = (8, 4, 3, 1, 1, 1, 1, 1)
    lignes = Fiche.objects.published().values_list(*champs)
    return rank(demande, {pk: [(p, t or "") for p, t in zip(poids, textes, strict=True)] for pk, *textes in lignes})


def find(parametres: QueryDict, croisements: Croisements | None = None) -> Finder:
    """Answer a request to the finder of fiches."""
    croisements = croisements or Croisements.read()
    return Finder(
        reverse("fiches:liste"),
        FicheFilterSet(parametres, queryset=Fiche.objects.none()),
        croisements.index,
        croisements.ordres,
        scores,
        parametres.get("page"),
    )
