"""Words by which a question asks and says nothing: they are neither sought nor corrected, unless nothing else was typed."""

import re

from dts_platform.search.french import STOP_WORDS, fold

# fmt: off
ASKING = frozenset([
    # what is asked
    "quoi", "comment", "combien", "lequel", "laquelle", "lesquels", "lesquelles",
    # to be, to have, to do, to go, as helpers
    "suis", "es", "etes", "etais", "etait", "etions", "etaient", "ete", "sera", "serait", "serai", "seront", "soit", "soient",
    "as", "avons", "avez", "avais", "avait", "avions", "avaient", "aura", "auront", "aurait", "aurais", "ayant", "avoir", "ya",
    "fais", "fait", "faisons", "faites", "font", "fera", "ferait", "faire",
    "vais", "vas", "va", "allons", "allez", "vont",
    # may, must, want
    "peux", "peut", "puis", "pouvons", "pouvez", "peuvent", "pourra", "pourrait", "pourrais", "pourrions", "pourriez", "pouvoir",
    "dois", "doit", "devons", "devez", "doivent", "devra", "devrait", "devrais", "devrions", "faut", "faudrait", "faudra",
    "sais", "sait", "savons", "savez", "savent", "veux", "veut", "voulons", "voulez", "veulent", "voudrais", "voudrait", "voudrions", "vouloir",
    "aimerais", "aimerait", "aimerions", "souhaite", "souhaitons", "souhaiterais", "souhaiterait", "cherche", "cherchons",
    # of whom, of what
    "moi", "toi", "soi", "cela", "ceci", "celui", "celle", "ceux", "celles", "quelque", "quelques", "tel", "telle", "tels",
    "telles", "voici", "voila", "ici", "la-bas",
    # turns of phrase
    "bonjour", "bonsoir", "salut", "merci", "svp", "stp", "plait", "cordialement", "alors", "ainsi", "ensuite", "enfin", "sinon",
    "surtout", "vraiment", "simplement", "parce", "puisque", "lorsque", "lorsqu", "tres", "trop", "assez", "bien", "deja", "encore",
    "toujours", "jamais", "rien", "aucun", "aucune", "etc", "ok",
])
# fmt: on
_TURNS = re.compile(
    r"\b(?:ça\b|(?:qui|que|quoi) (?:peut|peuvent|pourrait|pourra) (?:m['’ʼ]|nous |vous |t['’ʼ])?aider"
    r"|aidez[- ](?:moi|nous)|nous sommes|(?:en )?savoir plus|savoir (?=si\b|comment\b|ce que\b|quoi\b|qui\b|où\b|quand\b|quel))",
    re.I,
)
_TOKEN = re.compile(r"(?<![^\s'’ʼ(«])[^\W_]+(?:-[^\W_]+)*(?![\w·•⋅*/(])")  # whole, never the end of « salarié·es »
_SILENT = ASKING | STOP_WORDS | {"t"}


def without_asking(text: str) -> str:
    """The text with blanks where it only asks; the text as it is where it does nothing else."""
    rest = _TOKEN.sub(_silenced, _TURNS.sub(lambda turn: " " * len(turn[0]), text))
    said = any(word not in STOP_WORDS for word in fold(rest).split())
    return rest if said else text


def _silenced(token: re.Match) -> str:
    """Blanks for a word that asks, or for several that hyphens join: « peut-on », never « savoir-faire »."""
    folded = [fold(part).strip() for part in token[0].split("-")]
    asks = not ASKING.isdisjoint(folded) and _SILENT.issuperset(folded)
    return " " * len(token[0]) if asks else token[0]
