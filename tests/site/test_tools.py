"""The tools of the content: their marks say what is to be filled in, and are read by nobody else."""

import re

import pytest
from lxml.html import fromstring

from dts_platform.search.indexing import catch_up
from dts_platform.search.tables import SearchRow
from dts_platform.text.blanks import fillable, parse
from dts_platform.text.markdown import render
from dts_platform.text.marks import printed, read
from fiches.models import Fiche, Outil
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db

SIGNS = re.compile(r"[☐…._]+")
MARKED = "[feuille: A3]\n\nLa poulpiculture, dit-on […], avance. Statut : […: Forme choisie ; choix=association / coopérative]"


def words(html: str) -> str:
    """What is read of a form or of a page, its signs and its fields left out; spaces do not count."""
    return re.sub(
        r"\s", "", SIGNS.sub("", fromstring(f"<div>{re.sub('<select.*?</select>', '', html)}</div>").text_content())
    )


def test_every_tool_is_read_without_fault_and_prints_the_same_words_as_its_form():
    tools = list(Outil.objects.values_list("fiche__numero", "corps"))
    assert len(tools) >= 52
    for number, corps in tools:
        assert (number, parse(corps).errors) == (number, [])
        assert (number, read(printed(corps))) == (number, [])
        assert words(fillable(corps)) == words(render(printed(corps), 2)), number


def test_page_and_excerpts_of_a_marked_tool_show_no_mark(client):
    fiche = a_fiche()
    Outil.objects.filter(fiche=fiche).update(corps=MARKED)
    catch_up()
    page = client.get(f"{fiche.get_absolute_url()}outil/").content.decode()
    assert "dit-on […], avance. Statut : …</p>" in page.replace("\u202f", " ")
    found = client.get("/recherche/", {"q": "poulpiculture"}).content.decode()
    assert "dit-on […], avance." in found
    assert "Forme choisie" not in page + found
    assert "coopérative]" not in page + found


def test_index_holds_no_label_of_a_mark():
    catch_up()
    kept = "\n".join(str(text) for row in SearchRow.objects.filter(kind="fiche") for text in vars(row).values())
    labels = {mark.source for corps in Outil.objects.values_list("corps", flat=True) for mark in read(corps)}
    assert len(labels) > 100
    assert [label for label in labels if label in kept] == []
    assert Fiche.objects.published().count() == SearchRow.objects.filter(kind="fiche").count()
