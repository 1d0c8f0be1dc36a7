"""Regions and departments of France: reference data of the State, not editable.

Source: Code officiel géographique (Insee, Licence ouverte 2.0), for the 18 regions since 1 January 2016 and the 101 departments
since Mayotte became one in 2011; `region_2010` gives the names in use when the manual first appeared.
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Region:
    """One of the 18 regions. `column` and `row` place its tile on the map, from 1, north at the top."""

    slug: str
    nom: str
    sigle: str
    column: int
    row: int

    def __str__(self) -> str:
        return self.nom

    @property
    def departements(self) -> tuple["Departement", ...]:
        return tuple(d for d in DEPARTEMENTS.values() if d.region is self)


@dataclass(frozen=True)
class Departement:
    """One of the 101 departments; `code` is a string: "01", "2A", "974"."""

    code: str
    nom: str
    region: Region
    region_2010: str

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"

    @cached_property
    def changed_region(self) -> bool:
        return self.region_2010 != self.region.nom


_REGIONS = """
hauts-de-france|Hauts-de-France|HDF|4|1
normandie|Normandie|NOR|3|2
ile-de-france|Île-de-France|IDF|4|2
grand-est|Grand Est|GES|5|2
bretagne|Bretagne|BRE|2|3
pays-de-la-loire|Pays de la Loire|PDL|3|3
centre-val-de-loire|Centre-Val de Loire|CVL|4|3
bourgogne-franche-comte|Bourgogne-Franche-Comté|BFC|5|3
nouvelle-aquitaine|Nouvelle-Aquitaine|NAQ|3|4
auvergne-rhone-alpes|Auvergne-Rhône-Alpes|ARA|5|4
occitanie|Occitanie|OCC|4|5
provence-alpes-cote-d-azur|Provence-Alpes-Côte d’Azur|PAC|5|5
corse|Corse|COR|6|6
guadeloupe|Guadeloupe|GUA|1|1
martinique|Martinique|MTQ|1|2
guyane|Guyane|GUY|1|3
la-reunion|La Réunion|REU|1|4
mayotte|Mayotte|MAY|1|5
"""

_DEPARTEMENTS = """
auvergne-rhone-alpes|Auvergne|03 Allier,15 Cantal,43 Haute-Loire,63 Puy-de-Dôme
auvergne-rhone-alpes|Rhône-Alpes|01 Ain,07 Ardèche,26 Drôme,38 Isère,42 Loire,69 Rhône,73 Savoie,74 Haute-Savoie
bourgogne-franche-comte|Bourgogne|21 Côte-d’Or,58 Nièvre,71 Saône-et-Loire,89 Yonne
bourgogne-franche-comte|Franche-Comté|25 Doubs,39 Jura,70 Haute-Saône,90 Territoire de Belfort
bretagne|Bretagne|22 Côtes-d’Armor,29 Finistère,35 Ille-et-Vilaine,56 Morbihan
centre-val-de-loire|Centre|18 Cher,28 Eure-et-Loir,36 Indre,37 Indre-et-Loire,41 Loir-et-Cher,45 Loiret
corse|Corse|2A Corse-du-Sud,2B Haute-Corse
grand-est|Alsace|67 Bas-Rhin,68 Haut-Rhin
grand-est|Champagne-Ardenne|08 Ardennes,10 Aube,51 Marne,52 Haute-Marne
grand-est|Lorraine|54 Meurthe-et-Moselle,55 Meuse,57 Moselle,88 Vosges
guadeloupe|Guadeloupe|971 Guadeloupe
guyane|Guyane|973 Guyane
hauts-de-france|Nord-Pas-de-Calais|59 Nord,62 Pas-de-Calais
hauts-de-france|Picardie|02 Aisne,60 Oise,80 Somme
ile-de-france|Île-de-France|75 Paris,77 Seine-et-Marne,78 Yvelines,91 Essonne,92 Hauts-de-Seine
ile-de-france|Île-de-France|93 Seine-Saint-Denis,94 Val-de-Marne,95 Val-d’Oise
la-reunion|La Réunion|974 La Réunion
martinique|Martinique|972 Martinique
mayotte|Mayotte|976 Mayotte
normandie|Basse-Normandie|14 Calvados,50 Manche,61 Orne
normandie|Haute-Normandie|27 Eure,76 Seine-Maritime
nouvelle-aquitaine|Aquitaine|24 Dordogne,33 Gironde,40 Landes,47 Lot-et-Garonne,64 Pyrénées-Atlantiques
nouvelle-aquitaine|Limousin|19 Corrèze,23 Creuse,87 Haute-Vienne
nouvelle-aquitaine|Poitou-Charentes|16 Charente,17 Charente-Maritime,79 Deux-Sèvres,86 Vienne
occitanie|Languedoc-Roussillon|11 Aude,30 Gard,34 Hérault,48 Lozère,66 Pyrénées-Orientales
occitanie|Midi-Pyrénées|09 Ariège,12 Aveyron,31 Haute-Garonne,32 Gers,46 Lot,65 Hautes-Pyrénées,81 Tarn,82 Tarn-et-Garonne
pays-de-la-loire|Pays de la Loire|44 Loire-Atlantique,49 Maine-et-Loire,53 Mayenne,72 Sarthe,85 Vendée
provence-alpes-cote-d-azur|Provence-Alpes-Côte d’Azur|04 Alpes-de-Haute-Provence,05 Hautes-Alpes,06 Alpes-Maritimes
provence-alpes-cote-d-azur|Provence-Alpes-Côte d’Azur|13 Bouches-du-Rhône,83 Var,84 Vaucluse
"""


def _read_regions() -> dict[str, Region]:
    rows = (row.split("|") for row in _REGIONS.split("\n") if row)
    return {slug: Region(slug, nom, sigle, int(x), int(y)) for slug, nom, sigle, x, y in rows}


def _read_departements() -> dict[str, Departement]:
    departements = {}
    for row in filter(None, _DEPARTEMENTS.split("\n")):
        region, region_2010, names = row.split("|")
        for entry in names.split(","):
            code, nom = entry.split(" ", 1)
            departements[code] = Departement(code, nom, REGIONS[region], region_2010)
    return dict(sorted(departements.items()))


REGIONS: dict[str, Region] = _read_regions()
DEPARTEMENTS: dict[str, Departement] = _read_departements()
REGION_CHOICES = sorted(((r.slug, r.nom) for r in REGIONS.values()), key=lambda choice: choice[1].replace("Î", "I"))
DEPARTEMENT_CHOICES = [(d.code, f"{d.code} – {d.nom}") for d in DEPARTEMENTS.values()]
