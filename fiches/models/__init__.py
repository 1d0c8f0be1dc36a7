"""The tables of the fiches and of the documents made of them."""

from fiches.models.documents import BuiltDocument, Edition, FrozenFile, Lease, LeaseQuerySet
from fiches.models.fiche import (
    Etape,
    Fiche,
    FicheQuerySet,
    Outil,
    Partie,
    Prolongement,
    Reference,
    RegleDeFiche,
    ThemeDeFiche,
)

__all__ = [
    "BuiltDocument",
    "Edition",
    "Etape",
    "Fiche",
    "FicheQuerySet",
    "FrozenFile",
    "Lease",
    "LeaseQuerySet",
    "Outil",
    "Partie",
    "Prolongement",
    "Reference",
    "RegleDeFiche",
    "ThemeDeFiche",
]
