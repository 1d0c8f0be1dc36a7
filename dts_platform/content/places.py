"""How people name regions and departments when they search: names, numbers, the short and the former ones."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dts_platform.content.territoires import DEPARTEMENTS, REGIONS
from dts_platform.search.french import fold
from dts_platform.search.places import Place
from dts_platform.search.towns import Listed

LIST_OF_TOWNS = Path(__file__).with_name("communes.csv")  # its source and its licence stand beside
SHORT = {
    "auvergne-rhone-alpes": ("AURA", "ARA"),
    "bourgogne-franche-comte": ("BFC",),
    "centre-val-de-loire": ("CVL", "Centre", "Val de Loire"),
    "hauts-de-france": ("HDF",),
    "ile-de-france": ("IDF", "région parisienne"),
    "nouvelle-aquitaine": ("NAQ",),
    "pays-de-la-loire": ("PDL",),
    "provence-alpes-cote-d-azur": ("PACA", "région Sud"),
}
# What is said of several at once, where it means exactly these: « le Sud-Ouest » does not.
OVERSEAS = ("guadeloupe", "martinique", "guyane", "la-reunion", "mayotte")
SEVERAL = (
    (
        "Outre-mer",
        "region",
        OVERSEAS,
        ("outre-mer", "DOM", "DOM-TOM", "DROM", "DROM-COM", "départements d’outre-mer", "régions d’outre-mer"),
    ),
    ("Antilles", "region", ("guadeloupe", "martinique"), ("Antilles", "Antilles françaises")),
    ("Antilles-Guyane", "region", ("guadeloupe", "martinique", "guyane"), ("Antilles-Guyane",)),
    ("Petite couronne", "departement", ("92", "93", "94"), ("petite couronne",)),
    ("Grande couronne", "departement", ("77", "78", "91", "95"), ("grande couronne",)),
    ("Pays de Savoie", "departement", ("73", "74"), ("pays de Savoie", "les deux Savoie")),
)
ALSO_WORDS = frozenset(
    {
        "ain",
        "allier",
        "aube",
        "aura",
        "centre",
        "cher",
        "creuse",
        "la reunion",
        "landes",
        "loire",
        "lot",
        "manche",
        "nord",
    }
    | {"orne", "paris", "somme", "vienne"}
)
# fmt: off
TOWNS_ALSO_WORDS = frozenset([
    "apt", "avion", "beaumont", "cannes", "change", "chantilly", "cluses", "cognac", "colombes", "condom", "coulommiers",
    "croix", "die", "fontaine", "fosses", "fougeres", "gaillard", "gap", "grasse", "hem", "houilles", "ifs", "la crau",
    "la fleche", "la garde", "la hague", "la madeleine", "la possession", "la riche", "la trinite", "largentiere", "lattes",
    "le blanc", "le francois", "le gosier", "le luc", "le marin", "le moule", "le port", "le robert", "le tampon",
    "les avirons", "les herbiers", "les lilas", "lourdes", "lure", "macon", "mana", "menton", "moulins", "muret", "orange",
    "pantin", "persan", "pertuis", "petit bourg", "petite ile", "plaisir", "sada", "saintes", "sceaux", "sens", "sevres",
    "stains", "talence", "tarare", "tours", "trappes", "tulle", "union", "valence", "vannes", "vienne", "vitre",
])
TOLD_BY_ACCENTS = frozenset(["Mâcon"])  # « maçon » is a trade, « macon » may be either
BEYOND_THE_LIST = (Listed("53", "Changé", is_word=True), Listed("72", "Changé", is_word=True))  # texts name one
# fmt: on


# How one says to be there; « en » for the others.
_THERE = {
    "à ": "Paris,La Réunion,Mayotte",
    "aux ": "Antilles",
    "dans l’": "Ain,Aisne,Allier,Aube,Aude,Aveyron,Essonne,Eure,Hérault,Indre,Oise,Orne,Yonne",
    "dans la ": "Drôme,Loire,Manche,Marne,Meuse,Nièvre,Sarthe,Somme,Vienne",
    "dans le ": "Bas-Rhin,Calvados,Cantal,Cher,Doubs,Finistère,Gard,Gers,Grand Est,Haut-Rhin,Jura,Loir-et-Cher,Loiret,Lot,"
    "Lot-et-Garonne,Morbihan,Nord,Nord-Pas-de-Calais,Pas-de-Calais,Puy-de-Dôme,Rhône,Tarn,Tarn-et-Garonne,Territoire de Belfort,"
    "Val-d’Oise,Val-de-Marne,Var,Vaucluse",
    "dans les ": "Alpes-de-Haute-Provence,Alpes-Maritimes,Ardennes,Bouches-du-Rhône,Côtes-d’Armor,Deux-Sèvres,Hautes-Alpes,"
    "Hautes-Pyrénées,Hauts-de-France,Hauts-de-Seine,Landes,Pays de la Loire,Pays de Savoie,Pyrénées-Atlantiques,"
    "Pyrénées-Orientales,Vosges,Yvelines",
    "": "Outre-mer",
}
THERE = {label: before for before, labels in _THERE.items() for label in labels.split(",")}


def places() -> Iterator[Place]:
    """Every region and department, and the regions of before 2016, whose departments are told."""
    for region in REGIONS.values():
        yield from _named(region.nom, "region", (region.slug,), (region.nom, *SHORT.get(region.slug, ())))
    for code, departement in DEPARTEMENTS.items():
        yield from _named(departement.nom, "departement", (code,), (departement.nom, code))
    for name in dict.fromkeys(one.region_2010 for one in DEPARTEMENTS.values()):
        codes = tuple(code for code, one in DEPARTEMENTS.items() if one.region_2010 == name)
        yield from _named(name, "departement", codes, (name,))
    for label, facet, values, names in SEVERAL:
        yield from _named(label, facet, values, names)


def towns() -> Iterator[Listed]:
    """The towns that questions may name: seats of the State, those of 10,000 inhabitants or more, a few that are words."""
    yield from BEYOND_THE_LIST
    with LIST_OF_TOWNS.open(encoding="utf-8", newline="") as lines:
        for town in csv.DictReader(lines):
            is_word = fold(town["nom"]).replace("-", " ").strip() in TOWNS_ALSO_WORDS
            yield Listed(town["departement"], town["nom"], is_word, town["nom"] in TOLD_BY_ACCENTS)


def _named(label: str, facet: str, values: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Place]:
    """A place, once for its names that say nothing else, once for those that are words as well."""
    words = tuple(name for name in names if fold(name) in ALSO_WORDS)
    covered = [one for one in DEPARTEMENTS.values() if (one.region.slug if facet == "region" else one.code) in values]
    codes, regions = frozenset(one.code for one in covered), tuple(dict.fromkeys(one.region.slug for one in covered))
    around = " ou ".join(REGIONS[slug].nom for slug in regions) if facet == "departement" else ""
    place = Place(
        label,
        facet,
        values,
        departements=codes,
        regions=regions,
        where=f"{THERE.get(label, 'en ')}{label}",
        around=around,
    )
    if sure := tuple(name for name in names if name not in words):
        yield replace(place, names=sure)
    if words:
        yield replace(place, names=words, is_word=True)
