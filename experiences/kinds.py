"""The kind of text of this app: the experience."""

from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup
from experiences.filters import EXPERIENCES
from experiences.models import Experience
from experiences.records import FIELDS
from experiences.searchables import SearchableExperience

KINDS = (
    Kind(
        Experience,
        SearchableExperience(),
        prefix="/experiences/",
        catalogue=EXPERIENCES,
        print_template="print/experience.html",
        book_template="epub/experience.html",
        public_data=PublicData("experiences", "Les expériences", FIELDS),
        group=SearchGroup(2, "experiences", "Expériences"),
    ),
)
