"""The glossary at the point of use: the first use of a word in a page leads to its definition."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from lxml.html import Element, HtmlElement

from dts_platform.search.french import fold
from dts_platform.search.snapshot import A_PAGE, Snapshot, TextKey
from dts_platform.text.html_tree import replace_words
from missions.models import Terme

WORDS: TextKey = ("terme", None)  # any word of the glossary: which a page meets depends on all
_UNLINKED_TAGS = frozenset(("a", "h2", "h3", "h4", "h5", "h6", "code", "th"))


def first_of_letters(termes: Iterable[Terme]) -> list[tuple[str, Terme]]:
    """Each letter that begins a term, without accent, with the first term that it begins; in the order of letters."""
    firsts: dict[str, Terme] = {}
    for terme in termes:
        firsts.setdefault(next((sign for sign in fold(str(terme)) if sign.isalnum()), "#").upper(), terme)
    return sorted(firsts.items())


@dataclass(frozen=True)
class Annotated:
    """What a template printed, and the terms that it links, by slug: those to define at its foot."""

    html: SafeString
    words: tuple[Terme, ...]


@dataclass(frozen=True)
class Glossaire:
    """The terms, by each form under which a text names them. It is read once and never altered."""

    termes: Mapping[str, Terme]

    @classmethod
    def read(cls) -> "Glossaire":
        """Read every term, in one query."""
        return cls.of(Terme.objects.all())

    @classmethod
    def at(cls, snapshot: Snapshot) -> "Glossaire":
        """That of a state of the content, read once until a word changes."""
        return snapshot.remember_while_same([WORDS], "glossaire", cls.read, A_PAGE)

    @classmethod
    def of(cls, termes: Iterable[Terme]) -> "Glossaire":
        return cls({form: terme for terme in termes for form in terme.word_forms})

    @cached_property
    def pattern(self) -> re.Pattern | None:
        """Finds the forms in a text, the longest first; None when there is no term."""
        rests: dict[str, list[str]] = {}  # by first letter: each word of a text is then compared with a few forms
        for form in sorted(self.termes, key=len, reverse=True):
            rests.setdefault(form[0], []).append(re.escape(form[1:]))
        branches = "|".join(f"{re.escape(letter)}(?:{'|'.join(ends)})" for letter, ends in rests.items())
        return re.compile(rf"(?<![\w-])(?:{branches})(?![\w-])") if branches else None

    def defining(self, slugs: Iterable[str]) -> list[Terme]:
        """The terms of these slugs, each once, by slug."""
        by_slug = {terme.slug: terme for terme in self.termes.values()}
        return [by_slug[slug] for slug in sorted(set(slugs))]

    def render(self, template: str, **context) -> Annotated:
        """Print a template; its texts link the first use of each term to the foot of the page."""
        first_uses = FirstUses(self)
        html = render_to_string(template, {**context, "glossaire": first_uses})
        return Annotated(mark_safe(html), first_uses.words)  # noqa: S308 – our own template


class FirstUses:
    """The terms used so far in one page, while it is printed: each is linked once."""

    def __init__(self, glossaire: Glossaire):
        self._glossaire = glossaire
        self._used: dict[str, Terme] = {}

    @property
    def words(self) -> tuple[Terme, ...]:
        return tuple(sorted(self._used.values(), key=lambda terme: terme.slug))

    def concern(self, html: str) -> bool:
        """Does a text name a term? One that does not need not be read as a tree."""
        return self._glossaire.pattern is not None and bool(self._glossaire.pattern.search(unescape(html)))

    def annotate(self, root: HtmlElement) -> None:
        """Link, in the tree of a text, the first use of each term to the foot of the page."""
        if self._glossaire.pattern:
            replace_words(root, self._glossaire.pattern, self._link, outside=_UNLINKED_TAGS)

    def _link(self, match: re.Match) -> HtmlElement | None:
        terme = self._glossaire.termes[match.group()]
        if terme.slug in self._used:
            return None
        self._used[terme.slug] = terme
        link = Element("a", {"class": "terme", "href": f"#mot-{terme.slug}"})
        link.text = match.group()
        return link
