"""What the page of an experience shows, gathered and rendered once for each state of the content."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from dts_platform.desk.news import last_publication, last_told
from dts_platform.editorial.versions import Version
from dts_platform.search.bits import slots_of
from dts_platform.search.french import fold
from dts_platform.search.snapshot import Record, Snapshot
from experiences.filters import EXPERIENCES
from experiences.models import Experience
from missions.bodies import Around, Body, kept_body
from missions.models import Repere, Terme
from territoires.contacts import ContactOf, Publisher, for_region, publisher

SAME_REGION_SHOWN = 4


@dataclass(frozen=True)
class ExperiencePage:
    """An experience, its body already rendered, the terms defined at its foot, and what lies around it."""

    experience: Experience
    body: SafeString
    words: Sequence[Terme]
    fiches: list[Model]
    same_region: list[Record]
    previous: Record | None
    next_: Record | None
    contact: ContactOf | None
    publisher: Publisher
    last: Version | None

    @classmethod
    def read(cls, slug: str, snapshot: Snapshot) -> "ExperiencePage":
        """The page of a public experience; 404 when there is none."""

        def experience() -> Experience:
            return get_object_or_404(Experience.objects.published().with_everything(), slug=slug)

        body = kept_body(("experience", slug), "experiences/_page_body.html", snapshot, experience, _shown_now, _shown)
        return cls._with(body, snapshot, last_told(("experience", body.text.pk), body.text, snapshot))

    @classmethod
    def of(cls, experience: Experience, snapshot: Snapshot) -> "ExperiencePage":
        """The page of an experience read `with_everything`, whatever its state."""
        body = Body.of(experience, "experiences/_page_body.html", snapshot)
        return cls._with(body, snapshot, last_publication(experience))

    @classmethod
    def _with(cls, body: Body, snapshot: Snapshot, last: Version | None) -> "ExperiencePage":
        """The page around the body of an experience."""
        experience = body.text
        order, sort_key = EXPERIENCES.order(snapshot, "titre"), fold(experience.nom)
        region = snapshot.carrying("region", experience.region) & snapshot.kinds.get("experience", 0)
        neighbours = list(slots_of(region))[: SAME_REGION_SHOWN + 1]
        before = [slot for slot in order.slots if order.keys[slot] < sort_key][-1:]
        after = [slot for slot in order.slots if order.keys[slot] > sort_key][:1]
        records = {record.slot: record for record in snapshot.records([*neighbours, *before, *after])}
        return cls(
            experience,
            body.html,
            body.words,
            list(experience.fiches.published().in_reading_order()),
            [records[slot] for slot in neighbours if slot in records and records[slot].slug != experience.slug][
                :SAME_REGION_SHOWN
            ],
            next((records[slot] for slot in before if slot in records), None),
            next((records[slot] for slot in after if slot in records), None),
            for_region(experience.region, snapshot),
            publisher(snapshot),
            last,
        )


def _shown(experience: Experience) -> Around:
    """The experience, and what is said of the landmark that founds it, if it is public."""
    foundation = experience.public_foundation
    return _around_of(experience, (foundation.slug, foundation.titre) if foundation else ())


def _around_of(experience: Experience, said: tuple) -> Around:
    return Around(frozenset([("experience", experience.pk)]), said)


def _shown_now(experience: Experience) -> Around:
    """The same as the database now says it; one query."""
    foundation = Repere.objects.published().filter(pk=experience.fondement_id).values_list("slug", "titre").first()
    return _around_of(experience, foundation or ())
