"""The kinds of texts of this app: rules of law, and those whom they concern."""

from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup
from references.filters import REGLES
from references.models import Perimetre, Regle
from references.records import FIELDS
from references.searchables import SearchablePerimetre, SearchableRegle

KINDS = (
    Kind(Perimetre, SearchablePerimetre()),
    Kind(
        Regle,
        SearchableRegle(),
        prefix="/regles/",
        catalogue=REGLES,
        public_data=PublicData("regles", "Les règles de droit", FIELDS, "règle de droit,règles de droit"),
        group=SearchGroup(5, "regles", "Règles de droit"),
    ),
)
