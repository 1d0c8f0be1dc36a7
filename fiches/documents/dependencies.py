"""What documents are made of, told without reading their texts: when that stands, so do the documents.

A write of a text gives its row of the index another `seq`, by triggers, whoever writes. What a document says of other
texts (their names, whether they are public) is compared as it is said: a comma in one leaves those that name it alone.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Value

from dts_platform.editorial.links import PublicLinks
from dts_platform.models.words import SiteWords
from dts_platform.search.snapshot import Snapshot
from dts_platform.search.tables import SearchRow
from experiences.models import Experience
from fiches.models import Fiche, Prolongement

FRAMEWORK = ("repere", "mission", "principe", "strategie")
COLLECTIVE = (*FRAMEWORK, "fiche", "experience", "situation", "theme", "terme")
COST = 1_000  # of what a snapshot remembers: about 100 kB


@dataclass(frozen=True)
class Dependencies:
    """All that documents depend on, at one moment.

    `changes[kind][key]` is the last change of each text, those no longer public included. `fiches` and `experiences`
    give what others say of a public one, by its key, `foundations` what an experience says of its foundation; `before`,
    `after`, `prolonging` and `prolonged` the keys of those next to it, in the order of the document.
    """

    changes: Mapping[str, Mapping[int, int]]
    fiches: Mapping[int, tuple]
    experiences: Mapping[int, tuple]
    foundations: Mapping[int, tuple]
    before: Mapping[int, list[int]]
    after: Mapping[int, list[int]]
    prolonging: Mapping[int, list[int]]
    prolonged: Mapping[int, list[int]]
    public_paths: frozenset[str]
    words: SiteWords

    @classmethod
    def at(cls, snapshot: Snapshot) -> "Dependencies":
        """Those of the content of a snapshot just taken, or newer; read once for one state of the index."""
        return snapshot.remember("dependencies of documents", lambda: cls.read(snapshot), COST)

    @classmethod
    def read(cls, snapshot: Snapshot) -> "Dependencies":
        """Read them all, in four queries; the words and the public addresses are those of the snapshot."""
        changes: dict[str, dict[int, int]] = defaultdict(dict)
        for kind, key, seq in SearchRow.objects.filter(kind__in=COLLECTIVE).values_list("kind", "object_id", "seq"):
            changes[kind][key] = seq
        fiches = Fiche.objects.published().in_reading_order().values_list("pk", "numero", "slug", "titre")
        experiences = Experience.objects.published().order_by("pk")
        founding = [f"fondement__{name}" for name in ("slug", "titre", "statut")]
        experiences = experiences.values_list("pk", "slug", "nom", "origine", *founding)
        experiences = {key: values for key, *values in experiences}
        ways, prolongements = _ways_and_prolongements()
        return cls(
            changes=changes,
            fiches={key: tuple(values) for key, *values in fiches},
            experiences={key: tuple(values[:3]) for key, values in experiences.items()},
            foundations={key: tuple(values[3:]) for key, values in experiences.items()},
            before=_grouped((after, before) for before, after in ways),
            after=_grouped(ways),
            prolonging=_grouped((experience, fiche) for fiche, experience in prolongements),
            prolonged=_grouped(prolongements),
            public_paths=PublicLinks.at(snapshot).public_paths,
            words=SiteWords.at(snapshot),
        )

    def of_fiche(self, key: int) -> list:
        """What the document of a fiche depends on; it prints the name of its part."""
        beside = (_named(self.fiches, ways.get(key, ())) for ways in (self.before, self.after))
        experiences = self.prolonged.get(key, ())
        shown = [self.experiences[pk] for pk in experiences if pk in self.experiences]
        return [*self.of_fiche_alone(key), *beside, shown, self.words.beginning("partie")]

    def of_fiche_alone(self, key: int) -> list:
        """What a document of one fiche depends on when it names no other: its tool."""
        return [self.changes["fiche"].get(key), self._last("terme")]

    def of_experience(self, key: int) -> list:
        """What the document of an experience depends on."""
        fiches = _named(self.fiches, self.prolonging.get(key, ()))
        return [self.changes["experience"].get(key), self._last("terme"), self.foundations.get(key), fiches]

    def of_brochure(self) -> list:
        """What the brochure depends on: it counts the texts, and carries the date of the last one."""
        changes = [self._last(kind) for kind in (*FRAMEWORK, "fiche", "experience")]
        return [*changes, self.words.beginning("plaquette")]

    def of_manuel(self) -> list:
        """What the manual depends on: everything."""
        words = self.words.beginning("mode-d-emploi", "colophon", "partie", "famille")
        return [[self._last(kind) for kind in COLLECTIVE], sorted(self.foundations.items()), words]

    def _last(self, kind: str) -> int:
        """When a text of this kind last changed."""
        return max(self.changes.get(kind, {}).values(), default=0)


def _ways_and_prolongements() -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """From each fiche to those it prepares, then from each to the experiences that illustrate it; one query."""
    ways = Fiche.prepare.through.objects.annotate(rank=Value(0)).values_list(
        "rank", "pk", "from_fiche_id", "to_fiche_id"
    )
    shown = (
        Prolongement.objects.order_by().annotate(rank=Value(1)).values_list("rank", "pk", "fiche_id", "experience_id")
    )
    pairs: tuple[list, list] = [], []
    for rank, _, start, end in ways.union(shown, all=True).order_by("rank", "pk"):
        pairs[rank].append((start, end))
    return pairs


Depends = Callable[[Dependencies], list]


def digest(made_by: str, depends: Depends, dependencies: Dependencies, links: Iterable[str]) -> str:
    """A digest of what a document depends on: who makes it, its texts, and which of those it would lead to are public."""
    public = sorted(dependencies.public_paths.intersection(links))
    return hashlib.sha256(json.dumps([made_by, depends(dependencies), public]).encode()).hexdigest()


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for key, other in pairs:
        groups[key].append(other)
    return dict(groups)


def _named(texts: Mapping[int, tuple], keys: Iterable[int]) -> list[tuple]:
    """What is said of these texts, of those that are public, by number."""
    return sorted(texts[key] for key in set(keys) if key in texts)
