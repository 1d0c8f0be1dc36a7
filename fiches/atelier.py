"""The page where a reader composes a booklet: the selection, what to add to it, where each gesture leads."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.filtres import propre
from dts_platform.core.finder import TexteCherche
from dts_platform.core.search.match import slots_of
from dts_platform.core.search.mirror import A_RECORD, Order, Snapshot
from experiences.filters import EXPERIENCES
from fiches.croisements import neighbours
from fiches.filters import FICHES
from fiches.models import Partie
from fiches.selection import AU_PLUS, Rayon, Selection, Texte

TROUVES, SUGGERES, VOISINES_DE = 8, 4, 6
CHOIX_AU_PLUS = 400  # beyond, a list to choose from is no help: the search remains


class Idee(NamedTuple):
    """A selection ready made."""

    titre: str
    combien: int
    adresse: str


@dataclass(frozen=True)
class Atelier:
    """One request to the page of the selection, answered."""

    selection: Selection
    recherche: str
    ancre: str
    demande: QueryDict
    snapshot: Snapshot

    @classmethod
    def of(cls, parametres: QueryDict, snapshot: Snapshot) -> "Atelier":
        """Read the address, then do the gesture it asks for: `a=monter-3`, `descendre-3`, `retirer-3`."""
        selection, recherche = Selection.current(parametres, snapshot), propre(parametres.get("q") or "")
        geste, _, rang = (parametres.get("a") or "").partition("-")
        if geste in GESTES and rang.isascii() and rang.isdigit() and len(rang) <= 3:
            selection, place = GESTES[geste](selection, int(rang))
            ancre = f"#texte-{place}" if place else ""
        else:
            ajoute = parametres.get("s") and any(parametres.getlist("f"))
            ancre = "#ajouter" if ajoute or recherche else ""
        return cls(selection, recherche, ancre, parametres, snapshot)

    @property
    def ailleurs(self) -> str:
        """Where the one address of this page is, when the address asked is another and nothing has to be said first."""
        ici = self.selection.adresse()
        if self.recherche:
            suite = QueryDict(mutable=True)
            suite["q"] = self.recherche
            ici += f"{'&' if '?' in ici else '?'}{suite.urlencode()}"
        propre_ici = list(QueryDict(ici.partition("?")[2]).lists()) == list(self.demande.lists())
        return "" if propre_ici or self.selection.avis else f"{ici}{self.ancre}"

    @property
    def pleine(self) -> bool:
        return len(self.selection) >= AU_PLUS

    @cached_property
    def trouves(self) -> list[Texte]:
        """The texts that answer the words best, among those not chosen yet."""
        if not self.recherche:
            return []
        tous = FICHES.index(self.snapshot).tous | EXPERIENCES.index(self.snapshot).tous
        cherche = TexteCherche(self.recherche, tous, self.snapshot)
        if not cherche.reponse:
            return []
        slots = cherche.reponse.ranked(cherche.base, Order(list(slots_of(cherche.base))))
        return list(islice(self._a_prendre(slots), TROUVES))

    @cached_property
    def suggestions(self) -> list[Texte]:
        """Fiches close to those chosen last."""
        proches: dict[int, None] = {}
        for texte in self.selection.textes[: -VOISINES_DE - 1 : -1]:
            proches |= dict.fromkeys(self._voisines(texte))
        trouves = set(self.trouves)
        return list(islice((t for t in self._a_prendre(proches) if t not in trouves), SUGGERES))

    def _voisines(self, texte: Texte) -> list[int]:
        def work_out() -> list[int]:
            record = texte.record
            return [r.slot for r, _ in neighbours(getattr(record, "numero", 0), record.facettes, self.snapshot)]

        return self.snapshot.remember(("voisines", texte.record.slot), work_out, A_RECORD)

    def _a_prendre(self, slots) -> Iterator[Texte]:
        """The texts at these slots that are not chosen yet."""
        rayon = Rayon.of(self.snapshot)
        par_slot = {texte.record.slot: texte for texte in (*rayon.fiches, *rayon.experiences)}
        choisis = set(self.selection.textes)
        return (t for slot in slots if (t := par_slot.get(slot)) and t not in choisis)

    @cached_property
    def choix(self) -> list[tuple[str, list[Texte]]]:
        """All that can still be chosen, part by part, then the experiences; nothing when that would be a long list."""
        rayon = Rayon.of(self.snapshot)
        if len(rayon.fiches) + len(rayon.experiences) > CHOIX_AU_PLUS:
            return []
        choisis = set(self.selection.textes)
        groupes = [
            (f"{partie.value}. {partie.label}", [f for f in rayon.fiches if f.record.partie == partie])
            for partie in Partie
        ]
        groupes.append(("Expériences", list(rayon.experiences)))
        reste = [(nom, [texte for texte in textes if texte not in choisis]) for nom, textes in groupes]
        return [(nom, textes) for nom, textes in reste if textes]

    @cached_property
    def idees(self) -> list[Idee]:
        """One booklet ready made for each mission: its fiches in the part of the manual where it has most."""
        index, ordre = FICHES.index(self.snapshot), FICHES.order(self.snapshot, "numero")
        idees = []
        for mission in index.facettes["mission"].valeurs.values():
            parties = [partie.documents & mission.documents for partie in index.facettes["partie"].valeurs.values()]
            numeros = [ordre.keys[slot] for slot in ordre.among(max(parties, key=int.bit_count, default=0))][:AU_PLUS]
            requete = QueryDict(mutable=True)
            requete.update({"s": ".".join(map(str, numeros)), "t": mission.libelle})
            if numeros:
                idees.append(
                    Idee(mission.libelle, len(numeros), f"{reverse('fiches:selection')}?{requete.urlencode()}")
                )
        return idees


def _monter(selection: Selection, rang: int) -> tuple[Selection, int]:
    return selection.monter(rang), min(max(1, rang - 1), len(selection))


def _descendre(selection: Selection, rang: int) -> tuple[Selection, int]:
    return selection.descendre(rang), min(rang + 1, len(selection))


def _retirer(selection: Selection, rang: int) -> tuple[Selection, int]:
    reste = selection.retirer(rang)
    return reste, min(max(1, rang), len(reste))


GESTES = {"monter": _monter, "descendre": _descendre, "retirer": _retirer}
"""Each gives the selection after it, and the rank where the reader's eyes should land."""
