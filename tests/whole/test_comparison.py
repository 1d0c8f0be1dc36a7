"""What the comparison of pictures sees and does not see, on one small page."""

from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from dts_platform.pdf.layout.engine import lay_out
from fiches.documents.printing import STYLESHEETS
from tests.pdf.rendering import STATIC_FOLDER, page_html
from tests.whole.comparison import TOLERANCE, distance, drawn

PAGE = """<style>@page { size: 100mm 90mm; margin: 8mm }</style><h1>Créer une ressourcerie</h1>
<p class="lead" style="font: italic 14pt 'Territoires Serif'">Collecter, trier, réparer, puis vendre à petit prix.</p>
<ul style="margin-top: 5mm"><li>Compter ce qui est jeté.</li><li>Chercher un local près du centre.</li></ul>
<div class="easy-read" style="border-top: 1mm solid var(--accent)"><p>On redonne une vie aux objets.</p></div>"""


def page(*extra_sheets: str) -> bytes:
    return lay_out(page_html(PAGE), [*STYLESHEETS, *extra_sheets], STATIC_FOLDER).data


@cache
def as_it_is() -> tuple[bytes, Image.Image]:
    data = page()
    return data, drawn(data)


def test_page_drawn_by_another_program_is_near():
    """Cairo draws in place of Splash: two versions of one program are nearer than these two."""
    data, picture = as_it_is()
    other = drawn(data, "pdftocairo")
    assert picture.tobytes() != other.tobytes()
    assert distance(other, picture) <= TOLERANCE


def test_page_of_another_size_is_as_far_as_can_be():
    _, picture = as_it_is()
    assert distance(picture, picture.resize((picture.width, picture.height + 1))) == 255


@pytest.mark.parametrize(
    "style",
    [
        "ul { position: relative; top: 3mm }",
        "ul { position: relative; left: 3mm }",
        'h1 { font-family: "Territoires Sans" }',
        "body { --accent: #9a4a1f }",
        ".lead { position: relative; left: 3mm }",
        ".easy-read { position: relative; top: 3mm }",
        ".lead { font-style: normal !important }",
        'html { font-family: "Absente" }',
    ],
)
def test_page_with_a_block_moved_or_another_face_is_far(style: str, tmp_path: Path):
    sheet = tmp_path / "essai.css"
    sheet.write_text(style)
    assert distance(drawn(page(str(sheet))), as_it_is()[1]) > TOLERANCE
