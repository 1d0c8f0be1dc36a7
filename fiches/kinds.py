"""The kind of text of this app: the fiche."""

from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup
from fiches.filters import FICHES
from fiches.models import Fiche
from fiches.records import FIELDS
from fiches.searchables import SearchableFiche

KINDS = (
    Kind(
        Fiche,
        SearchableFiche(),
        prefix="/fiches/",
        catalogue=FICHES,
        print_template="print/fiche.html",
        book_template="epub/fiche.html",
        public_data=PublicData("fiches", "Les fiches", FIELDS),
        group=SearchGroup(1, "fiches", "Fiches pratiques"),
        named_by=("slug", "numero"),
    ),
)
