"""A text search that reads every candidate: right for hundreds of texts, and the oracle of any faster one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from dts_platform.core.search.french import stem, words

LONGUEUR_MAXIMALE = 512


@dataclass(frozen=True)
class Demande:
    """What a visitor asked: stems that must all be found, the last one also as a prefix."""

    racines: tuple[str, ...]
    prefixe: str

    @classmethod
    def lire(cls, texte: str) -> "Demande":
        mots = words(texte[:LONGUEUR_MAXIMALE])
        return cls(tuple(dict.fromkeys(stem(mot) for mot in mots)), mots[-1] if mots else "")

    def __bool__(self) -> bool:
        return bool(self.racines)

    def score(self, champs: Iterable[tuple[float, str]]) -> float:
        """How well weighted fields answer: 0 when a word is missing from all of them."""
        poids = dict.fromkeys(self.racines, 0.0)
        for poids_du_champ, texte in champs:
            formes = words(texte)
            racines = {stem(forme) for forme in formes}
            for racine in self.racines:
                if racine in racines:
                    poids[racine] += poids_du_champ
            derniere = self.racines[-1]
            if derniere not in racines and any(forme.startswith(self.prefixe) for forme in formes):
                poids[derniere] += poids_du_champ / 2
        return sum(poids.values()) if all(poids.values()) else 0.0


def rank(demande: Demande, documents: Mapping[int, Iterable[tuple[float, str]]]) -> dict[int, float]:
    """The scores of the documents that answer, by key."""
    scores = {cle: demande.score(champs) for cle, champs in documents.items()}
    return {cle: score for cle, score in scores.items() if score}


def score_texts(textes: QuerySet, poids: Mapping[str, float], texte: str) -> dict[int, float]:
    """How well each text of a list answers, by key, in one query; `poids` gives the weight of each field."""
    demande = Demande.lire(texte)
    if not demande:
        return {}
    lignes = textes.values_list("pk", *poids)
    return rank(
        demande, {pk: [(p, v or "") for p, v in zip(poids.values(), valeurs, strict=True)] for pk, *valeurs in lignes}
    )
