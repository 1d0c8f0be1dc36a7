"""The kind of text of this app: the experience."""

from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup
from experiences.filters import CHIFFRES, EXPERIENCES
from experiences.models import ChiffreCle, Experience
from experiences.records import FIELDS, FIGURES
from experiences.searchables import SearchableChiffre, SearchableExperience

KINDS = (
    Kind(
        Experience,
        SearchableExperience(),
        prefix="/experiences/",
        catalogue=EXPERIENCES,
        print_template="print/experience.html",
        book_template="epub/experience.html",
        public_data=PublicData("experiences", "Les expériences", FIELDS, "expérience,expériences"),
        group=SearchGroup(2, "experiences", "Expériences"),
    ),
    Kind(
        ChiffreCle,
        SearchableChiffre(),
        catalogue=CHIFFRES,
        public_data=PublicData("chiffres", "Les chiffres clés des expériences", FIGURES),
        group=SearchGroup(6, "chiffres", "Chiffres clés"),
    ),
)
