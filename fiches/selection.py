"""The reader's own booklet: texts in an order, a title, a word for one's group. It lives in an address, nowhere else.

`/selection/?s=12.7.x:jura-service&t=…&n=…`: a fiche is named by its number, an experience by `x:` and its slug; `f=`,
repeated, names one text each, a fiche by its slug too. Reading never fails: what is not a public text is set aside and said.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from urllib.parse import quote_plus

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.filtres import propre
from dts_platform.core.finder import Finder
from dts_platform.core.search.mirror import A_RECORD, Record, Snapshot
from experiences.filters import EXPERIENCES
from fiches.filters import FICHES

AU_PLUS = 80
TITRE_AU_PLUS, MOT_AU_PLUS = 120, 300
S_AU_PLUS = 1_500  # characters: beyond, experiences are named by a shorter key, so that an address stays below 2 kB
CLE_AU_PLUS = 14
NOMS_LUS, ABSENTS_NOMMES = 1_000, 5
EN_LETTRES = ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def nettoyer(texte: str, au_plus: int) -> str:
    """Printable characters, single spaces, a bounded length; idempotent."""
    return propre(texte)[:au_plus].rstrip()


def cle(slug: str) -> str:
    """A short name of an experience that depends on its slug alone: its beginning and five characters of a digest."""
    if len(slug) <= CLE_AU_PLUS:
        return f"x:{slug}"
    empreinte = base64.b32encode(hashlib.sha256(slug.encode()).digest()).decode().lower()
    return f"x:{slug[: CLE_AU_PLUS - 6]}_{empreinte[:5]}"


@dataclass(frozen=True)
class Texte:
    """A public text that a booklet may hold: its names in an address, and what a list shows of it."""

    nom: str
    cle: str
    slug: str
    titre: str
    record: Record = field(compare=False, repr=False)

    @classmethod
    def fiche(cls, record: Record) -> "Texte":
        numero = str(record.numero)
        return cls(numero, numero, record.slug, record.titre, record)

    @classmethod
    def experience(cls, record: Record) -> "Texte":
        return cls(f"x:{record.slug}", cle(record.slug), record.slug, record.titre, record)

    @property
    def est_experience(self) -> bool:
        return self.nom.startswith("x:")


@dataclass(frozen=True)
class Rayon:
    """The public texts, fiches by number then experiences by name, and each by every name an address may give it."""

    fiches: tuple[Texte, ...] = ()
    experiences: tuple[Texte, ...] = ()
    textes: Mapping[str, Texte] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Rayon":
        """The texts of a snapshot, read once for each state of the content; one query."""
        combien = sum(snapshot.kinds.get(kind, 0).bit_count() for kind in ("fiche", "experience"))
        return snapshot.remember("rayon", lambda: cls._read(snapshot), 1 + combien * A_RECORD)

    @classmethod
    def _read(cls, snapshot: Snapshot) -> "Rayon":
        fiches, experiences = FICHES.order(snapshot, "numero").slots, EXPERIENCES.order(snapshot, "titre").slots
        par_slot = {record.slot: record for record in snapshot.records([*fiches, *experiences])}
        return cls.holding(
            (Texte.fiche(par_slot[slot]) for slot in fiches if slot in par_slot),
            (Texte.experience(par_slot[slot]) for slot in experiences if slot in par_slot),
        )

    @classmethod
    def holding(cls, fiches: Iterable[Texte], experiences: Iterable[Texte]) -> "Rayon":
        """These texts, by their names; a short key that two experiences share names neither."""
        fiches, experiences = tuple(fiches), tuple(experiences)
        partagees = Counter(texte.cle for texte in experiences)
        experiences = tuple(t if partagees[t.cle] == 1 else replace(t, cle=t.nom) for t in experiences)
        textes = {fiche.slug: fiche for fiche in fiches} | {texte.cle: texte for texte in experiences}
        return cls(fiches, experiences, textes | {texte.nom: texte for texte in (*fiches, *experiences)})


@dataclass(frozen=True)
class Selection:
    """What a reader chose, in their order. Every change gives another selection; ranks begin at one."""

    textes: tuple[Texte, ...] = ()
    titre: str = ""
    note: str = ""
    absents: tuple[str, ...] = field(default=(), compare=False)
    laisses: int = field(default=0, compare=False)
    coupes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, parametres: QueryDict, rayon: Rayon) -> "Selection":
        """Read an address: `s`, then `f`; a text asked twice stands where it was asked first."""
        noms = [nom.strip() for s in parametres.getlist("s") for nom in s.split(".")]
        noms = [*noms, *(nom.strip() for nom in parametres.getlist("f"))][:NOMS_LUS]
        trouves = list(dict.fromkeys(rayon.textes[nom] for nom in noms if nom in rayon.textes))
        absents = dict.fromkeys(propre(nom) or "illisible" for nom in noms if nom and nom not in rayon.textes)
        titre, note = (propre(parametres.get(nom) or "") for nom in "tn")
        coupes = [nom for nom, t, n in (("titre", titre, TITRE_AU_PLUS), ("mot", note, MOT_AU_PLUS)) if len(t) > n]
        return cls(
            tuple(trouves[:AU_PLUS]),
            nettoyer(titre, TITRE_AU_PLUS),
            nettoyer(note, MOT_AU_PLUS),
            tuple(absents),
            len(trouves[AU_PLUS:]),
            tuple(coupes),
        )

    @classmethod
    def current(cls, parametres: QueryDict, snapshot: Snapshot) -> "Selection":
        """Read an address among what is public now; one query at most."""
        return cls.read(parametres, Rayon.of(snapshot))

    def __len__(self) -> int:
        return len(self.textes)

    def __bool__(self) -> bool:
        return bool(self.textes)

    @cached_property
    def s(self) -> str:
        """The texts as an address names them: readable when that is short enough."""
        entier = ".".join(texte.nom for texte in self.textes)
        return entier if len(entier) <= S_AU_PLUS else ".".join(texte.cle for texte in self.textes)

    @property
    def requete(self) -> str:
        """The one query string of this selection."""
        paires = [("s", self.s), ("t", self.titre), ("n", self.note)]
        return "&".join(f"{nom}={quote_plus(valeur, safe=':')}" for nom, valeur in paires if valeur)

    def adresse(self, document: str = "") -> str:
        """The address of its page, or of a document made of it."""
        chemin = f"{reverse('fiches:selection')[:-1]}{document or '/'}"
        return f"{chemin}?{self.requete}" if self.requete else chemin

    @property
    def adresse_pdf(self) -> str:
        return self.adresse(".pdf")

    @property
    def adresse_epub(self) -> str:
        return self.adresse(".epub")

    @property
    def adresse_livret(self) -> str:
        """The same PDF laid out to be folded in A5."""
        return self.adresse("/livret.pdf")

    @property
    def avis(self) -> list[str]:
        """What was set aside, in sentences for the reader."""
        avis = [_dire_les_absents(self.absents)] if self.absents else []
        if self.laisses:
            reste = "1 texte a été laissé" if self.laisses == 1 else f"{self.laisses} textes ont été laissés"
            avis.append(f"Un livret tient {AU_PLUS} textes au plus\u202f: {reste} de côté.")
        bornes = {"titre": TITRE_AU_PLUS, "mot": MOT_AU_PLUS}
        return avis + [f"Le {nom} a été coupé à {bornes[nom]} caractères." for nom in self.coupes]

    def avec(self, texte: Texte) -> "Selection":
        """With one more text, last; unchanged when it holds it already, or when it is full."""
        if texte in self.textes or len(self) >= AU_PLUS:
            return self
        return replace(self, textes=(*self.textes, texte))

    def sans(self, texte: Texte) -> "Selection":
        return replace(self, textes=tuple(t for t in self.textes if t != texte))

    def retirer(self, rang: int) -> "Selection":
        """Without the text of this rank, if there is one."""
        return self.sans(self.textes[rang - 1]) if 1 <= rang <= len(self) else self

    def monter(self, rang: int) -> "Selection":
        """The text of this rank one place earlier; unchanged when there is no such place."""
        if not 2 <= rang <= len(self):
            return self
        textes = list(self.textes)
        textes[rang - 2 : rang] = reversed(textes[rang - 2 : rang])
        return replace(self, textes=tuple(textes))

    def descendre(self, rang: int) -> "Selection":
        """The text of this rank one place later; unchanged when there is no such place."""
        return self.monter(rang + 1) if rang >= 1 else self


def _dire_les_absents(absents: tuple[str, ...]) -> str:
    noms = [f"«\u202f{_abreger(nom)}\u202f»" for nom in absents[:ABSENTS_NOMMES]]
    if reste := len(absents) - len(noms):
        noms.append(f"et {reste} autre{'s' if reste > 1 else ''}")
    combien = EN_LETTRES[len(absents) - 1] if len(absents) <= len(EN_LETTRES) else str(len(absents))
    if len(absents) == 1:
        return f"{combien} texte demandé n’est pas publié, ou ne l’est plus\u202f: {noms[0]}."
    return f"{combien} textes demandés ne sont pas publiés, ou ne le sont plus\u202f: {', '.join(noms)}."


def _abreger(nom: str) -> str:
    nom = f"fiche {nom}" if nom.isdigit() else nom.removeprefix("x:")
    return nom if len(nom) <= 40 else f"{nom[:39]}…"


def adresse_d_une_liste(finder: Finder) -> str:
    """The selection that holds the first fiches of a list, in its order; no query."""
    numeros = FICHES.order(finder.snapshot, "numero").keys
    return f"{reverse('fiches:selection')}?s={'.'.join(str(numeros[slot]) for slot in islice(finder.slots, AU_PLUS))}"
