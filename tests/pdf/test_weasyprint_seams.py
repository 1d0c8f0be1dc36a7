"""Each private thing of WeasyPrint that `weasyprint_seams` leans on is there, as it was when it was written."""

import os
import re
import sys
import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from importlib.metadata import version
from inspect import signature
from pathlib import Path

import pydyf
import pytest
import weasyprint
import weasyprint.draw
import weasyprint.pdf
from django.conf import settings
from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream

from dts_platform.pdf.layout.weasyprint_seams import (
    boxes_of_pages,
    heads_shown,
    keep_links_of_anchors,
    own_fonts,
    rows_over_pages,
    seams,
    tables_off_paper,
)

ROOT = Path(settings.BASE_DIR)
HTML = """<style>textarea { appearance: auto }</style><p>Deux mots, puis <a href="https://exemple.fr/"><b>un lien</b></a>.<br>Une autre ligne.</p>
<table><tr><td><textarea></textarea></td></tr></table>"""


def laid_out(html: str = HTML) -> weasyprint.Document:
    return weasyprint.HTML(string=html).render()


@pytest.fixture(scope="module")
def document() -> weasyprint.Document:
    return laid_out()


def test_weasyprint_installed_and_locked_is_the_one_pinned():
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (pinned,) = (one for one in dependencies if one.startswith("weasyprint"))
    major = version("weasyprint").split(".")[0]
    assert pinned == f"weasyprint>={major},<{int(major) + 1}"
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert re.findall(r"^weasyprint==(\S+)", (ROOT / name).read_text(), re.M) == [version("weasyprint")]


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (weasyprint.draw.draw_text, "stream textbox offset_x text_overflow block_ellipsis"),
        (weasyprint.pdf.build_fonts_dictionary, "pdf fonts compress subset options"),
        (Stream.stacked, "self"),
        (Stream.set_color, "self color stroke"),
        (Stream.transform, "self a b c d e f"),
        (Stream.draw_x_object, "self reference"),
        (TextBox.hit_area, "self"),
        (TextBox.content_box_x, "self"),
        (LineBox.descendants, "self placeholders"),
        (pydyf.Stream.__init__, "self stream extra compress"),
    ],
)
def test_function_has_the_parameters_that_the_seams_give(function: Callable, parameters):
    assert " ".join(signature(function).parameters) == parameters


def test_replaced_functions_are_looked_up_where_they_are_replaced():
    assert "draw_text" in weasyprint.draw.draw_inline_level.__code__.co_names
    assert "build_fonts_dictionary" in weasyprint.pdf.generate_pdf.__code__.co_names


def test_laid_out_page_gives_its_boxes_with_their_elements_and_places(document):
    (page,) = document.pages
    boxes = list(page._page_box.descendants())
    lines = [box for box in boxes if isinstance(box, LineBox)]
    texts = [box for line in lines[:2] for box in line.descendants() if isinstance(box, TextBox)]
    assert "".join(box.text for box in texts) == "Deux mots, puis un lien.Une autre ligne."
    for box in texts:
        assert box.style["font_size"] > 0
        assert box.style["color"] is not None
        assert min(box.width, box.baseline, box.position_y) > 0
        assert box.element_tag == box.element.tag
    left = page._page_box.content_box_x()
    assert 0 < left < left + page._page_box.width < page.width


def test_box_placed_by_itself_is_met_with_its_element_its_place_and_its_texts():
    html = """<section style="position: absolute; height: 90px; padding: 7px"><p>Un mot</p>
    <div style="position: absolute; bottom: 0">au pied</div></section>"""
    (page,) = boxes_of_pages(weasyprint.HTML(string=html).render())
    section = next(box for box in page.descendants() if box.element_tag == "section")
    foot = next(box for box in section.descendants() if box.element_tag == "div")
    assert section.element.tag == "section"
    assert (section.height, section.content_box_y() - section.border_box_y()) == (90, 7)
    texts = [[box.text.strip() for box in one.descendants() if isinstance(box, TextBox)] for one in (section, foot)]
    assert texts == [["Un mot"], ["au pied"]]
    assert foot.border_box_y() > section.content_box_y()


def test_links_of_a_page_are_kind_target_rectangle_and_box_also_for_what_an_anchor_holds():
    document = laid_out()
    (page,) = document.pages
    assert [(kind, target, box.element_tag) for kind, target, _, box in page.links] == [
        ("external", "https://exemple.fr/", "a"),
        ("external", "https://exemple.fr/", "b"),
    ]
    keep_links_of_anchors(document)
    assert [box.element_tag for *_, box in page.links] == ["a"]


def test_fields_of_a_page_are_box_and_rectangle(document):
    (page,) = document.pages
    ((box, rectangle),) = [field for fields in page.forms.values() for field in fields]
    cells = [one for one in page._page_box.descendants() if one.element is not None and one.element_tag == "td"]
    assert {child for cell in cells for child in cell.element} == {box.element}
    assert {len(rectangle), *(len(cell.hit_area()) for cell in cells)} == {4}


