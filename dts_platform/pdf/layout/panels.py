"""Whether each panel of a folded sheet holds its words: read from the boxes that are about to be drawn.

A panel is an element with `data-panel`, of a height that is given; a foot is an element with `data-foot` inside it, drawn
from its lower edge, that the other words of the panel may not reach. The engine draws words below the panel, over others,
or drops those that pass the edge of the page, without a word.
"""

from collections.abc import Iterator
from itertools import combinations
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.formatting_structure.boxes import Box, TextBox

from dts_platform.pdf.layout.weasyprint_seams import boxes_of_pages

MM = 96 / 25.4  # CSS pixels in a millimetre
ROUNDING = 0.2 * MM
SPILL = 4.5 * MM  # of the lower padding of a panel: its words may come down to 5 mm and more from the edge
AIR = 2 * MM  # between the words of a panel and its foot
OVERLAP = 0.45  # of the height of the lower of two words, from which one covers the other


def _named(page: Box, attribute: str) -> Iterator[Box]:
    """The boxes of the elements that have an attribute; not those of what is generated before or after them."""
    for box in page.descendants():
        if box.element is not None and box.element.get(attribute) and box.element_tag == box.element.tag:
            yield box


def _texts(box: Box) -> list[TextBox]:
    """Its texts; those of what is placed by itself inside it are not among its descendants."""
    return [one for one in box.descendants() if isinstance(one, TextBox) and one.text.strip()]


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _covers(one: TextBox, other: TextBox) -> bool:
    width = min(one.position_x + one.width, other.position_x + other.width) - max(one.position_x, other.position_x)
    height = min(one.position_y + one.height, other.position_y + other.height) - max(one.position_y, other.position_y)
    return width > ROUNDING and height > OVERLAP * min(one.height, other.height)


def _written(element: Element) -> str:
    """The words of an element, those of drawings left out."""
    if not isinstance(element.tag, str) or element.tag.endswith("svg"):
        return ""
    return (element.text or "") + "".join(_written(child) + (child.tail or "") for child in element)


def _dropped(panel: Box, texts: list[TextBox]) -> int:
    """How many letters of a panel were laid out nowhere."""
    drawn = sum(_letters(text.text) for text in texts if "::" not in text.element_tag)
    return max(0, _letters(_written(panel.element)) - drawn)


def _outside(panel: Box, feet: list[Box], texts: list[TextBox]) -> Iterator[TextBox]:
    """The words that pass an edge of the panel, reach its foot or cover others."""
    left, top = panel.content_box_x(), panel.content_box_y()
    right, bottom = left + panel.width, top + panel.height + SPILL
    in_feet = {text for foot in feet for text in _texts(foot)}
    floor = min([bottom, *(foot.border_box_y() - AIR for foot in feet)])
    for text in texts:
        lowest = bottom if text in in_feet else floor
        if (
            text.position_y + text.height > lowest + ROUNDING
            or text.position_x + text.width > right + ROUNDING
            or text.position_y < top - ROUNDING
        ):
            yield text
    yield from (other for one, other in combinations(texts, 2) if _covers(one, other))


def overflows(document: weasyprint.Document) -> dict[str, int]:
    """{panel: about how many signs it has too many} for the panels of a document that do not hold all their words."""
    found: dict[str, int] = {}
    for page in boxes_of_pages(document):
        for panel in _named(page, "data-panel"):
            feet = list(_named(panel, "data-foot"))
            texts = [text for box in (panel, *feet) for text in _texts(box)]
            outside = {id(text): len(text.text) + 1 for text in _outside(panel, feet, texts)}
            found[panel.element.get("data-panel")] = sum(outside.values()) + _dropped(panel, texts) * 6 // 5
    return {name: signs for name, signs in found.items() if signs}
