"""The French analyser: from typed words to the stems that compare.

Accents are folded before stemming; the two endings that folding would break (ée(s), aux) are put right
first, so that « salariées » and « salarie », « territoriaux » and « territorial » meet.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’ʼ]", re.I)
_SIGLE = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?", re.I)
_MOT = re.compile(r"[0-9a-z]+")
_FIN_EES = re.compile(r"(?<=..)ees?$")
_FIN_AUX = re.compile(r"(?<=...)aux$")
_FIN_E = re.compile(r"(?<=...)e$")
_RACINES = Stemmer.Stemmer("french")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})

MOTS_VIDES = frozenset(
    [
        "a",
        "afin",
        "ai",
        "au",
        "aussi",
        "autre",
        "aux",
        "avec",
        "c",
        "ce",
        "ces",
        "cet",
        "cette",
        "chez",
        "comme",
        "comment",
        "d",
        "dans",
        "de",
        "des",
        "donc",
        "dont",
        "du",
        "elle",
        "elles",
        "en",
        "entre",
        "es",
        "est",
        "et",
        "etre",
        "eu",
        "eux",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "meme",
        "mes",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "peu",
        "plus",
        "pour",
        "pourquoi",
        "qu",
        "quand",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sous",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "ton",
        "tous",
        "tout",
        "toute",
        "toutes",
        "tu",
        "un",
        "une",
        "vers",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)


def fold(texte: str) -> str:
    """Lower-case, without accents, ligatures or elisions, dotted acronyms joined."""
    texte = _SIGLE.sub(lambda m: m.group().replace(".", ""), texte)
    texte = _ELISION.sub(" ", texte)
    decompose = unicodedata.normalize("NFKD", texte.translate(_LIGATURES).casefold())
    return "".join(c for c in decompose if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(mot: str) -> str:
    """The stem of a word already folded."""
    mot = _FIN_AUX.sub("al", _FIN_EES.sub("e", mot))
    return _FIN_E.sub("", _RACINES.stemWord(mot))


def words(texte: str) -> list[str]:
    """The folded words of a text, empty words left out."""
    return [mot for mot in _MOT.findall(fold(texte)) if mot not in MOTS_VIDES]


def stems(texte: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem(mot) for mot in words(texte)]
