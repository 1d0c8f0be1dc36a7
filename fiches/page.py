"""What the page of a fiche shows, gathered and rendered once for each state of the content."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.db import connection
from django.db.models import CharField, F, IntegerField
from django.db.models import Value as Constant
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from dts_platform.desk.news import last_publication, last_told
from dts_platform.editorial.versions import Version
from dts_platform.finder.carried import carried
from dts_platform.finder.facets import Value
from dts_platform.search.snapshot import Record, Snapshot
from experiences.models import Experience
from fiches.croisements import neighbours
from fiches.filters import FICHES, FicheFilterSet
from fiches.models import Fiche
from missions.bodies import Around, Body, kept_body
from missions.models import Terme
from territoires.contacts import ContactOf, Publisher, for_region, publisher

_NO_KEY = -1  # of no text
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

        body = kept_body(
            ("fiche", slug), "fiches/_page_body.html", snapshot, fiche, _shown_now, _shown, Fiche.with_others_anew
        )
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
        # Without an easy text, its anchor is lent to « En bref », for addresses that were given.
        absent = "" if self.fiche.facile_a_lire else "facile"
        return [(anchor, name) for anchor, name in SECTIONS if anchor != absent and f'id="{anchor}"' in self.body]


def _shown(fiche: Fiche) -> Around:
    """The fiche, and what its body says of the public texts that it shows."""
    said = [("fiche", "after", other.titre, other.slug, other.numero) for other in fiche.next_fiches]
    said += [("fiche", "before", other.titre, other.slug, other.numero) for other in fiche.previous_fiches]
    told = [prolongement.experience for prolongement in fiche.prolongements.all()]
    return _around_of(fiche, [*said, *(("experience", one.origine, one.nom, one.slug, 0) for one in told)])


def _around_of(fiche: Fiche, said: Iterable[tuple]) -> Around:
    return Around(frozenset([("fiche", fiche.pk)]), tuple(sorted(said)))


def _shown_now(fiche: Fiche) -> Around:
    """The same as the database now says it; one query.

    Asked after each publication of any text; most of them change no name, and the body stands.
    """
    sql, parameters = _named_beside(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [fiche.pk if value == _NO_KEY else value for value in parameters])
        return _around_of(fiche, cursor.fetchall())


@cache
def _named_beside(vendor: str) -> tuple[str, tuple]:
    """The statement that reads what names the texts that a fiche shows, and its parameters, `_NO_KEY` for that of the fiche:
    written once, it takes longer to write than to run."""
    fiches, experiences = Fiche.objects.published().order_by(), Experience.objects.published().order_by()
    after, before = fiches.filter(preparee_par=_NO_KEY), fiches.filter(prepare=_NO_KEY)
    told = experiences.filter(prolongements__fiche=_NO_KEY)
    parts = [
        after.values_list(_word("fiche"), _word("after"), F("titre"), F("slug"), F("numero")),
        before.values_list(_word("fiche"), _word("before"), F("titre"), F("slug"), F("numero")),
        told.values_list(
            _word("experience"), F("origine"), F("nom"), F("slug"), Constant(0, output_field=IntegerField())
        ),
    ]
    return parts[0].union(*parts[1:]).query.sql_with_params()


def _word(word: str) -> Constant:
    return Constant(word, output_field=CharField())


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
