"""Hostile texts where people type: title and note of a booklet, field of a fiche, word of the glossary. With LONG=1, all."""

import pytest
from django.test import Client

from fiches.models import Fiche
from missions.models import Terme
from tests.long import LONG
from tests.pdf.hostile import BLOCKS, HOSTILE, SEQUENCES
from tests.pdf.reading import faults, page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAMPLE = list(HOSTILE) if LONG else [*list(SEQUENCES)[::9], *list(BLOCKS)[::110]]
WORD = "Zorglubise"


@pytest.fixture
def word(db) -> Terme:
    return Terme.objects.create(nom=WORD, slug="zorglubise", definition="Un mot.")


@pytest.mark.parametrize("name", SAMPLE)
def test_booklet_with_a_hostile_text_everywhere_is_made_and_holds_to_both_norms(client: Client, word, tmp_path, name):
    text = HOSTILE[name]
    Fiche.objects.filter(numero=13).update(resume=f"Un {text} résumé.", pourquoi=f"La {WORD} et {text}.\n\n- {text}\n")
    Terme.objects.filter(pk=word.pk).update(definition=f"Un {text} mot.")
    response = client.get("/selection.pdf", {"s": "13", "t": text, "n": text})
    assert response.status_code == 200
    assert any("Glossaire" in page and WORD in page for page in page_texts(response.content))
    assert faults(response.content, tmp_path / "livret.pdf") == []
