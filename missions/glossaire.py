"""The glossary at the point of use: the first meeting of a word in a page leads to its definition."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dts_platform.core.renvois import Renvois
from missions.models import Terme

_BALISE = re.compile(r"(<[^>]*>)")
_SANS_RENVOI = ("a", "h2", "h3", "h4", "h5", "h6", "code", "th")


@dataclass
class Glossaire:
    """The terms met while a page or a document is rendered, each linked once.

    A page makes one glossary and passes each of its texts through `annoter`; `rencontres` then holds the terms
    to define at the foot of the page.
    """

    termes: dict[str, Terme] = field(default_factory=dict)
    rencontres: dict[str, Terme] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Glossaire":
        """Read every term, in one query."""
        return cls.of(Terme.objects.all())

    @classmethod
    def of(cls, termes: Iterable[Terme]) -> "Glossaire":
        return cls({forme: terme for terme in termes for forme in terme.liste_de_formes})

    def __post_init__(self):
        formes = sorted(self.termes, key=len, reverse=True)
        self._motif = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, formes))})(?![\w-])") if formes else None

    def annoter(self, html: SafeString) -> SafeString:
        """Return the HTML of a text with first meetings linked to the foot of the page."""
        if not self._motif:
            return html
        morceaux, fermes = [], 0
        for morceau in _BALISE.split(html):
            if morceau.startswith("<"):
                nom = morceau.strip("</>").split(" ")[0]
                if nom in _SANS_RENVOI:
                    fermes += -1 if morceau.startswith("</") else 1
                morceaux.append(morceau)
            else:
                morceaux.append(morceau if fermes else self._motif.sub(self._renvoi, morceau))
        return mark_safe("".join(morceaux))  # noqa: S308 – safe HTML in, links with escaped text added

    def _renvoi(self, rencontre: re.Match) -> str:
        terme = self.termes[rencontre.group()]
        if terme.slug in self.rencontres:
            return rencontre.group()
        self.rencontres[terme.slug] = terme
        return f'<a class="terme" href="#mot-{escape(terme.slug)}">{rencontre.group()}</a>'

    def __iter__(self):
        return iter(sorted(self.rencontres.values(), key=lambda terme: terme.slug))

    def __bool__(self) -> bool:
        return bool(self.rencontres)


def rendre_annote(gabarit: str, objet: Model) -> tuple[SafeString, Glossaire]:
    """The body of a text as HTML, and the words met in it, to define at its foot."""
    glossaire = Glossaire.read()
    contexte = {"objet": objet, "prefixe": "", "glossaire": glossaire, "renvois": Renvois.read()}
    return mark_safe(render_to_string(gabarit, contexte)), glossaire  # noqa: S308 – our own template
