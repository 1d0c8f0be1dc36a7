"""Words by which a question asks and says nothing: they are neither sought nor corrected, unless nothing else was typed.

So do, beside a place, words that name what the site lists: « exemples en Bretagne » asks for Bretagne.
"""

import re

from dts_platform.search.french import STOP_WORDS, fold, without_number

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
SIDES = frozenset(["nord", "sud", "ouest", "centre"])
# Beside a place these say nothing, whatever else is asked; the last ones where there are several.
_SHOWN = frozenset(["exemple", "illustration", "initiative", "temoignage", "retour"])
_SHOWN_IN_THE_PLURAL = frozenset(["experience"])
# These, number apart, say nothing beside a place where nothing else is asked: « entreprise adaptée » is a thing.
_LISTED = ASKING | SIDES | _SHOWN | _SHOWN_IN_THE_PLURAL | frozenset([
    # what is listed
    "acteur", "actrice", "action", "activite", "asso", "association", "boite", "ca", "chiffre", "chose", "collectif", "demarche",
    "dispositif", "entreprise", "fiche", "histoire", "idee", "lieu", "operation", "organisation", "organisme", "porteur", "pratique",
    "projet", "realisation", "recit", "reference", "resultat", "structure", "terrain", "texte", "truc",
    # that it is there
    "existe", "existent", "existant", "existante", "passe", "passent", "trouve", "trouver", "trouvent", "voir", "mene", "menee", "realise",
    "realisee", "porte", "portee", "engage", "engagee", "lance", "lancee", "implante", "implantee", "situe", "situee", "annuaire",
    "liste", "carte", "recherche", "rechercher",
    # where
    "agglo", "agglomeration", "alentour", "autour", "bassin", "canton", "coin", "commune", "commune^", "cote", "departement", "endroit",
    "environ", "france", "metropole", "pay", "pre", "prefecture", "proche", "proximite", "region", "secteur", "territoire", "ville",
    "zone", "arrondissement", "cedex",
])
_PART_OF_A_TOWN = re.compile(r"\d{1,2}(?:er|e|eme)")
# fmt: on
_TURNS = re.compile(
    r"\b(?:ça\b|(?:qui|que|quoi) (?:peut|peuvent|pourrait|pourra) (?:m['’ʼ]|nous |vous |t['’ʼ])?aider"
    r"|aidez[- ](?:moi|nous)|nous sommes|(?:en )?savoir plus|savoir (?=si\b|comment\b|ce que\b|quoi\b|qui\b|où\b|quand\b|quel))",
    re.I,
)
_TOKEN = re.compile(r"(?<![^\s'’ʼ(«])[^\W_]+(?:-[^\W_]+)*(?![\w·•⋅*/(])")  # whole, never the end of « salarié·es »
_SILENT = ASKING | STOP_WORDS | {"t"}


def without_asking(text: str) -> str:
    """The text with blanks where it only asks."""
    return _TOKEN.sub(_silenced, _TURNS.sub(lambda turn: " " * len(turn[0]), text))


def _silenced(token: re.Match) -> str:
    """Blanks for a word that asks, or for several that hyphens join: « peut-on », never « savoir-faire »."""
    folded = [fold(part).strip() for part in token[0].split("-")]
    asks = not ASKING.isdisjoint(folded) and _SILENT.issuperset(folded)
    return " " * len(token[0]) if asks else token[0]


def says_nothing_beside_a_place(word: str, alone: bool) -> bool:
    """Does a folded word name what is listed, or say that it is there? Fewer do where a place does not stand `alone` with them."""
    one = without_number(word)
    if alone:
        return one in _LISTED or word in _LISTED or bool(_PART_OF_A_TOWN.fullmatch(word))
    return one in _SHOWN or (one != word and one in _SHOWN_IN_THE_PLURAL)
