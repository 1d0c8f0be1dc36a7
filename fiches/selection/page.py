"""What the page of the selection shows: the texts chosen, what to add to them, where each button leads."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from dts_platform.finder.filters import clean
from dts_platform.finder.searched import SearchedText
from dts_platform.models.words import SiteWords
from dts_platform.search.bits import slots_of
from dts_platform.search.snapshot import A_RECORD, Order, Snapshot
from dts_platform.web.addresses import with_query
from experiences.filters import EXPERIENCES
from fiches.croisements import neighbours
from fiches.filters import FICHES
from fiches.models import Partie
from fiches.selection.address import MOST_TEXTS, Choice, Selection, Shelf

MOST_FOUND, MOST_SUGGESTED, NEIGHBOURS_OF_LAST = 8, 4, 6
MOST_CHOICES = 400  # beyond, a list to choose from is no help: the search remains


class Idea(NamedTuple):
    """A selection ready made."""

    title: str
    fiche_count: int
    address: str


@dataclass(frozen=True)
class BookletPage:
    """One request to the page of the selection, answered."""

    selection: Selection
    query: str
    anchor: str
    parameters: QueryDict
    snapshot: Snapshot
    emptied: Selection = Selection()

    @classmethod
    def of(cls, parameters: QueryDict, snapshot: Snapshot) -> "BookletPage":
        """Read the address, then do the gesture it asks for: `a=premier-3`, `monter-3`, `descendre-3`, `retirer-3`, `vider`.

        A booklet that is emptied stays in the address, so that its reader may have it back.
        """
        selection, query = Selection.current(parameters, snapshot), clean(parameters.get("q") or "")
        action, _, rank = (parameters.get("a") or "").partition("-")
        if action == EMPTY:
            return cls(Selection(), "", "", parameters, snapshot, selection)
        if action in ACTIONS and rank.isascii() and rank.isdigit() and len(rank) <= 3:
            selection, place = ACTIONS[action](selection, int(rank))
            anchor = f"#texte-{place}" if place else ""
        else:
            adding = parameters.get("s") and any(parameters.getlist("f"))
            anchor = "#ajouter" if adding or query else ""
        return cls(selection, query, anchor, parameters, snapshot)

    @property
    def redirect_to(self) -> str:
        """Where the one address of this page is, when the address asked is another and nothing has to be said first."""
        here = self.selection.address()
        if self.emptied:
            here = f"{self.emptied.address()}&a={EMPTY}"
        if self.query:
            query_dict = QueryDict(mutable=True)
            query_dict["q"] = self.query
            here = with_query(here, query_dict.urlencode())
        already_there = list(QueryDict(here.partition("?")[2]).lists()) == list(self.parameters.lists())
        return "" if already_there or self.selection.notices else f"{here}{self.anchor}"

    @property
    def is_full(self) -> bool:
        return len(self.selection) >= MOST_TEXTS

    @cached_property
    def found(self) -> list[Choice]:
        """The texts that answer the words best, among those not chosen yet."""
        if not self.query:
            return []
        all_slots = FICHES.index(self.snapshot).all_texts | EXPERIENCES.index(self.snapshot).all_texts
        searched = SearchedText(self.query, all_slots, self.snapshot)
        if not searched.answer:
            return []
        slots = searched.answer.ranked(searched.base, Order(list(slots_of(searched.base))))
        return list(islice(self._available(slots), MOST_FOUND))

    @cached_property
    def suggestions(self) -> list[Choice]:
        """Fiches close to those chosen last."""
        close: dict[int, None] = {}
        for choice in self.selection.texts[: -NEIGHBOURS_OF_LAST - 1 : -1]:
            close |= dict.fromkeys(self._neighbours(choice))
        found = set(self.found)
        return list(islice((t for t in self._available(close) if t not in found), MOST_SUGGESTED))

    def _neighbours(self, choice: Choice) -> list[int]:
        def work_out() -> list[int]:
            record = choice.record
            return [r.slot for r, _ in neighbours(getattr(record, "numero", 0), record.facets, self.snapshot)]

        return self.snapshot.remember(("neighbours", choice.record.slot), work_out, A_RECORD)

    def _available(self, slots) -> Iterator[Choice]:
        """The texts at these slots that are not chosen yet."""
        shelf = Shelf.of(self.snapshot)
        by_slot = {choice.record.slot: choice for choice in (*shelf.fiches, *shelf.experiences)}
        chosen = set(self.selection.texts)
        return (t for slot in slots if (t := by_slot.get(slot)) and t not in chosen)

    @cached_property
    def choices(self) -> list[tuple[str, list[Choice]]]:
        """All that can still be chosen, part by part, then the experiences; nothing when that would be a long list."""
        shelf = Shelf.of(self.snapshot)
        if len(shelf.fiches) + len(shelf.experiences) > MOST_CHOICES:
            return []
        chosen, words = set(self.selection.texts), SiteWords.at(self.snapshot)
        groups = [
            (f"{partie.value}. {words(partie.anchor).titre}", [f for f in shelf.fiches if f.record.partie == partie])
            for partie in Partie
        ]
        groups.append(("Expériences", list(shelf.experiences)))
        remaining = [(label, [choice for choice in texts if choice not in chosen]) for label, texts in groups]
        return [(label, texts) for label, texts in remaining if texts]

    @cached_property
    def ideas(self) -> list[Idea]:
        """One booklet ready made for each mission: its fiches in the part of the manual where it has most."""
        index, order = FICHES.index(self.snapshot), FICHES.order(self.snapshot, "numero")
        ideas = []
        for mission in index.facets["mission"].values.values():
            parties = [partie.documents & mission.documents for partie in index.facets["partie"].values.values()]
            slots = order.among(max(parties, key=int.bit_count, default=0))
            numbers = [order.keys[slot] for slot in slots][:MOST_TEXTS]
            query = QueryDict(mutable=True)
            query.update({"s": ".".join(map(str, numbers)), "t": mission.label})
            if numbers:
                ideas.append(Idea(mission.label, len(numbers), f"{reverse('fiches:selection')}?{query.urlencode()}"))
        return ideas


def _put_first(selection: Selection, rank: int) -> tuple[Selection, int]:
    return selection.put_first(rank), min(1, len(selection))


def _move_up(selection: Selection, rank: int) -> tuple[Selection, int]:
    return selection.move_up(rank), min(max(1, rank - 1), len(selection))


def _move_down(selection: Selection, rank: int) -> tuple[Selection, int]:
    return selection.move_down(rank), min(rank + 1, len(selection))


def _remove(selection: Selection, rank: int) -> tuple[Selection, int]:
    remaining = selection.remove(rank)
    return remaining, min(max(1, rank), len(remaining))


EMPTY = "vider"
ACTIONS = {"premier": _put_first, "monter": _move_up, "descendre": _move_down, "retirer": _remove}
"""Each gives the selection after it, and the rank where the reader's eyes should land."""
