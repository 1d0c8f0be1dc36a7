"""The filters of the rules of law, declared once for the page, the addresses and the exports."""

from django.db.models import Case, Value, When
from django.http import QueryDict

from dts_platform.finder.filters import (
    Catalogue,
    FacetFilter,
    FinderFilterSet,
    SortFilter,
    TextFilter,
    choices,
    residents,
)
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot
from references.models import Regle

SORTS = {
    "titre": "Titre",
    "echeance": "Échéance la plus proche",
    "copie": "Copie la plus récente",
    "pertinence": "Pertinence",
}


class RegleFilterSet(FinderFilterSet):
    domaine = FacetFilter("domaine", label="Sujet", values=choices(Regle.Subject.choices))
    perimetre = FacetFilter("perimetres__slug", label="Qui elle concerne", values=residents("perimetre"))
    certitude = FacetFilter(
        "certitude",
        label="Certitude",
        values=choices([("sure", "Sûre"), ("probable", "Probable"), ("a-relire", "À faire relire")]),
    )
    echeance = FacetFilter(
        expression=Case(
            When(passee=True, then=Value("passee")),
            When(echeance__isnull=False, then=Value("a-venir")),
            default=Value("sans"),
        ),
        label="Échéance",
        values=choices([("passee", "Passée"), ("a-venir", "Connue, à venir"), ("sans", "Aucune connue")]),
    )
    relecture = FacetFilter(
        expression=Case(When(relue_par="", then=Value("attendue")), default=Value("faite")),
        label="Relecture",
        values=choices([("faite", "Relue par un juriste"), ("attendue", "Pas encore relue")]),
    )
    q = TextFilter(label="Mots cherchés")
    tri = SortFilter(label="Trier par", sorts=SORTS)

    class Meta:
        model = Regle
        fields: list[str] = []


REGLES = Catalogue("regle", "references:regles", RegleFilterSet)


def find(parameters: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of rules."""
    return Finder(REGLES, parameters, snapshot)
