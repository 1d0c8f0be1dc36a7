"""The folded sheet of the brochure: made, measured in millimetres, lengthened."""

import copy
import io
from dataclasses import replace
from itertools import combinations

import pikepdf

from dts_platform.pdf.parts import Rendered
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie
from tests.pdf.reading import words
from tests.pdf.rendering import part_of
from tests.pdf.rendering import render as render_document

POINTS_PER_MM = 72 / 25.4  # points in a millimetre
PANELS = [[(0, 97), (97, 197), (197, 297)], [(0, 100), (100, 200), (200, 297)]]
MARGIN = 5  # mm without text beside folds and edges
# Long titles and summaries that the sheet still holds, in characters.
LIMITS = {
    Repere: {"titre": 60, "extrait": 220},
    Mission: {"titre": 85, "extrait": 120},
    Principe: {"titre": 36, "extrait": 125},
    Strategie: {"titre": 75, "extrait": 125},
    Fiche: {"titre": 85},
}
PADDING = " et faire vivre ensemble un projet partagé avec les habitants, les salariés et les élus du pays" * 9


def render(plaquette: Plaquette, for_printer: bool = False) -> Rendered:
    return render_document(plaquette_document(plaquette, for_printer))


def overflows(plaquette: Plaquette, for_printer: bool = False) -> dict[str, int]:
    """The panels that do not hold their words, as the layout told."""
    (section,) = plaquette_document(plaquette, for_printer).sections
    return dict(part_of(section).overflows)


def sheet_html(plaquette: Plaquette) -> str:
    """The HTML of the folded sheet."""
    (section,) = plaquette_document(plaquette).sections
    return section.html.replace("&nbsp;", "\u00a0")


def words_in_mm(data: bytes) -> list[list[tuple]]:
    """The words of each page: left, top, right, bottom in millimetres from the trim, then the word."""
    boxes = [page.trimbox for page in pikepdf.open(io.BytesIO(data)).pages]
    media_boxes = [page.mediabox for page in pikepdf.open(io.BytesIO(data)).pages]
    pages = []
    for page, trim, media in zip(words(data), boxes, media_boxes, strict=True):
        left, top = float(trim[0] - media[0]), float(media[3] - trim[3])
        pages.append(
            [
                (*((x - (top if n % 2 else left)) / POINTS_PER_MM for n, x in enumerate(word[:4])), word[4])
                for word in page
            ]
        )
    return pages


def crowded_words(data: bytes) -> list[str]:
    """The words too near a fold or an edge, and those printed over another."""
    found = []
    for page, panels in zip(words_in_mm(data), PANELS, strict=True):
        for left, top, right, bottom, word in page:
            panel = next((p for p in panels if p[0] <= (left + right) / 2 < p[1]), (0, 0))
            inside = panel[0] + MARGIN <= left and right <= panel[1] - MARGIN
            if not inside or top < MARGIN or bottom > 210 - MARGIN:
                found.append(f"{word} hors de {panel} : {left:.1f} à {right:.1f}, bas {bottom:.1f}")
        for one, other in combinations(page, 2):
            width = min(one[2], other[2]) - max(one[0], other[0])
            height = min(one[3], other[3]) - max(one[1], other[1])
            if width > 0.2 and height > 0.45 * min(one[3] - one[1], other[3] - other[1]):
                found.append(f"{one[4]} sur {other[4]}")
    return found


def panel_text(data: bytes, face: int, panel: int) -> str:
    left, right = PANELS[face][panel]
    inside = [word[4] for word in words_in_mm(data)[face] if left <= word[0] < right]
    return " ".join(inside).replace("&apos;", "’")


def lengthened(plaquette: Plaquette, length) -> Plaquette:
    """The same brochure with longer titles and summaries; `length(model, field, length)` says how long."""

    def text(model: type, field: str, base: str) -> str:
        wanted_length = length(model, field, len(base))
        return (base + PADDING)[: max(wanted_length - 1, len(base))].rstrip(" ,") + ("." if field != "titre" else "")

    def longer(obj):
        obj = copy.copy(obj)
        if not isinstance(obj, Fiche):
            obj.resume = text(type(obj), "extrait", plaquette.excerpt(obj).rstrip("."))
        obj.titre = text(type(obj), "titre", obj.titre)
        return obj

    lists = {
        name: [longer(o) for o in getattr(plaquette, name)]
        for name in ("foundations", "missions", "principes", "strategies")
    }
    return replace(plaquette, **lists, steps={slug: longer(fiche) for slug, fiche in plaquette.steps.items()})
