"""The search over everything: fiches, experiences, the framework, the glossary; one engine, one answer, grouped."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from dts_platform.core.filtres import propre
from dts_platform.core.finder import Resultat, TexteCherche
from dts_platform.core.search.excerpt import Marker
from dts_platform.core.search.match import Answer, answer, slots_of
from dts_platform.core.search.mirror import Order, Snapshot

APERCU, SUGGESTIONS = 5, 8


@dataclass(frozen=True)
class Rubrique:
    """A group of results: the kinds of texts it gathers, and the finder that shows them all, if there is one."""

    nom: str
    titre: str
    kinds: tuple[str, ...]
    finder: str = ""

    def bits(self, snapshot: Snapshot) -> int:
        """The public texts of these kinds."""
        return sum(snapshot.kinds.get(kind, 0) for kind in self.kinds)


RUBRIQUES = (
    Rubrique("fiches", "Fiches pratiques", ("fiche",), "fiches:liste"),
    Rubrique("experiences", "Expériences", ("experience",), "experiences:liste"),
    Rubrique("cadre", "Missions, principes, stratégies et repères", ("mission", "principe", "strategie", "repere")),
    Rubrique("glossaire", "Glossaire", ("terme",)),
)


@dataclass(frozen=True)
class GroupeDeResultats:
    """What a group holds: how many, the first ones, and where the others are."""

    rubrique: Rubrique
    total: int
    resultats: list[Resultat]
    suite: str


class RecherchePartout(TexteCherche):
    """One text sought everywhere. `dans` names the one group to show whole."""

    def __init__(self, texte: str, dans: str, snapshot: Snapshot):
        super().__init__(propre(texte), _all(snapshot), snapshot)
        self.dans = dans if dans in {rubrique.nom for rubrique in RUBRIQUES} else ""

    @property
    def trouves(self) -> int:
        """The texts that answer; none without words, for there is nothing to list then."""
        return self.base if self.reponse else 0

    @property
    def total(self) -> int:
        return self.trouves.bit_count()

    @cached_property
    def groupes(self) -> list[GroupeDeResultats]:
        """The groups that hold something, in a fixed order, with their first results; one query for all."""
        montres: dict[Rubrique, list[int]] = {}
        totaux: dict[Rubrique, int] = {}
        for rubrique in RUBRIQUES:
            bits = self.trouves & rubrique.bits(self.snapshot)
            if bits and self.dans in ("", rubrique.nom):
                slots = _best_first(self.reponse, bits)
                montres[rubrique], totaux[rubrique] = slots if self.dans else slots[:APERCU], len(slots)
        passages = self.snapshot.passages(slot for slots in montres.values() for slot in slots)
        marker = Marker.of(self.reponse)
        resultats = {record.slot: Resultat.marked(marker, record, *texts) for record, *texts in passages}
        return [
            GroupeDeResultats(
                rubrique,
                totaux[rubrique],
                [resultats[slot] for slot in slots if slot in resultats],
                self._suite(rubrique) if totaux[rubrique] > len(slots) else "",
            )
            for rubrique, slots in montres.items()
        ]

    def _suite(self, rubrique: Rubrique) -> str:
        """The address of the whole group."""
        if rubrique.finder:
            return f"{reverse(rubrique.finder)}?{urlencode({'q': self.texte})}"
        return f"{reverse('portal:recherche')}?{urlencode({'q': self.texte, 'dans': rubrique.nom})}"


def _best_first(reponse: Answer, documents: int) -> list[int]:
    """The slots of texts of several kinds, by how well they answer."""
    return reponse.ranked(documents, Order(list(slots_of(documents))))


def _all(snapshot: Snapshot) -> int:
    return sum(rubrique.bits(snapshot) for rubrique in RUBRIQUES)


def suggestions(texte: str, snapshot: Snapshot) -> Iterable[dict[str, str]]:
    """The texts that answer best what is being typed: title, kind, address."""
    reponse = answer(propre(texte), snapshot, typing=True)
    trouves = reponse.among(_all(snapshot))[0] if reponse else 0
    meilleurs = _best_first(reponse, trouves)[:SUGGESTIONS] if trouves else []
    for record in snapshot.records(meilleurs):
        yield {"titre": record.titre, "sorte": record.sorte, "adresse": record.adresse}
