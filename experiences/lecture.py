"""What the page of an experience shows, gathered and rendered once for each state of the content."""

from dataclasses import dataclass

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from dts_platform.core.search.french import fold
from dts_platform.core.search.match import slots_of
from dts_platform.core.search.mirror import Record, Snapshot
from experiences.filters import EXPERIENCES
from experiences.models import Experience
from missions.glossaire import Glossaire, rendre_annote

DE_LA_REGION = 4


@dataclass(frozen=True)
class PageDExperience:
    """An experience, its body already rendered, the words defined at its foot, and what lies around it."""

    objet: Experience
    corps: SafeString
    glossaire: Glossaire
    fiches: list[Model]
    meme_region: list[Record]
    precedent: Record | None
    suivant: Record | None

    @classmethod
    def read(cls, slug: str, snapshot: Snapshot) -> "PageDExperience":
        """The page of a public experience; 404 when there is none."""
        return cls.of(get_object_or_404(Experience.objects.published().with_everything(), slug=slug), snapshot)

    @classmethod
    def of(cls, objet: Experience, snapshot: Snapshot) -> "PageDExperience":
        """The page of an experience read `with_everything`, whatever its state."""
        corps, glossaire = rendre_annote("experiences/_corps.html", objet)
        ordre, nom = EXPERIENCES.order(snapshot, "titre"), fold(objet.nom)
        region = snapshot.carrying("region", objet.region) & snapshot.kinds.get("experience", 0)
        voisines = list(slots_of(region))[: DE_LA_REGION + 1]
        avant = [slot for slot in ordre.slots if ordre.keys[slot] < nom][-1:]
        apres = [slot for slot in ordre.slots if ordre.keys[slot] > nom][:1]
        records = {record.slot: record for record in snapshot.records([*voisines, *avant, *apres])}
        return cls(
            objet,
            corps,
            glossaire,
            list(objet.fiches.published().in_reading_order()),
            [records[slot] for slot in voisines if slot in records and records[slot].slug != objet.slug][:DE_LA_REGION],
            next((records[slot] for slot in avant if slot in records), None),
            next((records[slot] for slot in apres if slot in records), None),
        )
