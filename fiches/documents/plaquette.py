"""The brochure: a sheet folded in three and a page of the site, which say the same thing from the same queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.db.models import Count, Max

from dts_platform.text.markdown import plain
from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.printing import Document, PrintedText, Printer, Section, edition, latest
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie

# What the folded sheet has room for, in characters: its titles, and the part of each summary that it prints.
LIMITS = {
    Repere: {"titre": 60, "extrait": 220},
    Mission: {"titre": 85, "extrait": 120},
    Principe: {"titre": 36, "extrait": 125},
    Strategie: {"titre": 75, "extrait": 125},
    Fiche: {"titre": 85},
}
FIRST_STEPS = (
    "lire-son-territoire-a-partir-des-trois-constats-fondateurs",
    "reperer-un-besoin-sans-reponse",
    "passer-de-l-envie-au-plan-d-action",
)
QR_MARGIN = 4  # modules, as ISO/IEC 18004 asks
# A full stop after one letter, or before an initial, ends no sentence: « art. L. 5132-1 ».
_FIRST_SENTENCE = re.compile(r".+?(?:[^\W\d_]{2}|[»)])\u202f?[.!?…](?=\s+[«A-ZÀ-Ý](?!\.)|\s*$)", re.S)


def first_sentence(text: str) -> str:
    """The first sentence of a text, without its marks; the whole text when no sentence ends in it."""
    plain_text = plain(text).strip()
    found = _FIRST_SENTENCE.match(plain_text)
    return found[0] if found else plain_text


@dataclass(frozen=True)
class QRCode:
    """A QR code as a drawing: its side in modules and the path of its dark ones."""

    url: str
    side: int
    path: str

    @classmethod
    def of(cls, url: str) -> "QRCode":
        rows = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix]
        strokes = [
            f"M{stroke.start() + QR_MARGIN} {y}h{len(stroke[0])}v1h-{len(stroke[0])}z"
            for y, row in enumerate(rows, QR_MARGIN)
            for stroke in re.finditer(b"\x01+", row)
        ]
        return cls(url, len(rows) + 2 * QR_MARGIN, "".join(strokes))


@dataclass(frozen=True)
class Plaquette:
    """All that the brochure says and that the models hold."""

    foundations: list[Repere]
    missions: list[Mission]
    principes: list[Principe]
    strategies: list[Strategie]
    steps: dict[str, Fiche]
    fiche_count: int
    experience_count: int
    date: datetime

    @classmethod
    def read(cls) -> "Plaquette":
        """Read it in seven queries, whatever the content holds."""
        totals = [
            model.objects.published().aggregate(n=Count("pk"), d=Max("modifie_le")) for model in (Fiche, Experience)
        ]
        foundations = Repere.objects.published().filter(famille=Repere.Family.FOUNDATION).in_reading_order()
        fiches = Fiche.objects.published().filter(slug__in=FIRST_STEPS)
        moments = [*(total["d"] for total in totals), *(text.modifie_le for text in foundations)]
        return cls(
            foundations=list(foundations),
            missions=list(Mission.objects.all()),
            principes=list(Principe.objects.all()),
            strategies=list(Strategie.objects.all()),
            steps={fiche.slug: fiche for fiche in fiches},
            fiche_count=totals[0]["n"],
            experience_count=totals[1]["n"],
            date=latest(moments),
        )

    @property
    def edition(self) -> str:
        return edition(self.date)

    @property
    def site(self) -> str:
        """The address of the site as one says it, without its scheme."""
        return settings.SITE_URL.split("://", 1)[-1]

    @property
    def qr(self) -> QRCode:
        return QRCode.of(absolute("/"))

    @staticmethod
    def excerpt(obj: Repere | Mission | Principe | Strategie) -> str:
        """What the brochure prints of a summary: all of it for a foundation, its first sentence elsewhere."""
        return plain(obj.resume) if isinstance(obj, Repere) else first_sentence(obj.resume)

    def too_long(self) -> Iterator[str]:
        """Say, a sentence each, which texts are longer than the folded sheet has room for."""
        for obj in (*self.foundations, *self.missions, *self.principes, *self.strategies, *self.steps.values()):
            for key, limit in LIMITS[type(obj)].items():
                text = obj.titre if key == "titre" else self.excerpt(obj)
                if len(text) > limit:
                    yield f"« {obj.titre} » : {key} de {len(text)} signes, la plaquette en tient {limit}."


def plaquette_document(plaquette: Plaquette, for_printer: bool = False) -> Document:
    """The sheet of two faces, folded in three; for the printer, with bleed and crop marks."""
    title = "Développer des territoires solidaires\u202f: la plaquette"
    printer = Printer(page_references=False)
    html = printer.html("print/plaquette.html", title, plaquette=plaquette, for_printer=for_printer)
    return Document(
        title,
        plaquette.date,
        [Section(html, detail=True, stylesheets=("css/tokens.css", "css/plaquette.css"))],
        [PrintedText.of(text) for text in (*plaquette.foundations, *plaquette.steps.values())],
        links=printer.links,
    )
