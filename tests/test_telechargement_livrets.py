"""The booklet of a reader over HTTP: the same bytes for the same choice, and the reader’s words kept nowhere."""

import re
import threading
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import RequestFactory

from dts_platform.pdf.parts import LayoutFailed
from dts_platform.search import mirror
from dts_platform.storage.recent import Recent
from fiches.documents import serve
from fiches.documents.serve import serve_made
from fiches.models import BuiltDocument
from tests.telechargement import atelier, client, lire

__all__ = ["atelier", "client"]  # fixtures

pytestmark = pytest.mark.django_db


def sur_le_disque(tmp_path: Path) -> bytes:
    return b"\n".join(f.read_bytes() for f in sorted(tmp_path.rglob("*")) if f.is_file())


class TestBooklets:
    MOTS = {"t": "Quetzalcoatl de Montreuil", "n": "Pour le groupe Zorglub"}
    ADRESSE = f"/selection.pdf?s=13.1&t={quote(MOTS['t'])}&n={quote(MOTS['n'])}"

    @pytest.mark.parametrize(
        "adresse", [ADRESSE, ADRESSE.replace(".pdf", "/livret.pdf"), ADRESSE.replace(".pdf", ".epub")]
    )
    def test_the_words_of_a_reader_are_kept_nowhere(self, client, tmp_path, adresse):
        assert "Quetzalcoatl" in lire(client.get(adresse))
        assert all(nom.parent.parent.name == "parts" for nom in tmp_path.rglob("*") if nom.is_file())
        assert not re.search(rb"Quetzalcoatl|Zorglub", sur_le_disque(tmp_path))
        assert not BuiltDocument.objects.exists()
        for modele in apps.get_models():
            if modele._meta.label != "dts_platform.FichierDeContenu":
                assert "Quetzalcoatl" not in str(list(modele.objects.values())) if hasattr(modele, "objects") else True

    def test_only_the_parts_of_texts_are_stored(self, client, atelier, tmp_path):
        client.get(self.ADRESSE)
        parts = [f for f in tmp_path.rglob("*") if f.is_file()]
        assert len(parts) == 2
        client.get(self.ADRESSE.replace("Quetzalcoatl", "Autre"))
        assert [fois for html, fois in atelier.posees.items() if "<title>Fiche 13" in html] == [1]
        assert sum("Quetzalcoatl" in html or "Autre de Montreuil" in html for html in atelier.posees) == 2
        assert sorted(f for f in tmp_path.rglob("*") if f.is_file()) == sorted(parts)

    @pytest.mark.parametrize(
        "adresse", [ADRESSE, ADRESSE.replace(".pdf", "/livret.pdf"), ADRESSE.replace(".pdf", ".epub")]
    )
    def test_the_same_choice_gives_the_same_bytes(self, client, monkeypatch, adresse):
        premier = client.get(adresse)
        assert client.get(adresse, headers={"If-None-Match": premier["ETag"]}).status_code == 304
        monkeypatch.setattr(serve, "RECENT", Recent(8))
        second = client.get(adresse)
        assert (second.content, second["ETag"]) == (premier.content, premier["ETag"])
        autre = client.get(adresse.replace("13.1", "1.13"))
        assert autre["ETag"] != premier["ETag"]

    def test_the_three_forms_have_three_validators(self, client):
        formes = [self.ADRESSE.replace(".pdf", forme) for forme in (".pdf", "/livret.pdf", ".epub")]
        reponses = [client.get(forme) for forme in formes]
        assert len({r["ETag"] for r in reponses}) == 3
        assert reponses[1].content.endswith(b"A5")
        assert zipfile.ZipFile(BytesIO(reponses[2].content)).testzip() is None

    ABSURDES = ["", "?", "?s=", "?s=999", "?s=....", "?s=%00", "?s=1%00", "?t=%ff&n=%00&s=1", "?s=" + "1." * 3000,
                "?s=x:%F0%9F%98%80", "?s=-1", "?s=1e9", "?s=" + "9" * 5000, "?f=&f=&s=a&s=b", "?s=1&t=" + "%3Cscript%3E" * 50,
                "?s=13&t=%E2%80%AE%EF%BF%BF%F3%A0%80%81&n=%0A%0D%09", "?s=13&t=%ED%A0%80"]  # fmt: skip

    @pytest.mark.parametrize("demande", ABSURDES)
    def test_no_query_breaks_a_booklet(self, client, demande):
        for document in (".pdf", "/livret.pdf", ".epub"):
            reponse = client.get(f"/selection{document}{demande}")
            assert reponse.status_code in (200, 302), document
            assert reponse.status_code == 200 or reponse["Location"].startswith("/selection/")
            assert b"<script>" not in reponse.content.partition(b"<!doctype")[2]

    def test_eight_identical_requests_make_one_booklet(self, atelier):
        """Two wait for it; the others are told to come back. What follows is had from memory."""
        faits, reponses, ensemble = [], [], threading.Barrier(8)
        requetes = RequestFactory()

        def faire() -> bytes:
            faits.append(1)
            atelier.entre.set()
            assert atelier.porte.wait(60)
            return b"%PDF-livret"

        def demander():
            ensemble.wait(60)
            reponses.append(serve_made(requetes.get("/selection.pdf"), "livret.pdf", "etat", faire))

        atelier.retenir()
        mirror.current()
        with pytest.MonkeyPatch.context() as m:
            m.setattr(serve, "_later", lambda requete, gabarit, secondes: serve.HttpResponse(gabarit, status=503))
            fils = [threading.Thread(target=demander) for _ in range(8)]
            for fil in fils:
                fil.start()
            assert atelier.entre.wait(60)
            while len(reponses) < 6:
                fils[0].join(0.01)
            atelier.porte.set()
            for fil in fils:
                fil.join(60)
        assert len(faits) == 1
        assert sorted(r.status_code for r in reponses) == [200, 200, *[503] * 6]
        assert {r.content for r in reponses} == {b"%PDF-livret", b"503_preparation.html"}
        assert serve_made(requetes.get("/"), "livret.pdf", "etat", faire).content == b"%PDF-livret"
        assert len(faits) == 1

    def test_what_was_just_made_is_kept_a_few_at_a_time(self):
        recent = Recent(size=2)
        for cle in "abc":
            assert recent.get(cle, lambda cle=cle: cle.encode()) == cle.encode()
        assert list(recent.made) == ["b", "c"]
        with pytest.raises(ZeroDivisionError):
            recent.get("d", lambda: 1 / 0)
        assert not recent.locks
        assert recent.get("d", lambda: b"d") == b"d"

    def test_a_booklet_that_cannot_be_made_says_so(self, client, atelier, monkeypatch):
        def refuse(*args):
            raise LayoutFailed("non")

        monkeypatch.setattr(atelier, "assemble", refuse)
        reponse = client.get(self.ADRESSE)
        assert reponse.status_code == 503
        assert reponse["Retry-After"]
        assert "indisponible" in reponse.content.decode()
