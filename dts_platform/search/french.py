"""The French analyser: from typed words to the stems that compare.

Accents are folded before stemming; the endings that folding would break (ée(s), ère(s)) and those a stemmer
treats unevenly (aux, ers, eux, oux) are put right, so that « salariées » and « salarie », « territoriaux » and « territorial » meet.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from dts_platform.search.spellings import plain_spelling

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’ʼ]")
_ACRONYM = re.compile(r"(?<![\w.])(?:[a-z]\.){2,}(?:[a-z]\b\.?)?")
_BREAK = re.compile(r"[.!?;:()«»\n|·…]+")
_WORD = re.compile(r"[0-9a-z]+\^?")
_INCLUSIVE_FORM = re.compile(r"[^\W_]+[·•⋅∙‧・.*/(-][^\s«»\"“”„,;:!?]*[^\W_)*]")
_WRITTEN_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_ENDING_EES = re.compile(r"(?<=..)ees?$")
_ENDING_AUX = re.compile(r"(?<=..[^ey])aux$")
_ENDING_ERE = re.compile(r"(?<=..)(?:eres?|ers)$")
_ENDING_OF_AGENTS_IN_T = re.compile(r"(?<=..)t(?:euses?|rices?|eux)$")  # « formatrice » is « formateur »
_ENDING_OF_AGENTS = re.compile(
    r"(?<=.)(?<!t)(?:eurs?|euses?|eux|(?<=[ijln])eures?)$"
)  # « chercheuse », « creuse », « lieux »
_ENDING_X = re.compile(r"(?<=[aeo]u)x$")
_ENDING_S = re.compile(r"(?<=..[aiou])s$")  # Snowball leaves « vélos », « élus », « amis » as they are
_ENDING_OF_VERBS = re.compile(r"(?<=.{4}[bfpv])ent$")  # « participent », never « souvent »
_ENDING_E = re.compile(r"(?<=...)e$")
_ENDING_PLURAL = re.compile(r"(?<=..)[sx]$")
_STEMMER = Stemmer.Stemmer("french")
IRREGULAR = {"compta": "comptabilite"}  # its own stem is that of « compte »
IRREGULAR |= {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "emaux": "email", "yeux": "oeil"}
for _word in ("boite", "cafe", "commune", "mairie", "pass"):  # kept apart from boit, Caf, commun, maire, passer
    IRREGULAR |= {_word: f"{_word}-", f"{_word}s": f"{_word}-", f"{_word}^": f"{_word}-"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})

# Acronyms of the trade that are words too: in capitals, a text or a question means the acronym, marked by « ^ ».
ALSO_WORDS = frozenset({"ai", "ca", "cap", "pic", "plie", "sas"})
_IN_CAPITALS = re.compile(rf"(?:{'|'.join(sorted(ALSO_WORDS)).upper()})\b")
# « La commune » names a thing, where « une règle commune » tells of one: after what announces a noun, the word is marked too.
_NOUN = "commune"
_ANNOUNCED = re.compile(rf"\b(la|les|une|des|aux|cette|ces|sa|ses|leurs?|notre|nos|votre|vos|chaque) {_NOUN}(?=s?\b)s?")
# So does « des sous », which is money, where « sous » alone is not.
_MONEY = re.compile(
    r"(?<=\b[dlnmvst]es )sous(?![\w-])|(?<=\bde )sous(?![\w-])|(?<=\b[nv]os )sous(?![\w-])|(?<=\bleurs )sous(?![\w-])"
)
_DOTTED = re.compile(r"[A-ZÀ-Ý]\.(?:[A-ZÀ-Ý]\.)+[A-ZÀ-Ý]?")

# « sans » means something here.
# fmt: off
STOP_WORDS = frozenset([
    "a", "afin", "ai", "au", "aussi", "autre", "aux", "avec", "c", "ca", "ce", "ces", "cet", "cette", "chez", "comme",
    "comment", "d", "dans", "de", "des", "donc", "dont", "du", "elle", "elles", "en", "entre", "es", "est",
    "et", "etre", "eu", "eux", "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m",
    "ma", "mais", "me", "meme", "mes", "mon", "n", "ne", "nos", "notre", "nous", "on", "ont", "ou", "par",
    "pas", "peu", "plus", "pour", "pourquoi", "qu", "quand", "que", "quel", "quelle", "quelles", "quels",
    "qui", "s", "sa", "se", "ses", "si", "son", "sont", "sous", "sur", "t", "ta", "te", "tes", "ton", "tous",
    "tout", "toute", "toutes", "tu", "un", "une", "vers", "vos", "votre", "vous", "y",
])
# fmt: on


def fold(text: str) -> str:
    """Lower-case, without accents, ligatures or elisions, dotted acronyms joined, words in their plainest spelling."""
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold()))
    folded = _ACRONYM.sub(lambda acronym: acronym.group().replace(".", ""), folded)
    return plain_spelling(_ELISION.sub(" ", folded))


def _with_acronyms(text: str) -> str:
    """The text with its acronyms that are also words marked; one all in capitals tells nothing, but a lone word."""
    text = _DOTTED.sub(lambda acronym: acronym[0].replace(".", ""), text)
    if text.isupper() and not _IN_CAPITALS.fullmatch(text.strip()):
        return text
    return _IN_CAPITALS.sub(_marked, text)


def _marked(acronym: re.Match) -> str:
    """An acronym with its mark; not the end of a longer word."""
    inside = acronym.start() and acronym.string[acronym.start() - 1].isalnum()
    return acronym[0] if inside else f"{acronym[0]}^"


def _regularize(word: str) -> str:
    """Put right the endings that folding breaks or that a stemmer would treat unevenly."""
    word = _ENDING_OF_VERBS.sub("e", IRREGULAR.get(word, word))
    word = _ENDING_ERE.sub("er", _ENDING_AUX.sub("al", _ENDING_EES.sub("e", word)))
    return _ENDING_OF_AGENTS.sub("eu", _ENDING_OF_AGENTS_IN_T.sub("teur", word)) if "e" in word[-6:] else word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word already folded."""
    return _ENDING_S.sub("", _ENDING_E.sub("", _ENDING_X.sub("", _STEMMER.stemWord(_regularize(word)))))


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """A word already folded, without the endings of number and gender: closer to what was typed than a stem."""
    return _ENDING_E.sub("", _ENDING_PLURAL.sub("", _regularize(word)))


