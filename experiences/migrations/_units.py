"""From units typed as words to units of a list: the unit, what the value is multiplied by, the word that it replaces."""

import re

SAME = (
    "personnes salariés emplois habitants adhérents familles structures entreprises associations communes euros % "
    "hectares m² jours places logements véhicules dossiers"
).split() + ["équivalents temps plein", "repas par jour"]
TIMES = {"million d’euros": ("euros", 1_000_000), "millions d’euros": ("euros", 1_000_000)}
TIMES |= {"millier d’euros": ("euros", 1_000), "milliers d’euros": ("euros", 1_000), "k€": ("euros", 1_000)}
TIMES |= {"€": ("euros", 1), "M€": ("euros", 1_000_000), "ETP": ("équivalents temps plein", 1)}
KINDS_OF = {  # the word stays in the note: it says more than the unit
    "entreprises": "filiales sociétés boulangeries garages",
    "structures": "organisations entités acteurs unités employeurs",
    "personnes": "agriculteurs meuniers mécaniciens directeurs",
    "adhérents": "sociétaires",
    "emplois": "postes",
    "logements": "studios chambres appartements",
    "véhicules": "scooters",
}
MORE_WORDS = {"acteurs culturels": "structures", "donneurs d’ordre": "entreprises"}
OF_WORD = {word: unit for unit, words in KINDS_OF.items() for word in words.split()} | MORE_WORDS


def singular(unit):
    first, space, rest = unit.partition(" ")
    return first.removesuffix("s") + space + rest


def converted(word):
    """(unit of the list or nothing, factor, note) of a unit as it was typed."""
    word = re.sub(r"\s+", " ", word.replace("'", "’")).strip()
    known = {form: unit for unit in SAME for form in (unit.lower(), singular(unit.lower()))}
    lowered = word.lower()
    if not word or lowered in known:
        return known.get(lowered, ""), 1, ""
    for written, (unit, factor) in TIMES.items():
        if written.lower() == lowered:
            return unit, factor, ""
    return OF_WORD.get(lowered, ""), 1, word
