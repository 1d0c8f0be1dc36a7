"""The French analyser: from typed words to the stems that compare.

Accents are folded before stemming; the endings that folding would break (ée(s), ère(s)) and those a stemmer
treats unevenly (aux, ers, eux, oux) are put right, so that « salariées » and « salarie », « territoriaux » and « territorial » meet.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’ʼ]")
_SIGLE = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?")
_COUPURE = re.compile(r"[.!?;:()«»\n|·…]+")
_MOT = re.compile(r"[0-9a-z]+")
_ECRIT = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_FIN_EES = re.compile(r"(?<=..)ees?$")
_FIN_AUX = re.compile(r"(?<=..[^ey])aux$")
_FIN_ERE = re.compile(r"(?<=..)(?:eres?|ers)$")
_FIN_X = re.compile(r"(?<=[aeo]u)x$")
_FIN_S = re.compile(r"(?<=..[aiou])s$")  # Snowball leaves « vélos », « élus », « amis » as they are
_FIN_E = re.compile(r"(?<=...)e$")
_PLURIEL = re.compile(r"(?<=..)[sx]$")
_RACINES = Stemmer.Stemmer("french")
IRREGULIERS = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "emaux": "email", "yeux": "oeil"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})

# « sans » and « AI » (an acronym of the trade) mean something here.
# fmt: off
MOTS_VIDES = frozenset([
    "a", "afin", "au", "aussi", "autre", "aux", "avec", "c", "ce", "ces", "cet", "cette", "chez", "comme",
    "comment", "d", "dans", "de", "des", "donc", "dont", "du", "elle", "elles", "en", "entre", "es", "est",
    "et", "etre", "eu", "eux", "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m",
    "ma", "mais", "me", "meme", "mes", "mon", "n", "ne", "nos", "notre", "nous", "on", "ont", "ou", "par",
    "pas", "peu", "plus", "pour", "pourquoi", "qu", "quand", "que", "quel", "quelle", "quelles", "quels",
    "qui", "s", "sa", "se", "ses", "si", "son", "sont", "sous", "sur", "t", "ta", "te", "tes", "ton", "tous",
    "tout", "toute", "toutes", "tu", "un", "une", "vers", "vos", "votre", "vous", "y",
])
# fmt: on


def fold(texte: str) -> str:
    """Lower-case, without accents, ligatures or elisions, dotted acronyms joined."""
    plat = _ACCENTS.sub("", unicodedata.normalize("NFKD", texte.translate(_LIGATURES).casefold()))
    plat = _SIGLE.sub(lambda sigle: sigle.group().replace(".", ""), plat)
    return _ELISION.sub(" ", plat)


def _even(mot: str) -> str:
    """Put right the endings that folding breaks or that a stemmer would treat unevenly."""
    mot = IRREGULIERS.get(mot, mot)
    return _FIN_ERE.sub("er", _FIN_AUX.sub("al", _FIN_EES.sub("e", mot)))


@lru_cache(maxsize=50_000)
def stem(mot: str) -> str:
    """The stem of a word already folded."""
    return _FIN_S.sub("", _FIN_E.sub("", _FIN_X.sub("", _RACINES.stemWord(_even(mot)))))


def singular(mot: str) -> str:
    """A word already folded, without the endings of number and gender: closer to what was typed than a stem."""
    return _FIN_E.sub("", _PLURIEL.sub("", _even(mot)))


def words(texte: str) -> list[str]:
    """The folded words of a text, empty words left out."""
    return [mot for mot in _MOT.findall(fold(texte)) if mot not in MOTS_VIDES]


def sentences(texte: str) -> list[list[str]]:
    """The words of a text, cut where punctuation cuts it: a phrase does not run over a full stop."""
    morceaux = (_MOT.findall(morceau) for morceau in _COUPURE.split(fold(texte)))
    return [[mot for mot in mots if mot not in MOTS_VIDES] for mots in morceaux if mots]


def stems(texte: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem(mot) for mot in words(texte)]


def as_written(texts: Iterable[str]) -> dict[str, str]:
    """How some texts write their words, {folded: with its accents}; lower-case unless all in capitals."""
    forms = {}
    for text in texts:
        for form in _ECRIT.findall(text):
            shown = form if form.isupper() else form.lower()
            forms.setdefault(fold(form), shown)
    return forms


class _Lettres(dict):
    """One plain letter for one letter, filled as letters are met."""

    def __missing__(self, code: int) -> int:
        plat = _ACCENTS.sub("", unicodedata.normalize("NFKD", chr(code).lower()))
        self[code] = ord(plat) if len(plat) == 1 else code
        return self[code]


_LETTRES = _Lettres()


def level(texte: str) -> str:
    """The text in plain lower-case letters, character for character: a position in one is a position in the other.

    Ligatures stay (« œ » would need two places): whoever looks for « coeur » here looks for « cœur » too.
    """
    return texte.translate(_LETTRES)
