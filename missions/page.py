"""What the page of a text of the framework shows, gathered before it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString

from dts_platform.desk.news import last_publication
from dts_platform.editorial.versions import Version
from dts_platform.search.snapshot import Snapshot
from missions.bodies import Body
from missions.models import Mission, Principe, Repere, Strategie, Terme


@dataclass(frozen=True)
class DoctrinePage:
    """A mission, a principle or a strategy, the terms to define at its foot, and what is crossed with it."""

    obj: Mission | Principe | Strategie
    body: SafeString
    words: Sequence[Terme]
    fiches: QuerySet[Model]
    illustrations: QuerySet[Model]

    @classmethod
    def of(cls, obj: Mission | Principe | Strategie, snapshot: Snapshot) -> "DoctrinePage":
        """The page of a text; what is crossed with it is reached by the related names of the apps above."""
        body = Body.of(obj, f"missions/_{obj._meta.model_name}.html", snapshot)
        illustrations = obj.illustrations.filter(experience__in=obj.experiences.published())
        return cls(
            obj,
            body.html,
            body.words,
            obj.fiches.published().in_reading_order(),
            illustrations.select_related("experience"),
        )


@dataclass(frozen=True)
class ReperePage:
    """A landmark, published or not, the terms to define at its foot, the experiences that show it, its neighbours."""

    obj: Repere
    body: SafeString
    words: Sequence[Terme]
    experiences: QuerySet[Model]
    previous: Repere | None
    next_: Repere | None
    last: Version | None

    @classmethod
    def of(cls, obj: Repere, snapshot: Snapshot) -> "ReperePage":
        ordered = list(Repere.objects.published().in_reading_order().only("slug", "titre"))
        rank = ordered.index(obj) if obj in ordered else len(ordered)
        body = Body.of(obj, "missions/_repere.html", snapshot)
        return cls(
            obj,
            body.html,
            body.words,
            obj.experiences.published(),
            ordered[rank - 1] if rank else None,
            ordered[rank + 1] if rank + 1 < len(ordered) else None,
            last_publication(obj),
        )
