"""The glossary at the point of use: the first use of a word in a page leads to its definition."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dts_platform.editorial.links import PublicLinks
from missions.models import Terme

_TAG = re.compile(r"(<[^>]*>)")
_UNLINKED_ELEMENTS = ("a", "h2", "h3", "h4", "h5", "h6", "code", "th")


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
    def of(cls, termes: Iterable[Terme]) -> "Glossaire":
        return cls({form: terme for terme in termes for form in terme.word_forms})

    @cached_property
    def pattern(self) -> re.Pattern | None:
        """Finds the forms in a text, the longest first; None when there is no term."""
        forms = sorted(self.termes, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])") if forms else None

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

    def annotate(self, html: SafeString) -> SafeString:
        """Return the HTML of a text with first uses linked to the foot of the page."""
        pattern = self._glossaire.pattern
        if not pattern:
            return html
        chunks, unlinked_depth = [], 0
        for chunk in _TAG.split(html):
            if chunk.startswith("<"):
                tag = chunk.strip("</>").split(" ")[0]
                if tag in _UNLINKED_ELEMENTS:
                    unlinked_depth += -1 if chunk.startswith("</") else 1
                chunks.append(chunk)
            else:
                chunks.append(chunk if unlinked_depth else pattern.sub(self._link, chunk))
        return mark_safe("".join(chunks))  # noqa: S308 – safe HTML in, links with escaped text added

    def _link(self, match: re.Match) -> str:
        terme = self._glossaire.termes[match.group()]
        if terme.slug in self._used:
            return match.group()
        self._used[terme.slug] = terme
        return f'<a class="terme" href="#mot-{escape(terme.slug)}">{match.group()}</a>'


def render_annotated(template: str, obj: Model) -> Annotated:
    """The body of a text for its page on the site; two queries."""
    return Glossaire.read().render(template, obj=obj, prefix="", links=PublicLinks.read())
