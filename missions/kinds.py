"""The kinds of texts of the framework: missions, principles, strategies, landmarks, themes, publics, words of the glossary."""

from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup
from missions.models import Mission, Principe, Public, Repere, Strategie, Terme, Theme
from missions.records import FIELDS
from missions.searchables import (
    SearchableMission,
    SearchablePrincipe,
    SearchablePublic,
    SearchableRepere,
    SearchableStrategie,
    SearchableTerme,
    SearchableTheme,
)

CADRE = SearchGroup(3, "cadre", "Missions, principes, stratégies et repères")

KINDS = (
    Kind(
        Mission,
        SearchableMission(),
        prefix="/missions/",
        print_template="print/mission.html",
        book_template="epub/mission.html",
        group=CADRE,
    ),
    Kind(
        Principe,
        SearchablePrincipe(),
        prefix="/principes/",
        print_template="print/principe.html",
        book_template="epub/principe.html",
        group=CADRE,
    ),
    Kind(
        Strategie,
        SearchableStrategie(),
        prefix="/strategies/",
        print_template="print/strategie.html",
        book_template="epub/strategie.html",
        group=CADRE,
    ),
    Kind(
        Repere,
        SearchableRepere(),
        prefix="/reperes/",
        print_template="print/repere.html",
        book_template="epub/repere.html",
        public_data=PublicData("reperes", "Les repères", FIELDS, "repère,repères"),
        group=CADRE,
    ),
    Kind(Theme, SearchableTheme()),
    Kind(Public, SearchablePublic()),
    Kind(Terme, SearchableTerme(), group=SearchGroup(4, "glossaire", "Glossaire")),
)
