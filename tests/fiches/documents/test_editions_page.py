"""What readers are told of editions: what changed since the last one, what the download holds. Nothing untrue."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dts_platform.text.formats import weight
from fiches.documents.editions_page import Addresses, Changes, Download, NamedText
from fiches.models import Fiche, HeldText, Lease
from tests.factories import a_fiche
from tests.fiches.documents.frozen import NAMES, TEXTS, TODAY, YESTERDAY, freeze_edition, store_document

pytestmark = pytest.mark.django_db

FIRST, LATER = "2026-01-01T12:00:00+00:00", "2026-08-01T12:00:00+00:00"  # moments of a text, as editions keep them
A, B, C = ("/a/", "A"), ("/b/", "B"), ("/c/", "C")
CHANGE_CASES = [
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
    @pytest.mark.parametrize(("before", "after", "added", "withdrawn", "changes"), CHANGE_CASES)
    def test_changes_between_two_editions_are_added_withdrawn_and_changed_texts(
        self, before, after, added, withdrawn, changes
    ):
        seen = Changes.between(HeldText.read(before), HeldText.read(after), Addresses([], {"/a/", "/b/"}))
        assert [[t.title for t in texts] for texts in (seen.added, seen.removed, seen.changed)] == [
            added,
            withdrawn,
            changes,
        ]
        assert bool(seen) is bool(added or withdrawn or changes)

    def test_changed_text_has_a_link_only_while_public(self):
        seen = Changes.between(HeldText.read([(*A, "1"), (*C, "1")]), [], Addresses([], {"/a/"}))
        assert seen.removed == [NamedText("A", "/a/"), NamedText("C", "")]

    def test_text_renamed_between_or_since_is_the_same_text_at_its_present_address(self, visitor, builder):
        fiche = a_fiche(slug="premier-nom", titre="Renommée")
        freeze_edition("premiere", date(2026, 1, 1), [["/fiches/premier-nom/", "Renommée", FIRST, 3]])
        Fiche.objects.filter(pk=fiche.pk).update(slug="deuxieme-nom")
        freeze_edition("deuxieme", date(2026, 6, 1), [["/fiches/deuxieme-nom/", "Renommée", FIRST, 3]])
        freeze_edition("troisieme", date(2026, 9, 1), [["/fiches/deuxieme-nom/", "Renommée", LATER, 3]])
        Fiche.objects.filter(pk=fiche.pk).update(slug="troisieme-nom")
        page = visitor.get("/manuel/editions/").content.decode()
        third, second = re.split(r'<section aria-labelledby="edition-', page)[1:3]
        assert "Aucun texte n’a changé depuis la précédente" in second
        assert "1\u00a0texte modifié" in third
        assert '<li><a href="/fiches/troisieme-nom/">Renommée</a></li>' in third
        assert "retiré" not in third

    def test_editions_page_compares_each_edition_with_the_one_before(self, visitor, builder):
        public_one = Fiche.objects.get(numero=13)
        url = public_one.get_absolute_url()
        freeze_edition(
            "premiere", date(2026, 1, 1), [[url, "Ressourcerie", FIRST, 3], ["/fiches/partie/", "Partie", FIRST, 2]]
        )
        freeze_edition("deuxieme", date(2026, 6, 1), [[url, "Ressourcerie", LATER, 3]])
        freeze_edition("troisieme", date(2026, 9, 1), [[url, "Ressourcerie", LATER, 3]])
        page = visitor.get("/manuel/editions/").content.decode()
        third, second, first = re.split(r'<section aria-labelledby="edition-', page)[1:4]
        assert "/nouveautes/depuis/?copie=20260801120000" in third
        assert "Aucun texte n’a changé depuis la précédente" in third
        assert "1\u00a0texte retiré" in second
        assert "<li>Partie</li>" in second
        assert "1\u00a0texte modifié" in second
        assert f'<li><a href="{url}">Ressourcerie</a></li>' in second
        assert "texte ajouté" not in second
        assert "C’est la première" in first
        assert "<details>" not in first


class TestCurrentEdition:
    @pytest.fixture
    def manuel_date(self, monkeypatch) -> None:
        monkeypatch.setattr("fiches.documents.contents.Contents.date", TODAY)

    @pytest.mark.parametrize(
        ("record", "in_progress", "phrase"),
        [
            (None, False, "Ce PDF se prépare"),
            (None, True, "Ce PDF se prépare"),
            ({"sha256": ""}, False, "Ce PDF se prépare"),
            ({"edition_le": None, "jeton": ""}, True, "Ce PDF se prépare"),
            ({}, False, ""),
            ({"jeton": "vieux"}, False, ""),
            ({"jeton": "vieux"}, True, "n’a pas encore le dernier changement"),
            (
                {"jeton": "vieux", "edition_le": YESTERDAY},
                True,
                "Le PDF téléchargé en ce moment est l’édition du 21 novembre 2026\u202f; "
                "celle du 22 novembre 2026 est en préparation.",
            ),
            (
                {"jeton": "vieux", "edition_le": YESTERDAY},
                False,
                "Le dernier PDF construit est l’édition du 21 novembre 2026\u202f; celle du 22 novembre 2026 va être",
            ),
            (
                {"jeton": "vieux", "edition_le": TODAY - timedelta(minutes=5)},
                False,
                "n’a pas encore le dernier changement",
            ),
            (
                {"jeton": "vieux", "edition_le": YESTERDAY, "erreur": "Panne."},
                False,
                "celle du 22 novembre 2026 n’a pas encore pu être mise en page.",
            ),
            (
                {"jeton": "vieux", "edition_le": YESTERDAY, "textes": [["/fiches/partie/", "Partie", "1", 1]]},
                True,
                "la précédente n’est plus donnée",
            ),
        ],
    )
    def test_manuel_page_with_a_late_document_says_what_the_download_holds(
        self, visitor, manuel_date, record, in_progress, phrase
    ):
        if record is not None:
            store_document("manuel.pdf", **{"textes": TEXTS[:1]} | record)
        if in_progress:
            assert Lease.objects.take("manuel.pdf", "un autre", 60)
        for url in ("/manuel/", "/manuel/editions/"):
            page = visitor.get(url).content.decode()
            notices = re.findall(r'<p class="notice">(.*?)</p>', page)
            assert bool(notices) is bool(phrase), url
            assert phrase in "".join(notices)

    @pytest.mark.parametrize(("url", "names"), [("/manuel/", NAMES[:3]), ("/manuel/editions/", NAMES)])
    def test_download_link_with_a_known_file_says_pages_and_weight(self, visitor, url, names):
        before = visitor.get(url)
        for name in names:
            store_document(name, taille=6_249_000 if name == "manuel.pdf" else 64_300)
        after = visitor.get(url, headers={"if-none-match": before.headers.get("ETag", "*")})
        assert after.status_code == 200, "le poids change sans que les textes changent"
        page = after.content.decode()
        assert "Le manuel en PDF</a>" in before.content.decode()
        assert "Le manuel en PDF (12\u00a0pages, 6,2\u00a0Mo)</a>" in page
        assert "pour liseuse (64\u00a0ko)</a>" in page
        assert "La plaquette en PDF (12\u00a0pages, 64\u00a0ko)</a>" in page
        links = set(re.findall(r'<a (?:class="[^"]*" )?href="([^"]+)"', page[page.index("<main") :]))
        assert {f"/{name}" for name in names if "imprimeur" not in name} <= links
        assert {"/manuel/", "/manuel/editions/"} - {url} | {"/selection/"} <= links

    @pytest.mark.parametrize(
        ("size", "said"),
        [(0, "1\u00a0ko"), (499, "1\u00a0ko"), (64_300, "64\u00a0ko"), (999_999, "1000\u00a0ko"), (1e6, "1,0\u00a0Mo")],
    )
    def test_weight_in_bytes_is_said_in_ko_or_mo(self, size, said):
        assert weight(size).replace("\u202f", "").replace("1\u00a0000", "1000") == said

    @pytest.mark.parametrize(("pages", "said"), [(0, "64\u00a0ko"), (1, "1\u00a0page, 64\u00a0ko")])
    def test_download_without_pages_says_its_weight_only(self, pages, said):
        assert Download("x", "/x", pages, 64_000).measures == said

    def test_editions_page_with_more_editions_costs_the_same_queries(self, visitor, builder):
        visitor.get("/manuel/editions/")
        counts = []
        for rank in range(1, 4):
            freeze_edition(f"edition-{rank}", date(2026, rank, 1))
            visitor.get("/manuel/editions/")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert visitor.get("/manuel/editions/").status_code == 200
            counts.append(len(queries))
        assert len(set(counts)) == 1, counts
        assert counts[0] <= 14
