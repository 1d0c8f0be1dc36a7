"""What readers are told of editions: what changed since the last one, what the download holds. Nothing untrue."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fiches.documents.editions import weight
from fiches.documents.editions_page import Changes, Download, NamedText
from fiches.models import Fiche, Lease
from tests.editions import HIER, JOUR, NOMS, TEXTES, construit, fabrique, figer

__all__ = ["fabrique"]  # fixtures

pytestmark = pytest.mark.django_db

A, B, C = ("/a/", "A"), ("/b/", "B"), ("/c/", "C")
CAS_DE_CHANGEMENTS = [
    # before, after, added, withdrawn, changed
    ([], [], [], [], []),
    ([(*A, "1")], [(*A, "1")], [], [], []),
    ([(*A, "1")], [(*A, "1", 9)], [], [], []),
    ([(*A, "1", 4)], [(*A, "1", 9)], [], [], []),
    ([(*A, "1")], [(*A, "1"), (*B, "1")], ["B"], [], []),
    ([(*A, "1"), (*B, "1")], [(*A, "1")], [], ["B"], []),
    ([(*A, "1")], [(*A, "2")], [], [], ["A"]),
    ([(*A, "1")], [("/a/", "Neuf", "1")], [], [], ["Neuf"]),
    ([(*A, "1")], [("/z/", "A", "1")], ["A"], ["A"], []),
    ([(*A, "1"), (*B, "1")], [(*C, "1"), (*B, "2")], ["C"], ["A"], ["B"]),
    ([(*B, "1"), (*A, "1")], [(*A, "1"), (*B, "1")], [], [], []),
]


class TestChanges:
    @pytest.mark.parametrize(("avant", "apres", "added", "removed", "changes"), CAS_DE_CHANGEMENTS)
    def test_texts_are_added_withdrawn_or_changed(self, avant, apres, added, removed, changes):
        ce = Changes.between(avant, apres, frozenset({"/a/", "/b/"}))
        assert [[t.title for t in textes] for textes in (ce.added, ce.removed, ce.changed)] == [
            added,
            removed,
            changes,
        ]
        assert bool(ce) is bool(added or removed or changes)

    def test_only_what_is_public_has_a_link(self):
        ce = Changes.between([(*A, "1"), (*C, "1")], [], frozenset({"/a/"}))
        assert ce.removed == [NamedText("A", "/a/"), NamedText("C", "")]

    def test_each_edition_is_compared_with_the_one_before_it(self, visiteur, fabrique):
        publique = Fiche.objects.get(numero=13)
        adresse = publique.get_absolute_url()
        figer("premiere", date(2026, 1, 1), [[adresse, "Ressourcerie", "1", 3], ["/fiches/partie/", "Partie", "1", 2]])
        figer("deuxieme", date(2026, 6, 1), [[adresse, "Ressourcerie", "2", 3]])
        figer("troisieme", date(2026, 9, 1), [[adresse, "Ressourcerie", "2", 3]])
        page = visiteur.get("/manuel/editions/").content.decode()
        troisieme, deuxieme, premiere = re.split(r'<section aria-labelledby="edition-', page)[1:4]
        assert "Aucun texte n’a changé depuis la précédente" in troisieme
        assert "1\u00a0texte retiré" in deuxieme
        assert "<li>Partie</li>" in deuxieme
        assert "1\u00a0texte modifié" in deuxieme
        assert f'<li><a href="{adresse}">Ressourcerie</a></li>' in deuxieme
        assert "texte ajouté" not in deuxieme
        assert "C’est la première" in premiere
        assert "<details>" not in premiere


class TestCurrentEdition:
    @pytest.fixture
    def date_du_manuel(self, monkeypatch) -> None:
        monkeypatch.setattr("fiches.documents.contents.Sommaire.date", JOUR)

    @pytest.mark.parametrize(
        ("record", "en_cours", "phrase"),
        [
            (None, False, "Ce PDF se prépare"),
            (None, True, "Ce PDF se prépare"),
            ({"sha256": ""}, False, "Ce PDF se prépare"),
            ({"edition_le": None, "jeton": ""}, True, "Ce PDF se prépare"),
            ({}, False, ""),
            ({"jeton": "vieux"}, False, ""),
            ({"jeton": "vieux"}, True, "n’a pas encore le dernier changement"),
            (
                {"jeton": "vieux", "edition_le": HIER},
                True,
                "Le PDF téléchargé en ce moment est l’édition du 21 novembre 2026\u202f; "
                "celle du 22 novembre 2026 est en préparation.",
            ),
            (
                {"jeton": "vieux", "edition_le": HIER},
                False,
                "Le dernier PDF construit est l’édition du 21 novembre 2026\u202f; celle du 22 novembre 2026 va être",
            ),
            (
                {"jeton": "vieux", "edition_le": JOUR - timedelta(minutes=5)},
                False,
                "n’a pas encore le dernier changement",
            ),
            (
                {"jeton": "vieux", "edition_le": HIER, "erreur": "Panne."},
                False,
                "celle du 22 novembre 2026 n’a pas encore pu être mise en page.",
            ),
            (
                {"jeton": "vieux", "edition_le": HIER, "textes": [["/fiches/partie/", "Partie", "1", 1]]},
                True,
                "la précédente n’est plus donnée",
            ),
        ],
    )
    def test_the_reader_knows_what_the_download_holds(self, visiteur, date_du_manuel, record, en_cours, phrase):
        if record is not None:
            construit("manuel.pdf", **{"textes": TEXTES[:1]} | record)
        if en_cours:
            assert Lease.objects.take("manuel.pdf", "un autre", 60)
        for adresse in ("/manuel/", "/manuel/editions/"):
            page = visiteur.get(adresse).content.decode()
            avis = re.findall(r'<p class="avis">(.*?)</p>', page)
            assert bool(avis) is bool(phrase), adresse
            assert phrase in "".join(avis)

    @pytest.mark.parametrize(("adresse", "fichiers"), [("/manuel/", NOMS[:3]), ("/manuel/editions/", NOMS)])
    def test_each_file_says_its_pages_and_its_weight_when_known(self, visiteur, adresse, fichiers):
        avant = visiteur.get(adresse)
        for nom in fichiers:
            construit(nom, taille=6_249_000 if nom == "manuel.pdf" else 64_300)
        apres = visiteur.get(adresse, headers={"if-none-match": avant.headers.get("ETag", "*")})
        assert apres.status_code == 200, "le poids change sans que les textes changent"
        page = apres.content.decode()
        assert "Le manuel en PDF</a>" in avant.content.decode()
        assert "Le manuel en PDF (12\u00a0pages, 6,2\u00a0Mo)</a>" in page
        assert "pour liseuse (64\u00a0ko)</a>" in page
        assert "La plaquette en PDF (12\u00a0pages, 64\u00a0ko)</a>" in page
        liens = set(re.findall(r'<a (?:class="[^"]*" )?href="([^"]+)"', page[page.index("<main") :]))
        assert {f"/{nom}" for nom in fichiers if "imprimeur" not in nom} <= liens
        assert {"/manuel/", "/manuel/editions/"} - {adresse} | {"/selection/"} <= liens

    @pytest.mark.parametrize(
        ("taille", "dit"),
        [(0, "1\u00a0ko"), (499, "1\u00a0ko"), (64_300, "64\u00a0ko"), (999_999, "1000\u00a0ko"), (1e6, "1,0\u00a0Mo")],
    )
    def test_a_weight_is_said_as_readers_say_it(self, taille, dit):
        assert weight(taille).replace("\u202f", "").replace("1\u00a0000", "1000") == dit

    @pytest.mark.parametrize(("pages", "dit"), [(0, "64\u00a0ko"), (1, "1\u00a0page, 64\u00a0ko")])
    def test_a_file_without_pages_does_not_count_them(self, pages, dit):
        assert Download("x", "/x", pages, 64_000).measures == dit

    def test_the_number_of_queries_does_not_follow_the_number_of_editions(self, visiteur, fabrique):
        visiteur.get("/manuel/editions/")
        comptes = []
        for rang in range(1, 4):
            figer(f"edition-{rang}", date(2026, rang, 1))
            visiteur.get("/manuel/editions/")
            with CaptureQueriesContext(
                connection,
            ) as requetes:
                assert visiteur.get("/manuel/editions/").status_code == 200
            comptes.append(len(requetes))
        assert len(set(comptes)) == 1, comptes
        assert comptes[0] <= 12
