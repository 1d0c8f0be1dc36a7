"""The kinds of texts of this app: the fiche, the situation."""

from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup
from fiches.filters import FICHES
from fiches.models import Fiche, Situation
from fiches.records import FIELDS, SITUATION_FIELDS
from fiches.searchables import SearchableFiche, SearchableSituation

KINDS = (
    Kind(
        Fiche,
        SearchableFiche(),
        prefix="/fiches/",
        catalogue=FICHES,
        print_template="print/fiche.html",
        book_template="epub/fiche.html",
        public_data=PublicData("fiches", "Les fiches", FIELDS, "fiche pratique,fiches pratiques"),
        group=SearchGroup(1, "fiches", "Fiches pratiques"),
        named_by=("slug", "numero"),
    ),
    Kind(
        Situation,
        SearchableSituation(),
        prefix="/situations/",
        public_data=PublicData("situations", "Les situations", SITUATION_FIELDS, "situation,situations"),
        group=SearchGroup(5, "situations", "Situations"),
    ),
)
