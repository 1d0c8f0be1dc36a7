"""Saving a text with signs that no document prints: it is saved as written, and its author told which, and where."""

import pytest

from dts_platform.editorial.printable import MOST_TOLD, name_of_sign, sentence
from dts_platform.editorial.states import Statut
from fiches.models import Fiche
from missions.models import Terme
from tests.editorial.forms import form_fields

pytestmark = pytest.mark.django_db


def messages_after(client, url: str, changes: dict) -> str:
    fields = form_fields(client.get(url).content.decode())
    for name, value in changes.items():
        assert name in fields
        fields[name] = [value]
    response = client.post(url, fields, follow=True)
    assert response.redirect_chain, "not saved"
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def fiche() -> Fiche:
    fiche = Fiche.objects.get(numero=3)
    fiche.go_to(Statut.BROUILLON)
    return fiche


def test_author_of_a_fiche_is_told_the_signs_and_their_fields(accounts, fiche):
    told = messages_after(
        accounts["nationale"],
        f"/admin/fiches/fiche/{fiche.pk}/change/",
        {"pourquoi": "Un mot 漢字 de trop.", "etapes-1-texte": "Sûr 字."},
    )
    assert "Des signes ne s’impriment pas" in told
    assert "«\u202f漢\u202f» (U+6F22) dans «\u202fPourquoi" in told
    assert "(U+5B57) dans «\u202fétape 2, " in told.replace("Étape", "étape")
    fiche.refresh_from_db()
    assert "漢字" in fiche.pourquoi


def test_author_of_a_word_of_the_glossary_is_told(accounts):
    terme = Terme.objects.first()
    url = f"/admin/missions/terme/{terme.pk}/change/"
    told = messages_after(accounts["nationale"], url, {"definition": f"{terme.definition} हिन्दी"})
    assert "U+0939 U+093F" in told


@pytest.mark.parametrize("text", ["Ordinaire, « œuvre » – 12 €.", "Bravo ✅ 👩‍👩‍👧 √2 Привет Nguyễn", "\uf0b7 point"])
def test_author_of_signs_that_are_printed_is_told_nothing(accounts, fiche, text):
    told = messages_after(accounts["nationale"], f"/admin/fiches/fiche/{fiche.pk}/change/", {"pourquoi": text})
    assert "s’imprime" not in told


def test_long_list_of_signs_is_cut():
    found = [("Pourquoi", chr(0x4E00 + rank)) for rank in range(MOST_TOLD + 3)]
    assert sentence(found).count("U+4E") == MOST_TOLD
    assert "et 3 autres" in sentence(found)
    assert "Un signe ne s’imprime pas" in sentence(found[:1] * 2)
    assert sentence([]) == ""


def test_sign_that_is_not_seen_is_told_by_its_code():
    assert name_of_sign("\ue000") == "U+E000"
    assert name_of_sign("漢") == "«\u202f漢\u202f» (U+6F22)"
