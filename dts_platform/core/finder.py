"""The page of a finder: what was asked, what answers, how to ask otherwise.

The filters are declared once, in an app's FilterSet; from that declaration come the form, the chips, the
addresses and the exports. Reading a request never fails: unknown values are set aside and said.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Page, Paginator

from dts_platform.core.facets import Facette, Index, Valeur
from dts_platform.core.search.simple import LONGUEUR_MAXIMALE

PAR_PAGE = 20


def _propre(texte: str) -> str:
    """Printable characters, single spaces, a bounded length: what may be shown back."""
    return " ".join("".join(c if c.isprintable() else " " for c in texte[:LONGUEUR_MAXIMALE]).split())


class SlugsField(forms.Field):
    """Any number of slugs, repeated ones once; nothing is refused here, the index knows which exist."""

    widget = forms.SelectMultiple

    def clean(self, value) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_propre(v) or "illisible" for v in value or () if v))


class FacetFilter(django_filters.Filter):
    """A facet in a FilterSet: its name is the URL parameter."""

    field_class = SlugsField


class TextField(forms.CharField):
    def clean(self, value) -> str:
        return _propre(value or "")


class TextFilter(django_filters.Filter):
    """The free text of a finder."""

    field_class = TextField


class SortField(forms.Field):
    def clean(self, value) -> str:
        return _propre(value or "")


class SortFilter(django_filters.Filter):
    """The order of the list; `tris` names each order and its label."""

    field_class = SortField

    def __init__(self, *args, tris: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.tris = tris


@dataclass(frozen=True)
class Option:
    """A value of a facet as the page shows it."""

    valeur: Valeur
    compte: int
    choisie: bool

    @property
    def inutile(self) -> bool:
        return not self.compte and not self.choisie


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


class Finder:
    """One request to a finder, answered.

    `scores` is called with the text only when there is one, and returns {key: score}; `ordres` gives, for each
    sort, the ranks of the documents in that order.
    """

    def __init__(
        self,
        adresse: str,
        filtres: django_filters.FilterSet,
        index: Index,
        ordres: Mapping[str, Iterable[int]],
        scores: Callable[[str], Mapping[int, float]],
        numero_de_page: str | None = None,
    ):
        self.adresse, self.filtres, self.index, self.ordres = adresse, filtres, index, ordres
        self.numero_de_page = numero_de_page
        filtres.form.is_valid()
        demandes = filtres.form.cleaned_data
        self.texte: str = demandes.get("q", "")
        self.scores = dict(scores(self.texte)) if self.texte else {}
        self.choix: dict[str, tuple[str, ...]] = {}
        self.inconnus: list[str] = []
        for nom, facette in index.facettes.items():
            connus = [slug for slug in demandes.get(nom, ()) if slug in facette.valeurs]
            self.inconnus += [slug for slug in demandes.get(nom, ()) if slug not in facette.valeurs]
            if connus:
                self.choix[nom] = tuple(sorted(connus, key=list(facette.valeurs).index))
        self.tri = self._lire_tri(demandes.get("tri", ""))

    def _lire_tri(self, demande: str) -> str:
        if demande and demande not in self.tris:
            self.inconnus.append(demande)
        if demande in self.tris and (demande != "pertinence" or self.texte):
            return demande
        return self.tri_par_defaut

    @cached_property
    def tris(self) -> Mapping[str, str]:
        return self.filtres.filters["tri"].tris

    @property
    def tris_possibles(self) -> dict[str, str]:
        return {nom: libelle for nom, libelle in self.tris.items() if nom != "pertinence" or self.texte}

    @property
    def tri_par_defaut(self) -> str:
        return "pertinence" if self.texte else next(nom for nom in self.tris if nom != "pertinence")

    @cached_property
    def base(self) -> int:
        """The documents that answer the text, all of them without a text."""
        if not self.texte:
            return self.index.tous
        return sum(1 << rang for rang, cle in enumerate(self.index.cles) if cle in self.scores)

    @cached_property
    def trouves(self) -> int:
        return self.index.select(self.choix, self.base)

    @property
    def total(self) -> int:
        return self.trouves.bit_count()

    @cached_property
    def rangs(self) -> list[int]:
        """The ranks of the documents found, in the chosen order."""
        if self.tri == "pertinence":
            trouves = self.index.ranks(self.trouves)
            return sorted(trouves, key=lambda rang: (-self.scores[self.index.cles[rang]], rang))
        return [rang for rang in self.ordres[self.tri] if self.trouves >> rang & 1]

    @cached_property
    def page(self) -> Page:
        return Paginator(self.rangs, PAR_PAGE).get_page(self.numero_de_page or 1)

    @cached_property
    def groupes(self) -> list[GroupeDOptions]:
        """The facets with the count of each value. Values nobody carries are shown only where they are doctrine."""
        comptes = self.index.count(self.choix, self.base)
        groupes = []
        for nom, facette in self.index.facettes.items():
            choisis = self.choix.get(nom, ())
            options = [
                Option(valeur, comptes[nom][slug], slug in choisis)
                for slug, valeur in facette.valeurs.items()
                if facette.garde_les_vides or valeur.documents or slug in choisis
            ]
            if not facette.garde_les_vides:
                options.sort(key=lambda o: (not o.choisie, -o.compte, o.valeur.libelle))
            if options:
                groupes.append(GroupeDOptions(facette, options))
        return groupes

    def address(self, choix: Mapping[str, Iterable[str]] | None = None, **autres) -> str:
        """The canonical address of this request, or of another: same order of parameters, no default value."""
        autres = {"q": self.texte, "tri": self.tri, "page": 1} | autres
        paires = [(nom, slug) for nom, slugs in (self.choix if choix is None else choix).items() for slug in slugs]
        if autres["q"]:
            paires.append(("q", autres["q"]))
        if autres["tri"] != self.tri_par_defaut and (autres["tri"] != "pertinence" or autres["q"]):
            paires.append(("tri", autres["tri"]))
        if autres["page"] != 1:
            paires.append(("page", autres["page"]))
        return f"{self.adresse}?{urlencode(paires)}" if paires else self.adresse

    @property
    def canonique(self) -> str:
        return self.address(page=self.page.number)

    @property
    def sans_filtre(self) -> str:
        return self.adresse

    def _sans(self, nom: str, slug: str) -> dict[str, tuple[str, ...]]:
        reste = {n: tuple(s for s in slugs if (n, s) != (nom, slug)) for n, slugs in self.choix.items()}
        return {n: slugs for n, slugs in reste.items() if slugs}

    @cached_property
    def puces(self) -> list[Puce]:
        """The chips: one for the text, one for each chosen value."""
        puces = [Puce(f"« {self.texte} »", self.address(q=""))] if self.texte else []
        for nom, slugs in self.choix.items():
            facette = self.index.facettes[nom]
            puces += [
                Puce(f"{facette.libelle} : {facette.valeurs[slug].libelle}", self.address(self._sans(nom, slug)))
                for slug in slugs
            ]
        return puces

    @cached_property
    def issues(self) -> list[tuple[Puce, int]]:
        """When nothing answers: which single filter, once removed, gives how many."""
        if self.total:
            return []
        essais = [(Puce(f"« {self.texte} »", self.address(q="")), self.index.select(self.choix))] if self.texte else []
        puces = self.puces[bool(self.texte) :]
        choix = [(nom, slug) for nom, slugs in self.choix.items() for slug in slugs]
        essais += [(p, self.index.select(self._sans(*c), self.base)) for p, c in zip(puces, choix, strict=True)]
        return [(puce, trouves.bit_count()) for puce, trouves in essais if trouves]

    @property
    def pages(self) -> list[tuple[int | str, str]]:
        """The pagination: (number or « … », address)."""
        numeros = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self.address(page=n) if isinstance(n, int) else "") for n in numeros]
