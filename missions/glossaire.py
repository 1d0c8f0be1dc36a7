"""The glossary at the point of use: the first meeting of a word in a page leads to its definition."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dts_platform.editorial.links import PublicLinks
from missions.models import Terme

_TAG = re.compile(r"(<[^>]*>)")
_UNLINKED_ELEMENTS = ("a", "h2", "h3", "h4", "h5", "h6", "code", "th")


@dataclass
class Glossaire:
    """The terms met while a page or a document is rendered, each linked once.

    A page makes one glossary and passes each of its texts through `annotate`; `terms_met` then holds the terms
    to define at the foot of the page.
    """

    termes: dict[str, Terme] = field(default_factory=dict)
    terms_met: dict[str, Terme] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Glossaire":
        """Read every term, in one query."""
        return cls.of(Terme.objects.all())

    @classmethod
    def of(cls, termes: Iterable[Terme]) -> "Glossaire":
        return cls({form: terme for terme in termes for form in terme.word_forms})

    def __post_init__(self):
        forms = sorted(self.termes, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])") if forms else None

    def annotate(self, html: SafeString) -> SafeString:
        """Return the HTML of a text with first meetings linked to the foot of the page."""
        if not self._pattern:
            return html
        chunks, unlinked_depth = [], 0
        for chunk in _TAG.split(html):
            if chunk.startswith("<"):
                tag = chunk.strip("</>").split(" ")[0]
                if tag in _UNLINKED_ELEMENTS:
                    unlinked_depth += -1 if chunk.startswith("</") else 1
                chunks.append(chunk)
            else:
                chunks.append(chunk if unlinked_depth else self._pattern.sub(self._link, chunk))
        return mark_safe("".join(chunks))  # noqa: S308 – safe HTML in, links with escaped text added

    def _link(self, match: re.Match) -> str:
        terme = self.termes[match.group()]
        if terme.slug in self.terms_met:
            return match.group()
        self.terms_met[terme.slug] = terme
        return f'<a class="terme" href="#mot-{escape(terme.slug)}">{match.group()}</a>'

    def __iter__(self):
        return iter(sorted(self.terms_met.values(), key=lambda terme: terme.slug))

    def __bool__(self) -> bool:
        return bool(self.terms_met)


def render_annotated(template: str, obj: Model) -> tuple[SafeString, Glossaire]:
    """The body of a text as HTML, and the words met in it, to define at its foot."""
    glossaire = Glossaire.read()
    context = {"obj": obj, "prefix": "", "glossaire": glossaire, "links": PublicLinks.read()}
    return mark_safe(render_to_string(template, context)), glossaire  # noqa: S308 – our own template
