"""A text that cannot be laid out stops no other, and is not tried again at each request."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from dts_platform.pdf.parts import LayoutFailed, Part
from fiches.documents import catalogue, parts
from fiches.documents.build import build, stored
from fiches.documents.parts import FAILURE, PARTS, key_of
from fiches.documents.printing import Section
from fiches.models import BuiltDocument, Etape, Fiche, Lease
from tests.fiches.documents.building import SLUG, spoil
from tests.storage.media import stored_files

pytestmark = pytest.mark.django_db


class TestHostileTexts:
    @pytest.fixture
    def hostile(self, fiche, workshop):
        workshop.refused.add("zorglub")
        spoil(fiche)
        return fiche

    def test_layout_failure_requested_again_is_not_retried(self, hostile, workshop):
        for _ in range(3):
            with pytest.raises(LayoutFailed, match="limites"):
                build(catalogue.FICHE.offer(hostile).read)
        assert workshop.jobs == 1
        assert not Lease.objects.exists()
        built = BuiltDocument.objects.get()
        assert built.erreur == "La mise en page a dépassé ses limites."
        assert built.sha256 == ""

    def test_layout_failure_after_an_hour_is_retried(self, hostile, workshop):
        """A process killed for another reason must not condemn a text for ever."""
        with pytest.raises(LayoutFailed):
            build(catalogue.FICHE.offer(hostile).read)
        workshop.refused.clear()
        (failure,) = stored_files(f".{FAILURE}")
        lately = (timezone.now() - timedelta(minutes=59)).timestamp()
        os.utime(Path(settings.MEDIA_ROOT, failure), (lately, lately))
        with pytest.raises(LayoutFailed):
            build(catalogue.FICHE.offer(hostile).read)
        os.utime(Path(settings.MEDIA_ROOT, failure), (lately - 120, lately - 120))
        assert build(catalogue.FICHE.offer(hostile).read)[0].erreur == ""

    def test_text_restored_after_a_failure_leaves_no_error(self, fiche, workshop):
        build(catalogue.FICHE.offer(fiche).read)
        texts, workshop.refused = list(fiche.etapes.all()), {"zorglub"}
        spoil(fiche)
        with pytest.raises(LayoutFailed):
            build(catalogue.FICHE.offer(fiche).read)
        assert stored(BuiltDocument.objects.get()) is not None
        Etape.objects.bulk_update(texts, ["texte"])
        assert build(catalogue.FICHE.offer(fiche).read)[0].erreur == ""

    def test_manuel_with_an_unbuildable_fiche_holds_a_page_in_its_place(self, short_manual, hostile, workshop):
        built, data = build(catalogue.MANUEL.offer().read)
        text = data.decode()
        assert "zorglub" not in text
        assert "n’a pas pu être mis en page dans cette édition" in text
        assert f"{settings.SITE_URL}/fiches/{SLUG}/" in text
        assert Fiche.objects.get(numero=2).resume[:30] in text
        assert built.erreur == f"Fiche 13 · {hostile.titre} : La mise en page a dépassé ses limites."
        assert built.sha256

    def test_real_workshop_after_refusing_a_text_makes_the_next(self, short_manual, fiche, monkeypatch):
        """With the real process: an image of this disk is refused, and the process goes on."""
        bad, good = (Section(f"<!doctype html><html lang=fr><head><title>t</title></head><body>{body}</body></html>")
                        for body in ('<h1>T</h1><img src="file:///etc/passwd" alt="">', "<h1>T</h1><p>mot</p>"))  # fmt: skip
        with pytest.raises(LayoutFailed, match="[éè]"):
            PARTS.get(bad, key_of(bad))
        part = PARTS.get(good, key_of(good))
        assert isinstance(part, Part)
        assert part.data.startswith(b"%PDF-")
        parts.workshop().close()
        assert PARTS.find(key_of(good)) == part
