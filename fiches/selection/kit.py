"""What the page of a situation shows: its texts in order, and the booklet made of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from dts_platform.search.snapshot import Snapshot
from fiches.models import Fiche, Situation
from fiches.selection.address import LONGEST_TITLE, Selection, Shelf, shorten
from missions.bodies import Body
from missions.models import Terme


@dataclass(frozen=True)
class SituationPage:
    """A situation, its body already rendered, the terms defined at its foot, and the booklet of its texts."""

    obj: Situation
    body: SafeString
    words: Sequence[Terme]
    booklet: Selection

    @classmethod
    def of(cls, situation: Situation, snapshot: Snapshot) -> "SituationPage":
        """The page of a situation read `with_everything`."""
        body = Body.of(situation, "fiches/_situation.html", snapshot)
        return cls(situation, body.html, body.words, booklet_of(situation, Shelf.of(snapshot)))


def booklet_of(situation: Situation, shelf: Shelf) -> Selection:
    """The public texts of a situation, in its order, under its title; the brochure is a sheet of its own."""
    texts = [step.text for step in situation.public_steps if step.text]
    names = [str(text.numero) if isinstance(text, Fiche) else f"x:{text.slug}" for text in texts]
    chosen = tuple(shelf.texts[name] for name in names if name in shelf.texts)
    return Selection(chosen, shorten(situation.titre, LONGEST_TITLE))
