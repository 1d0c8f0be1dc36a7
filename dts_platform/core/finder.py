"""The page of a finder: what was asked, what answers, how to ask otherwise.

Reading a request never fails: unknown values are set aside and said.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote_plus

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from dts_platform.core.facets import Facette, Valeur
from dts_platform.core.filtres import Catalogue
from dts_platform.core.search.excerpt import Marker
from dts_platform.core.search.match import answer
from dts_platform.core.search.mirror import A_CARD, A_RECORD, Order, Record, Snapshot

PAR_PAGE = 20
PAR_PERTINENCE = "pertinence"


def typing(request: HttpRequest) -> bool:
    """Is this a list asked while the words are still being typed? The script of the page says so."""
    return request.headers.get("X-Typing") == "1"


class Option(NamedTuple):
    """A value of a facet as the page shows it."""

    facette: str
    slug: str
    libelle: str
    compte: int
    choisie: bool


@dataclass(frozen=True)
class Puce:
    """A chosen filter, and the address without it."""

    libelle: str
    adresse: str


@dataclass(frozen=True)
class GroupeDOptions:
    facette: Facette
    options: list[Option]

    @property
    def choisies(self) -> int:
        return sum(option.choisie for option in self.options)


@dataclass(frozen=True)
class Resultat:
    """A text found: its record, what it carries, and, with a text, its words marked and the passage that answers."""

    record: Record
    valeurs: Mapping[str, list[Valeur]]
    titre: str = ""
    resume: str = ""
    extrait: str = ""

    @classmethod
    def marked(
        cls, marker: Marker, record: Record, body: str, level: str, valeurs: Mapping[str, list[Valeur]] | None = None
    ) -> "Resultat":
        """A text found by its words."""
        extrait = marker.excerpt(body, level)
        return cls(record, valeurs or {}, marker.mark(record.titre), marker.mark(record.resume), extrait)


class TexteCherche:
    """How the words of a request were read and answered, as every page that shows an answer says it."""

    def __init__(self, texte: str, parmi: int, snapshot: Snapshot):
        self.texte, self.parmi, self.snapshot = texte, parmi, snapshot
        self.reponse = answer(texte, snapshot)

    @cached_property
    def _repondent(self) -> tuple[int, bool]:
        return self.reponse.among(self.parmi) if self.reponse else (self.parmi, False)

    @property
    def base(self) -> int:
        """The texts that answer the words, all of them without words."""
        return self._repondent[0]

    @property
    def en_partie(self) -> bool:
        """No text holds all the words; these hold some of them."""
        return self._repondent[1]

    @property
    def mots_vides(self) -> bool:
        """The text holds no word that can be sought."""
        return bool(self.texte) and self.reponse is None

    @property
    def sans_reponse(self) -> bool:
        """The words alone, whatever the filters, find nothing."""
        return self.reponse is not None and not self.base

    @property
    def corrections(self) -> Mapping[str, str]:
        return self.reponse.corrections(self.texte) if self.reponse else {}


class Finder(TexteCherche):
    """One request to a finder, answered."""

    def __init__(self, catalogue: Catalogue, parametres: QueryDict, snapshot: Snapshot):
        demandes = catalogue.read(parametres)
        self.catalogue, self.index = catalogue, catalogue.index(snapshot)
        super().__init__(demandes["q"], self.index.tous, snapshot)
        self.adresse, self.numero_de_page = reverse(catalogue.page), parametres.get("page") or 1
        self.choix: dict[str, tuple[str, ...]] = {}
        self.inconnus: list[str] = []
        for nom, facette in self.index.facettes.items():
            demandees = demandes[nom]
            self.inconnus += [slug for slug in demandees if slug not in facette.valeurs]
            if connues := [slug for slug in demandees if slug in facette.valeurs]:
                self.choix[nom] = tuple(sorted(connues, key=list(facette.valeurs).index))
        self.tri = self._lire_tri(demandes["tri"])

    def _lire_tri(self, demande: str) -> str:
        if demande and demande not in self.catalogue.tris:
            self.inconnus.append(demande)
        return demande if demande in self.tris_possibles else self.tri_par_defaut

    @cached_property
    def tris_possibles(self) -> dict[str, str]:
        """The orders offered: relevance only when there is a text."""
        return {nom: libelle for nom, libelle in self.catalogue.tris.items() if nom != PAR_PERTINENCE or self.reponse}

    @property
    def tri_par_defaut(self) -> str:
        return PAR_PERTINENCE if self.reponse else next(iter(self.catalogue.tris))

    @cached_property
    def trouves(self) -> int:
        return self.index.select(self.choix, self.base)

    @property
    def total(self) -> int:
        return self.trouves.bit_count()

    @property
    def slots(self) -> Iterator[int]:
        """The slots of the texts found, in the chosen order."""
        return self._ordre.among(self.trouves)

    @cached_property
    def _ordre(self) -> Order:
        if self.tri != PAR_PERTINENCE:
            return self.catalogue.order(self.snapshot, self.tri)
        ordinaire = self.catalogue.order(self.snapshot, next(iter(self.catalogue.tris)))
        return self.snapshot.remember(
            ("ranked", self.catalogue.kind, self.reponse.query),
            lambda: Order(self.reponse.ranked(self.base, ordinaire)),
            cost=10 + self.base.bit_count(),
        )

    @cached_property
    def page(self) -> Page:
        """The page asked for, of slots; the last one when there are not so many."""
        pages = Paginator(range(self.total), PAR_PAGE)
        page = pages.get_page(self.numero_de_page)
        debut = (page.number - 1) * PAR_PAGE
        page.object_list = list(islice(self.slots, debut, debut + PAR_PAGE))
        return page

    @cached_property
    def resultats(self) -> list[Resultat]:
        """The texts of the page, as cards show them."""
        slots = self.page.object_list
        if not self.reponse:
            return [Resultat(record, self._valeurs(record)) for record in self.snapshot.records(slots)]
        marker = Marker.of(self.reponse)
        return [
            Resultat.marked(marker, record, body, level, self._valeurs(record))
            for record, body, level in self.snapshot.passages(slots)
        ]

    def cartes(self, carte: Callable[[Resultat], str]) -> list[str]:
        """The cards of the page; those without marked words are rendered once for each state of the content."""
        if self.reponse:
            return [carte(resultat) for resultat in self.resultats]
        return [
            self.snapshot.remember(("carte", record.slot), lambda record=record: self._carte(carte, record), A_CARD)
            for record in self.snapshot.records(self.page.object_list)
        ]

    def _carte(self, carte: Callable[[Resultat], str], record: Record) -> str:
        return carte(Resultat(record, self._valeurs(record)))

    def _valeurs(self, record: Record) -> Mapping[str, list[Valeur]]:
        """What a text carries, worked out once for each state of the content."""
        return self.snapshot.remember(("valeurs", record.slot), lambda: self.index.values_of(record.facettes), A_RECORD)

    @cached_property
    def groupes(self) -> list[GroupeDOptions]:
        """The facets with the count of each value; values that bring nothing are shown only where they are doctrine."""
        comptes = self.index.count(self.choix, self.base)
        groupes = []
        for nom, facette in self.index.facettes.items():
            choisies = self.choix.get(nom, ())
            options = [
                Option(nom, slug, valeur.libelle, comptes[nom][slug], slug in choisies)
                for slug, valeur in facette.valeurs.items()
                if facette.doctrinale or comptes[nom][slug] or slug in choisies
            ]
            if not facette.doctrinale:
                options.sort(key=lambda o: (not o.choisie, -o.compte, o.libelle))
            if options:
                groupes.append(GroupeDOptions(facette, options))
        return groupes

    def address(self, choix: Mapping[str, Iterable[str]] | None = None, **autres) -> str:
        """The canonical address of this request, or of another: same order of parameters, no default value."""
        autres = {"q": self.texte, "tri": self.tri, "page": 1, "adresse": self.adresse} | autres
        paires = [f"{nom}={slug}" for nom, slugs in (self.choix if choix is None else choix).items() for slug in slugs]
        if autres["q"]:
            paires.append(f"q={quote_plus(autres['q'])}")
        ordinaire = PAR_PERTINENCE if autres["q"] and self.reponse else next(iter(self.catalogue.tris))
        if autres["tri"] != ordinaire and (autres["tri"] != PAR_PERTINENCE or autres["q"]):
            paires.append(f"tri={autres['tri']}")
        if autres["page"] != 1:
            paires.append(f"page={autres['page']}")
        return f"{autres['adresse']}?{'&'.join(paires)}" if paires else autres["adresse"]

    @property
    def canonique(self) -> str:
        return self.address(page=self.page.number)

    @property
    def indexable(self) -> bool:
        """Search engines may keep the list and each single filter; crossings are for people."""
        return not self.texte and sum(map(len, self.choix.values())) <= 1

    @property
    def keys(self) -> list[int]:
        """The keys of the texts found, in the chosen order; one query."""
        return self.snapshot.keys(list(self.slots))

    @property
    def sans_filtre(self) -> str:
        return self.adresse

    def _sans(self, nom: str, slug: str) -> dict[str, tuple[str, ...]]:
        reste = {n: tuple(s for s in slugs if (n, s) != (nom, slug)) for n, slugs in self.choix.items()}
        return {n: slugs for n, slugs in reste.items() if slugs}

    @cached_property
    def puces(self) -> list[Puce]:
        """The chips: one for the text, one for each chosen value."""
        puces = [Puce(f"«\u00a0{self.texte}\u00a0»", self.address(q=""))] if self.texte else []
        for nom, slugs in self.choix.items():
            facette = self.index.facettes[nom]
            puces += [
                Puce(f"{facette.libelle}\u00a0: {facette.valeurs[slug].libelle}", self.address(self._sans(nom, slug)))
                for slug in slugs
            ]
        return puces

    @cached_property
    def issues(self) -> list[tuple[Puce, int]]:
        """When nothing answers: which single filter, once removed, gives how many."""
        if self.total:
            return []
        essais = (
            [(Puce(f"«\u00a0{self.texte}\u00a0»", self.address(q="")), self.index.select(self.choix))]
            if self.texte
            else []
        )
        puces = self.puces[bool(self.texte) :]
        choix = [(nom, slug) for nom, slugs in self.choix.items() for slug in slugs]
        essais += [(p, self.index.select(self._sans(*c), self.base)) for p, c in zip(puces, choix, strict=True)]
        return [(puce, trouves.bit_count()) for puce, trouves in essais if trouves]

    @property
    def pages(self) -> list[tuple[int | str, str]]:
        """The pagination: (number or « … », address)."""
        numeros = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self.address(page=n) if isinstance(n, int) else "") for n in numeros]
