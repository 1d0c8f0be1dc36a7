"""The search over everything: fiches, experiences, the framework, the glossary; one engine, one answer, grouped."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from urllib.parse import urlencode

from dts_platform.editorial.kinds import Kind, SearchGroup, all_kinds
from dts_platform.finder.filters import clean
from dts_platform.finder.results import Result, found_by_words
from dts_platform.finder.searched import SearchedText
from dts_platform.portal.first_answers import FirstAnswer, first_answers, site_pages, titled_pages
from dts_platform.portal.pages import Page
from dts_platform.portal.territories import address_of, regions_beginning
from dts_platform.search.answer import Answer, answer
from dts_platform.search.bits import slots_of
from dts_platform.search.excerpt import A_PASSAGE
from dts_platform.search.snapshot import Order, Snapshot
from dts_platform.web.addresses import url

FIRST_RESULTS, SUGGESTIONS = 5, 8


@dataclass(frozen=True)
class ResultGroup:
    """A group of results: the kinds of texts it gathers, and the finder that shows them all, if there is one."""

    name: str
    title: str
    kinds: tuple[str, ...]
    finder: str = ""

    def bits(self, snapshot: Snapshot) -> int:
        """The public texts of these kinds."""
        return sum(snapshot.kinds.get(kind, 0) for kind in self.kinds)


@cache
def result_groups() -> tuple[ResultGroup, ...]:
    """The groups that the kinds of texts declare, by rank. A kind alone in its group has a finder that shows them all."""
    kinds: dict[SearchGroup, list[Kind]] = {}
    for kind in all_kinds():
        if kind.group:
            kinds.setdefault(kind.group, []).append(kind)
    return tuple(
        ResultGroup(
            group.name,
            group.title,
            tuple(kind.name for kind in gathered),
            next((kind.catalogue.page for kind in gathered if kind.catalogue), ""),
        )
        for group, gathered in sorted(kinds.items(), key=lambda pair: pair[0].rank)
    )


@dataclass(frozen=True)
class FoundGroup:
    """What a group holds: how many, the first ones, and where the others are."""

    group: ResultGroup
    total: int
    results: list[Result]
    more_url: str


class SiteSearch(SearchedText):
    """One text sought everywhere. `dans` names the one group to show whole."""

    def __init__(self, text: str, within: str, snapshot: Snapshot):
        super().__init__(clean(text), _all(snapshot), snapshot)
        self.within = within if within in {group.name for group in result_groups()} else ""

    def address_for(self, text: str) -> str:
        return f"{url('portal:recherche')}?{urlencode({'q': text} | ({'dans': self.within} if self.within else {}))}"

    @property
    def found(self) -> int:
        """The texts that answer; none without words, for there is nothing to list then."""
        return self.base if self.answer else 0

    @property
    def total(self) -> int:
        return self.found.bit_count()

    @cached_property
    def first(self) -> list[FirstAnswer]:
        """What the words name outright: it stands before the texts."""
        return list(first_answers(self.text, self.answer, self.snapshot))

    @cached_property
    def site_pages(self) -> list[Page]:
        """The pages of the site that these words call, but those that stand first."""
        first = {answer.url for answer in self.first}
        return [page for page in site_pages(self.text) if url(page.route) not in first]

    @property
    def fruitless(self) -> bool:
        return super().fruitless and not self.first and not self.site_pages

    @cached_property
    def groups(self) -> list[FoundGroup]:
        """The groups that hold something, in a fixed order, with their first results; one query for all."""
        shown: dict[ResultGroup, list[int]] = {}
        totals: dict[ResultGroup, int] = {}
        for group in result_groups():
            bits = self.found & group.bits(self.snapshot)
            if bits and self.within in ("", group.name):
                slots = _best_first(self.answer, bits)
                shown[group], totals[group] = slots if self.within else slots[:FIRST_RESULTS], len(slots)
        every = [slot for slots in shown.values() for slot in slots]
        results = {one.record.slot: one for one in found_by_words(self.answer, every, self.snapshot, A_PASSAGE)}
        return [
            FoundGroup(
                group,
                totals[group],
                [results[slot] for slot in slots if slot in results],
                self._more_url(group) if totals[group] > len(slots) else "",
            )
            for group, slots in shown.items()
        ]

    def _more_url(self, group: ResultGroup) -> str:
        """The address of the whole group."""
        if group.finder:
            return f"{url(group.finder)}?{urlencode({'q': self.text})}"
        return f"{url('portal:recherche')}?{urlencode({'q': self.text, 'dans': group.name})}"


def _best_first(response: Answer, documents: int) -> list[int]:
    """The slots of texts of several kinds, by how well they answer."""
    return response.ranked(documents, Order(list(slots_of(documents))))


def _all(snapshot: Snapshot) -> int:
    return sum(group.bits(snapshot) for group in result_groups())


def suggestions(text: str, snapshot: Snapshot) -> Iterable[dict[str, str]]:
    """What the words that are being typed name outright, then the texts that answer best: title, kind, address."""
    text = clean(text)
    response = answer(text, snapshot, typing=True)
    found = response.among(_all(snapshot))[0] if response else 0
    best = _best_first(response, found)[:SUGGESTIONS] if found else []
    named = [(one.title, one.kind, one.url) for one in first_answers(text, response, snapshot)]
    named += [(region.nom, "Territoire", address_of(region)) for region in regions_beginning(text)]
    named += [(page.title, "Page du site", url(page.route)) for page in titled_pages(text)]
    texts = [(record.titre, record.kind_label, record.url) for record in snapshot.records(best)]
    once: dict[str, tuple[str, str]] = {}
    for title, kind, address in named + texts:
        once.setdefault(address, (title, kind))
    for address, (title, kind) in islice(once.items(), SUGGESTIONS):
        yield {"titre": title, "kind_label": kind, "url": address}
