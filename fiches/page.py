"""What the page of a fiche shows, gathered and rendered once for each state of the content."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from dts_platform.desk.news import last_publication, last_told
from dts_platform.editorial.versions import Version
from dts_platform.finder.carried import carried
from dts_platform.finder.facets import Value
from dts_platform.search.snapshot import Record, Snapshot
from fiches.croisements import neighbours
from fiches.filters import FICHES, FicheFilterSet
from fiches.models import Fiche, Prolongement
from missions.bodies import Around, Body, kept_body
from missions.models import Terme
from territoires.contacts import ContactOf, Publisher, for_region, publisher

SECTIONS = (
    ("facile", "Facile à lire"),
    ("bref", "En bref"),
    ("pourquoi", "Pourquoi"),
    ("pratique", "En pratique"),
    ("etapes", "Les étapes"),
    ("outil", "L’outil"),
    ("regles", "Les règles de droit"),
    ("vigilance", "Points de vigilance"),
    ("reussite", "À quoi voit-on que cela marche"),
    ("experience", "Ce que d’autres ont fait"),
    ("chemin", "Avant et après"),
    ("references", "Références"),
)


@dataclass(frozen=True)
class FichePage:
    """A fiche, its body already printed, and what lies around it."""

    printed: Body
    values: Mapping[str, list[Value]]
    related: list[tuple[Record, list[Value]]]
    previous: Record | None
    next_: Record | None
    contact: ContactOf | None
    publisher: Publisher
    last: Version | None

    @classmethod
    def read(cls, slug: str, snapshot: Snapshot) -> "FichePage":
        """The page of a public fiche; 404 when there is none."""

        def fiche() -> Fiche:
            return get_object_or_404(Fiche.objects.published().with_path(), slug=slug)

        body = kept_body(("fiche", slug), "fiches/_page_body.html", snapshot, fiche, _shown, Fiche.with_others_anew)
        return cls._with(body, snapshot, last_told(("fiche", body.text.pk), body.text, snapshot))

    @classmethod
    def of(cls, fiche: Fiche, snapshot: Snapshot) -> "FichePage":
        """The page of a fiche read `with_path`, whatever its state."""
        return cls._with(Body.of(fiche, "fiches/_page_body.html", snapshot), snapshot, last_publication(fiche))

    @classmethod
    def _with(cls, body: Body, snapshot: Snapshot, last: Version | None) -> "FichePage":
        """The page around the body of a fiche."""
        fiche = body.text
        previous, here, next_ = _around(fiche.numero, snapshot)
        facets = here.facets if here and here.pk == fiche.pk else carried(FicheFilterSet, [fiche.pk])[fiche.pk]
        return cls(
            body,
            FICHES.index(snapshot).values_of(facets),
            neighbours(fiche.numero, facets, snapshot),
            previous,
            next_,
            for_region(fiche.region, snapshot),
            publisher(snapshot),
            last,
        )

    @property
    def fiche(self) -> Fiche:
        return self.printed.text

    @property
    def body(self) -> SafeString:
        return self.printed.html

    @property
    def words(self) -> Sequence[Terme]:
        return self.printed.words

    @property
    def points(self) -> int:
        return len(self.fiche.prolongements.all())

    @cached_property
    def shown(self) -> tuple:
        """All that the page says beside its body and what never changes: it stands while this is the same."""
        values = [(name, value.slug, value.label) for name, values in self.values.items() for value in values]
        related = [(record, [value.label for value in shared]) for record, shared in self.related]
        return self.printed, values, related, self.previous, self.next_, self.contact, self.publisher, self.last

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The sections of its body that can be reached from its contents: (anchor, name)."""
        told = [(anchor, name) for anchor, name in SECTIONS if f'id="{anchor}"' in self.body]
        return told if self.fiche.facile_a_lire else told[1:]


_WAYS, _EXPERIENCES = (model._meta.db_table for model in (Fiche.prepare.through, Prolongement))
_BESIDE = (
    f"SELECT 'fiche', to_fiche_id FROM {_WAYS} WHERE from_fiche_id = %s "  # noqa: S608 – our own tables
    f"UNION SELECT 'fiche', from_fiche_id FROM {_WAYS} WHERE to_fiche_id = %s "
    f"UNION SELECT 'experience', experience_id FROM {_EXPERIENCES} WHERE fiche_id = %s"
)


def _shown(fiche: Fiche) -> Around:
    """The fiche, and the texts that its body shows once they are public; one query.

    Asked after each publication of any text: Django takes a millisecond to write this query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [fiche.pk] * 3)
        return Around(frozenset([("fiche", fiche.pk), *cursor.fetchall()]))


def _around(number: int, snapshot: Snapshot) -> tuple[Record | None, Record | None, Record | None]:
    """The public fiches before a number, at this number, and after it."""
    order = FICHES.order(snapshot, "numero")
    rank = bisect_left(order.slots, number, key=lambda slot: order.keys[slot])
    records = {record.numero: record for record in snapshot.records(order.slots[max(0, rank - 1) : rank + 2])}
    after = sorted(n for n in records if n > number)[:1]
    before = [n for n in records if n < number]
    return (
        next((records[n] for n in before), None),
        records.get(number),
        next((records[n] for n in after), None),
    )
