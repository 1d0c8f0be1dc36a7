"""What the page of a part of the manual shows: its fiches in order, the parts around it, or the whole of it to read at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString, mark_safe

from dts_platform.editorial.links import PublicLinks
from dts_platform.search.snapshot import Record, Snapshot
from dts_platform.text.html_tree import deepen, parse, serialize
from fiches.filters import FICHES
from fiches.models import Fiche, Partie
from missions.glossaire import Glossaire
from missions.models import Terme


@dataclass(frozen=True)
class PartPage:
    """A part that has public fiches, and those that stand before and after it in the manual."""

    part: Partie
    fiches: Sequence[Record]
    previous: Partie | None
    following: Partie | None

    count = len(Partie)

    @classmethod
    def read(cls, slug: str, snapshot: Snapshot) -> "PartPage":
        """The page of a part; 404 when there is none, or when it is empty."""
        index = FICHES.index(snapshot)
        found = {part: fiches for part in Partie if (fiches := index.any_of("partie", [part.slug]))}
        parts = list(found)
        part = next((part for part in parts if part.slug == slug), None)
        if part is None:
            raise Http404
        rank = parts.index(part)
        return cls(
            part,
            snapshot.records(FICHES.order(snapshot, "numero").among(found[part])),
            parts[rank - 1] if rank else None,
            parts[rank + 1] if rank + 1 < len(parts) else None,
        )


@dataclass(frozen=True)
class WholePart:
    """The fiches of a part, one after the other, and the words that they use: each is led to once."""

    html: SafeString
    words: Sequence[Terme]

    @classmethod
    def of(cls, page: PartPage, snapshot: Snapshot) -> "WholePart":
        """The body of every fiche of a part, its headings one step below those of its own page."""
        fiches = Fiche.objects.published().filter(partie=page.part).with_path().in_reading_order()
        glossaire = Glossaire.at(snapshot)
        printed = glossaire.render("fiches/_whole_part.html", fiches=fiches, links=PublicLinks.at(snapshot))
        root = parse(printed.html)
        deepen(root)
        for section in root.iter("section"):  # every fiche has the same sections: none is a landmark of the page
            section.attrib.pop("aria-labelledby", None)
        return cls(mark_safe(serialize(root)), printed.words)  # noqa: S308 – our own template, headings renamed
