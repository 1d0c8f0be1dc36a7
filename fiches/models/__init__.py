"""The tables of the fiches and of the documents made of them."""

from fiches.models.cited import Reference, RegleDeFiche
from fiches.models.documents import BuiltDocument, Edition, FrozenFile, HeldText, Lease, LeaseQuerySet
from fiches.models.fiche import Etape, Fiche, FicheQuerySet, Partie, Prolongement, ThemeDeFiche
from fiches.models.outil import Outil
from fiches.models.situation import EtapeDeSituation, Situation
from fiches.models.typed import Cost, Evidence, People, TimeToResult

__all__ = [
    "BuiltDocument",
    "Cost",
    "Edition",
    "Etape",
    "EtapeDeSituation",
    "Evidence",
    "Fiche",
    "FicheQuerySet",
    "FrozenFile",
    "HeldText",
    "Lease",
    "LeaseQuerySet",
    "Outil",
    "Partie",
    "People",
    "Prolongement",
    "Reference",
    "RegleDeFiche",
    "Situation",
    "ThemeDeFiche",
    "TimeToResult",
]
