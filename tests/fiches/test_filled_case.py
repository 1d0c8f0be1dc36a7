"""A tool may carry one case, real with its source or plainly fictitious: shown filled in beside the tool to fill in."""

import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fiches.documents.printing import fiche_document, outil_document
from fiches.models import Fiche, Outil
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db
CORPS = (
    "| Poste | Euros |\n|---|---|\n| Ventes | [: ; type=nombre ; exemple=1 200] |\n"
    "| Dons | [: ; type=nombre ; exemple=300] |\n| Total | [: ; formule=somme(colonne){}] |"
)
FICTITIOUS = {"cas": "fictif", "cas_titre": "Un atelier de six salariés."}
REAL = {"cas": "reel", "cas_titre": "Un atelier, en 2024.", "cas_source": "Rapport d’activité 2024."}


def with_case(**fields) -> Fiche:
    fiche = a_fiche()
    Outil.objects.filter(fiche=fiche).update(**{"corps": CORPS.format(""), **FICTITIOUS, **fields})
    return Fiche.objects.published().with_everything().get(pk=fiche.pk)


@pytest.mark.parametrize("fields", [FICTITIOUS, REAL], ids=["fictitious", "real"])
def test_case_is_beside_the_blanks_on_the_page_in_the_fiche_and_in_the_tool(visitor, fields):
    fiche = with_case(**fields)
    page = visitor.get(f"{fiche.get_absolute_url()}outil/").content.decode()
    for skin in (page, fiche_document(fiche).sections[0].html, outil_document(fiche).sections[0].html):
        blank, filled = re.split(r'class="(?:folded )?outil-filled"', skin)
        assert '<span class="sample">' not in blank
        assert '<span class="sample">1\u202f500</span>' in filled
        assert fiche.outil.get_cas_display() in filled
        assert all(told in filled for told in (fields["cas_titre"], fields.get("cas_source", "")))


def test_heading_of_a_case_is_one_level_under_that_of_its_tool(visitor):
    fiche = with_case()
    assert '<h2 id="rempli">' in visitor.get(f"{fiche.get_absolute_url()}outil/").content.decode()
    assert '<h2 id="rempli">' in outil_document(fiche).sections[0].html


def test_tool_without_case_shows_none(visitor):
    fiche = with_case(cas="", cas_titre="")
    for skin in (
        visitor.get(f"{fiche.get_absolute_url()}outil/").content.decode(),
        outil_document(fiche).sections[0].html,
    ):
        assert "outil-filled" not in skin
        assert "1\u202f500" not in skin


@pytest.mark.parametrize(
    "fields",
    [
        {"cas": "fictif"},
        {"cas_titre": "Un atelier."},
        {**FICTITIOUS, "cas_source": "Un rapport."},
        {**REAL, "cas_source": ""},
    ],
)
def test_case_without_name_or_source_is_refused_by_form_and_database(fields):
    tool = Outil.objects.get(fiche=a_fiche())
    tool.corps = CORPS.format("")
    for name, value in fields.items():
        setattr(tool, name, value)
    with pytest.raises(ValidationError, match="dit de quel cas il s’agit|dites s’ils viennent"):
        tool.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        tool.save()


@pytest.mark.parametrize(
    ("corps", "fields", "told"),
    [
        (CORPS.format(" ; exemple=1 600"), FICTITIOUS, "le total dit 1\u202f600, mais la somme est 1\u202f500"),
        ("Nom : ……", FICTITIOUS, "Aucune marque de l’outil n’a d’exemple"),
        (CORPS.format(""), {}, "dites s’ils viennent d’un cas réel ou s’ils sont fictifs"),
    ],
)
def test_form_refuses_a_false_sum_or_half_a_case_and_loses_nothing(accounts, corps, fields, told):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(accounts["nationale"].get(address).content.decode())
    form |= {"outil-0-corps": [corps]} | {f"outil-0-{name}": [value] for name, value in fields.items()}
    page = html.unescape(accounts["nationale"].post(address, form).content.decode())
    assert told in page
    assert form_fields(page)["outil-0-corps"] == [corps]
    mended = {"outil-0-corps": [CORPS.format(" ; exemple=1 500")]} | {
        f"outil-0-{n}": [v] for n, v in FICTITIOUS.items()
    }
    post_form(accounts["nationale"], address, form | mended)
