"""What stands first when a question names it: a fiche by its number, an acronym, a situation, a place, a page of the site."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from dts_platform.portal.pages import PAGES, Page
from dts_platform.portal.territories import address_of, regions_of
from dts_platform.search.answer import Answer, synonyms
from dts_platform.search.french import fold, singular, stem, stems, words
from dts_platform.search.mirror import vocabulary
from dts_platform.search.snapshot import A_PAGE, Snapshot
from dts_platform.search.synonyms import Synonyms
from dts_platform.text.formats import plural
from dts_platform.web.addresses import url
from experiences.filters import EXPERIENCES
from fiches.filters import FICHES

_NUMBER = re.compile(r"(?:fiche\s*(?:n\s*[°oº]\s*)?)?(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True)
class FirstAnswer:
    """One answer: what kind of thing it is, its name, its address, a sentence."""

    kind: str
    title: str
    url: str
    sentence: str = ""


def first_answers(text: str, response: Answer | None, snapshot: Snapshot) -> Iterator[FirstAnswer]:
    """What a question names outright, the surest first."""
    yield from _fiche(text, snapshot)
    typed = response.query.words if response else ()
    yield from _acronym(text, typed, snapshot)
    yield from _situation([word for word in typed if not _is_unfinished(word, response, snapshot)], snapshot)
    yield from _places(response, snapshot)
    called = _words(text)
    for page in PAGES:
        if called and called == _title_words(page):
            yield FirstAnswer("Page du site", page.title, url(page.route))


def site_pages(text: str) -> list[Page]:
    """The pages of the site that are called by these words, first those that this names best."""
    typed = _words(text)
    called = [page for page in PAGES if typed and typed <= _all_words(page)]
    return sorted(called, key=lambda page: not typed <= _best_words(page))


def titled_pages(text: str) -> list[Page]:
    """The pages of the site whose title holds these words."""
    typed = _words(text)
    return [page for page in PAGES if typed and typed <= _title_words(page)]


def _fiche(text: str, snapshot: Snapshot) -> Iterator[FirstAnswer]:
    """« 14 », « fiche 14 », « fiche n° 14 »."""
    asked = _NUMBER.fullmatch(text.strip())
    if not asked:
        return
    order = FICHES.order(snapshot, "numero")
    slots = [slot for slot in order.slots if order.keys[slot] == int(asked[1])]
    for record in snapshot.records(slots):
        yield FirstAnswer(record.kind_label, record.titre, record.url, record.resume)


def _acronym(text: str, typed: Sequence[str], snapshot: Snapshot) -> Iterator[FirstAnswer]:
    def read() -> Mapping[str, list[FirstAnswer]]:
        known: dict[str, list[FirstAnswer]] = {}
        for record in snapshot.residents_of("terme"):
            if said := record["sigle"]:
                named = FirstAnswer(f"{said}, mot du glossaire", record["nom"], record["url"], record["resume"])
                known.setdefault(fold(said), []).append(named)
        return known

    known = snapshot.remember_while_same([("terme", None)], "acronyms", read, A_PAGE)
    sought = [word.removesuffix("^") for word in typed]  # « c’est quoi une AI ? » asks for one word
    yield from known.get(fold(text).strip(), ()) or known.get(" ".join(sought), ())


def _is_unfinished(word: str, response: Answer, snapshot: Snapshot) -> bool:
    """Is it the beginning of a word, and no word of the texts? « ressourcer » begins « ressourcerie »."""
    return word == response.plan.prefix and word not in vocabulary(snapshot).words


def _situation(asked: Sequence[str], snapshot: Snapshot) -> Iterator[FirstAnswer]:
    """The situation whose title says most of the words typed, or another form of them: « le maire » is an elected official."""
    forms = list(_forms(asked, synonyms(snapshot)))
    best, named = len(asked) / 2, None
    for record in snapshot.residents_of("situation"):
        title = _stems_of_title(record["titre"])
        said = sum(length for length, ways in forms if any(way <= title for way in ways))
        if said > best:
            best, named = said, record
    if named:
        yield FirstAnswer(named["kind_label"], named["titre"], named["url"], named["resume"])


def _forms(typed: Sequence[str], known: Synonyms) -> Iterator[tuple[int, list[frozenset[str]]]]:
    """Each part of a question: how many words it has, and the stems of each form that says it."""
    sequence, rank = list(map(singular, typed)), 0
    while rank < len(typed):
        length, others = known.at(sequence[rank:])
        ways = [typed[rank : rank + max(length, 1)], *(other.words for other in others)]
        yield max(length, 1), [frozenset(map(stem, way)) for way in ways]
        rank += max(length, 1)


def _places(response: Answer | None, snapshot: Snapshot) -> Iterator[FirstAnswer]:
    """The experiences of a place, counted, or those of its region where it has none; then the page of its region."""
    places = response.places if response else []
    lacking = []
    for place in places:
        if here := _experiences(place.facet, place.values, snapshot):
            yield replace(here, title=place.label or here.title)
            continue
        lacking.append(f"Aucune expérience {place.where}.")
        if place.facet != "region" and (around := _experiences("region", place.regions, snapshot)):
            yield replace(around, sentence=f"{lacking.pop()} {around.sentence} de la région.")
    told = " ".join((*lacking, "Qui joindre, ce qui s’y est fait, et un dossier à emporter."))
    for region in dict.fromkeys(region for place in places for region in regions_of(place)):
        yield FirstAnswer("Territoire", region.nom, address_of(region), told)


def _experiences(facet: str, values: Sequence[str], snapshot: Snapshot) -> FirstAnswer | None:
    """The experiences that carry one of these values, counted; None without any."""
    index = EXPERIENCES.index(snapshot)
    total = index.any_of(facet, values).bit_count()
    query = "&".join(f"{facet}={value}" for value in values)
    sentence = f"Voir les {plural(total, 'expérience,expériences')}" if total > 1 else "Voir l’expérience"
    label = index.facets[facet].labels(values)
    return FirstAnswer("Lieu", label, f"{url(EXPERIENCES.page)}?{query}", sentence) if total else None


def _words(text: str) -> frozenset[str]:
    return frozenset(map(singular, words(text)))


@lru_cache(maxsize=256)
def _stems_of_title(title: str) -> frozenset[str]:
    return frozenset(stems(title))


@cache
def _title_words(page: Page) -> frozenset[str]:
    return _words(page.title)


@cache
def _best_words(page: Page) -> frozenset[str]:
    """Those of its title and the first that visitors call it by."""
    return _words(f"{page.title} {page.words.partition(' ')[0]}")


@cache
def _all_words(page: Page) -> frozenset[str]:
    return _words(f"{page.title} {page.words}")