def without_number(word: str) -> str:
    """A word already folded, without the endings of number alone: « élue » is not « élu »."""
    return _ENDING_PLURAL.sub("", _ENDING_AUX.sub("al", IRREGULAR.get(word, word)))


def _folded(text: str) -> str:
    """The text folded, with what tells words of one spelling apart."""
    folded = fold(_with_acronyms(text))
    if _NOUN in folded:
        folded = _ANNOUNCED.sub(rf"\1 {_NOUN}^", folded)
    return _MONEY.sub("sous^", folded) if "sous" in folded else folded


def words(text: str) -> list[str]:
    """The folded words of a text, empty words left out."""
    return [word for word in _WORD.findall(_folded(text)) if word not in STOP_WORDS]


def sentences(text: str) -> list[list[str]]:
    """The words of a text, cut where punctuation cuts it: a phrase does not run over a full stop."""
    chunks = (_WORD.findall(chunk) for chunk in _BREAK.split(_folded(text)))
    return [[word for word in chunk_words if word not in STOP_WORDS] for chunk_words in chunks if chunk_words]


def stems(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem(word) for word in words(text)]


def as_written(texts: Iterable[str]) -> dict[str, str]:
    """How some texts write their words, {folded: with its accents}; lower-case unless all in capitals."""
    forms = {}
    for text in texts:
        for form in _WRITTEN_WORD.findall(text):
            shown = form if form.isupper() else form.lower()
            forms.setdefault("".join(words(form)) or fold(form), shown)
    return forms


def as_typed(text: str) -> dict[str, str]:
    """How a question writes its words, {folded: as typed}; inclusive forms whole."""
    return as_written([text]) | {"".join(words(form)): form for form in _INCLUSIVE_FORM.findall(text)}


class _PlainLetters(dict):
    """One plain letter for one letter, filled as letters are met."""

    def __missing__(self, code: int) -> int:
        folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", chr(code).lower()))
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_PLAIN_LETTERS = _PlainLetters()


def level(text: str) -> str:
    """The text in plain lower-case letters, character for character: a position in one is a position in the other.

    Ligatures stay (« œ » would need two places): whoever looks for « coeur » here looks for « cœur » too.
    """
    return text.translate(_PLAIN_LETTERS)
