"""The search over everything: fiches, experiences, the framework, the glossary; one engine, one answer, grouped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from dts_platform.core.filtres import propre
from dts_platform.core.finder import Resultat
from dts_platform.core.search.excerpt import Marker
from dts_platform.core.search.match import answer, slots_of
from dts_platform.core.search.mirror import Order, Record, Snapshot

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


class RecherchePartout:
    """One text sought everywhere. `dans` names the one group to show whole."""

    def __init__(self, texte: str, dans: str, snapshot: Snapshot):
        self.texte, self.snapshot = propre(texte), snapshot
        self.dans = dans if dans in {rubrique.nom for rubrique in RUBRIQUES} else ""
        self.reponse = answer(self.texte, snapshot)

    @cached_property
    def _repondent(self) -> tuple[int, bool]:
        return self.reponse.among(_all(self.snapshot)) if self.reponse else (0, False)

    @property
    def total(self) -> int:
        return self._repondent[0].bit_count()

    @property
    def en_partie(self) -> bool:
        return self._repondent[1]

    @property
    def mots_vides(self) -> bool:
        return bool(self.texte) and self.reponse is None

    @property
    def sans_reponse(self) -> bool:
        return self.reponse is not None and not self.total

    @property
    def corrections(self) -> Mapping[str, str]:
        return self.reponse.corrections(self.texte) if self.reponse else {}

    @cached_property
    def groupes(self) -> list[GroupeDeResultats]:
        """The groups that hold something, in a fixed order, with their first results; one query for all."""
        trouves = {}
        for rubrique in RUBRIQUES:
            bits = self._repondent[0] & rubrique.bits(self.snapshot)
            if bits and self.dans in ("", rubrique.nom):
                rang = self.reponse.ranked(bits, Order(list(slots_of(bits))))
                trouves[rubrique] = rang if self.dans else rang[:APERCU]
        slots = [slot for rang in trouves.values() for slot in rang]
        passages = {record.slot: (record, *texts) for record, *texts in self.snapshot.passages(slots)}
        marker = Marker.of(self.reponse)
        return [
            GroupeDeResultats(
                rubrique,
                (self._repondent[0] & rubrique.bits(self.snapshot)).bit_count(),
                [_resultat(marker, *passages[slot]) for slot in rang if slot in passages],
                self._suite(rubrique, len(rang)),
            )
            for rubrique, rang in trouves.items()
        ]

    def _suite(self, rubrique: Rubrique, montres: int) -> str:
        """The address of the whole group; nothing when all of it is here."""
        if (self._repondent[0] & rubrique.bits(self.snapshot)).bit_count() <= montres:
            return ""
        if rubrique.finder:
            return f"{reverse(rubrique.finder)}?{urlencode({'q': self.texte})}"
        return f"{reverse('portal:recherche')}?{urlencode({'q': self.texte, 'dans': rubrique.nom})}"


def _resultat(marker: Marker, record: Record, body: str, level: str) -> Resultat:
    return Resultat(record, {}, marker.mark(record.titre), marker.mark(record.resume), marker.excerpt(body, level))


def _all(snapshot: Snapshot) -> int:
    return sum(rubrique.bits(snapshot) for rubrique in RUBRIQUES)


def suggestions(texte: str, snapshot: Snapshot) -> Iterable[dict[str, str]]:
    """The texts that answer best what is being typed: title, kind, address."""
    reponse = answer(propre(texte), snapshot, typing=True)
    trouves = reponse.among(_all(snapshot))[0] if reponse else 0
    meilleurs = reponse.ranked(trouves, Order(list(slots_of(trouves))))[:SUGGESTIONS] if trouves else []
    for record in snapshot.records(meilleurs):
        yield {"titre": record.titre, "sorte": record.sorte, "adresse": record.adresse}