def test_text_just_drawn_ends_its_stream_and_names_its_face(monkeypatch):
    draw_text, seen = weasyprint.draw.draw_text, []

    def spy(stream, textbox, *arguments):
        draw_text(stream, textbox, *arguments)
        hashes = [font.hash for font in stream._fonts.values()]
        seen.append(
            (stream._old_font[0] in hashes, stream.stream[-2][-4:], isinstance(stream._resources["XObject"], dict))
        )

    monkeypatch.setattr(weasyprint.draw, "draw_text", spy)
    laid_out().write_pdf()
    assert set(seen) == {(True, b"] TJ", True)}


def test_faces_of_a_document_have_a_hash_a_name_widths_and_characters(monkeypatch):
    build, seen = weasyprint.pdf.build_fonts_dictionary, []

    def spy(pdf, fonts, *arguments):
        seen.extend(fonts.values())
        return build(pdf, fonts, *arguments)

    monkeypatch.setattr(weasyprint.pdf, "build_fonts_dictionary", spy)
    laid_out().write_pdf()
    assert seen
    for font in seen:
        assert isinstance(font, Font)
        assert font.name.startswith(f"/{font.hash}+".encode())
        assert " " in font.to_unicode.values()
        assert set(font.to_unicode) <= set(font.widths)


def test_link_annotation_is_there_when_the_document_is_finished():
    document, words = laid_out(), []
    keep_links_of_anchors(document)

    def finish(document, pdf):
        words.extend(box.link_annotation["Contents"] for page in document.pages for *_, box in page.links)

    document.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)
    (contents,) = words
    assert isinstance(contents, pydyf.String)


class Interrupted(Exception):
    """What may happen while a document is drawn."""


def whole_engine() -> dict[str, dict]:
    """Every name of every module of WeasyPrint."""
    return {name: dict(vars(module)) for name, module in sys.modules.items() if name.split(".")[0] == "weasyprint"}


@pytest.mark.parametrize("fault", [None, Interrupted, KeyboardInterrupt])
def test_seams_put_everything_back(document, fault):
    before = whole_engine()
    with pytest.raises(fault) if fault else nullcontext(), seams(document, [(1, 500, "é")]):
        during = whole_engine()
        if fault:
            raise fault
    changed = {
        (module, name)
        for module in before
        for name in before[module]
        if during[module][name] is not before[module][name]
    }
    assert changed == {("weasyprint.draw", "draw_text"), ("weasyprint.pdf", "build_fonts_dictionary")}
    after = whole_engine()
    assert all(after[module][name] is before[module][name] for module in before for name in before[module])
    assert {module: set(names) for module, names in after.items()} == {m: set(names) for m, names in before.items()}


def test_machine_fonts_are_left_aside_and_found_again(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/a/machine.conf")
    own_fonts()
    assert os.environ["FONTCONFIG_FILE"] == "/a/machine.conf"
    monkeypatch.delenv("FONTCONFIG_FILE")
    assert own_fonts().font_map
    assert "FONTCONFIG_FILE" not in os.environ


def test_sign_that_no_face_draws_is_told_once_the_document_is_written():
    document = laid_out("<p>a \U0010fffd</p>")
    with seams(document) as not_drawn:
        document.write_pdf()
    assert not_drawn == {"\U0010fffd"}


def test_table_that_runs_off_is_told_by_its_element():
    source = weasyprint.HTML(string=f"<table id=a><tr><td>{'m' * 200}</table><table id=b><tr><td>m</table>")
    assert [table.get("id") for table in tables_off_paper(source.render())] == ["a"]
    assert set(tables_off_paper(source.render())) <= set(source.etree_element.iter("table"))


def test_row_that_no_page_holds_is_told_by_its_element_and_a_repeated_header_is_not():
    body = "".join(f"<tr id={name}><td>{'mot ' * count}</td></tr>" for name, count in (("a", 3), ("b", 3000), ("c", 3)))
    header = "<thead><tr id=h><th>Mot</th></tr></thead>"
    source = weasyprint.HTML(string=f"<table>{header}{body}</table>")
    assert [row.get("id") for row in rows_over_pages(source.render())] == ["b"]
    assert set(rows_over_pages(source.render())) <= set(source.etree_element.iter("tr"))


def test_head_that_a_page_shows_is_told_by_its_element_and_one_taller_than_a_page_is_not():
    tables = [f"<table><thead id={n}><tr><th>{'mot ' * n}</thead><tr><td>m</table>" for n in (3, 3000)]
    source = weasyprint.HTML(string="".join(tables))
    assert [head.get("id") for head in heads_shown(source.render())] == ["3"]
    assert set(heads_shown(source.render())) <= set(source.etree_element.iter("thead"))
