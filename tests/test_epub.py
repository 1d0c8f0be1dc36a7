"""The manual and a reader’s booklet as EPUB: valid, the same each time, nothing that is not public, no dead link."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import urldefrag
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import sync_playwright

from dts_platform.epub.writer import FILE_TARGET, Book, Chapter, write_epub
from dts_platform.epub.xhtml import Fragment, external_url
from experiences.models import Experience
from fiches.documents.ebook import Ebook, book, livret_epub, manuel_epub
from fiches.documents.manuel import Manuel
from fiches.models import Fiche
from missions.models import Terme
from tests.epub import XHTML, Lu, fautes
from tests.navigateur import DEBORDE, OPTIONS

LIMITE = 500_000
XML = "{http://www.w3.org/XML/1998/namespace}"
SITE = "https://manuel.exemple.fr/"
HOSTILE = "</h1><script>alert(1)</script> ]]> <!-- & \x00\x01\x0b\x1f\x85\ufffe\uffff\ud800 \u202e \U0001f30d\U0001fffe é\u0301"


def petit(*chapitres: Chapter, **champs) -> Book:
    base = {
        "title": "Essai",
        "author": "Nous",
        "identity": f"{SITE}essai",
        "date": datetime(2026, 3, 2, 8, 30, 15, tzinfo=UTC),
        "site": SITE,
        "chapters": chapitres,
        "style": ".chapeau { font-style: italic }",
        "couverture": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Essai</title></svg>',
        "cover_text": "Couverture",
    }
    return Book(**base | champs)


def chapitre(nom: str, html: str = "<h1>T</h1>", **champs) -> Chapter:
    return Chapter(nom, champs.pop("title", nom.title()), html, **champs)


class TestBytes:
    @pytest.mark.parametrize(
        ("html", "attendu"),
        [
            ("<p>a<br>b</p><hr>", "<p>a<br/>b</p><hr/>"),
            ("<p>a &nbsp;&amp; &lt;b&gt; ]]&gt;</p>", "<p>a \u00a0&amp; &lt;b&gt; ]]&gt;</p>"),
            ("<ul><li>a<li>b</ul></div>", "<ul><li>a<li>b</li></li></ul>"),
            ("<p><strong>a", "<p><strong>a</strong></p>"),
            ("<p>a<script>alert(1)</script><svg><rect/></svg>b</p>", "<p>ab</p>"),
            ("<p onclick='x()' style='color:red' data-x=1>a</p>", "<p>a</p>"),
            ("<video><p>a</p></video>", "<p>a</p>"),
            ('<div class="tableau" tabindex="0" role="group" aria-label="T"><table></table></div>', "<div><table></table></div>"),
            ('<p class="chapeau inconnue">a</p>', '<p class="chapeau">a</p>'),
            ('<h2 id="a">x</h2><h2 id="a">y</h2><p id=" ">z</p>', '<h2 id="a">x</h2><h2>y</h2><p>z</p>'),
            ('<em lang="en">a</em>', '<em lang="en" xml:lang="en">a</em>'),
            ('<th scope="col">a</th><td scope="col">b</td>', '<th scope="col">a</th><td>b</td>'),
            ('<p title="a &quot;b&quot; &lt;">x\x00\x0c\x7f\x9f\ufdd0\U0001f30d</p>', '<p title="a &quot;b&quot; &lt;">x\U0001f30d</p>'),
        ],
    )  # fmt: skip
    def test_any_html_becomes_well_formed_and_poor(self, html, attendu):
        xhtml = Fragment.of(html, {"chapeau"}).xhtml(lambda url: url)
        ElementTree.fromstring(f"<x>{xhtml}</x>")
        assert xhtml == attendu

    @pytest.mark.parametrize(
        ("url", "attendue"),
        [
            ("https://a.fr/b?c=d&e=f#g", "https://a.fr/b?c=d&e=f#g"),
            ("https://é.fr/un été/50%/%zz", "https://xn--9ca.fr/un%20%C3%A9t%C3%A9/50%25/%25zz"),
            ("http://moi:secret@a.fr:8080/", "http://a.fr:8080/"),
            ("mailto:a@b.fr", "mailto:a@b.fr"),
            *((refusee, "") for refusee in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.fr/")),
            *((refusee, "") for refusee in ("http://", "http://[", "http://a b/", "http://a.fr:x/", "http://-a.fr/")),
            *((refusee, "") for refusee in ("http://999.1.1.1/", "mailto:", "x", "http://a..fr/")),
        ],
    )  # fmt: skip
    def test_an_address_outside_is_strict_or_nothing(self, url, attendue):
        assert external_url(url) == attendue

    @pytest.mark.parametrize(
        ("url", "attendue"),
        [
            ("/fiches/b/", "b.xhtml"),
            ("/fiches/b/#etapes", "b.xhtml#etapes"),
            ("/fiches/b/#absente", "b.xhtml"),
            (f"{SITE}fiches/b/", "b.xhtml"),
            ("../b/", "b.xhtml"),
            ("/fiches/z/", f"{SITE}fiches/z/"),
            ("/fiches/b/?x=1", f"{SITE}fiches/b/?x=1"),
            ("/fiches/b.pdf", f"{SITE}fiches/b.pdf"),
            ("//ailleurs.fr/x", "https://ailleurs.fr/x"),
            ("#ici", "a.xhtml#ici"),
            ("#mot-iae", "glossaire.xhtml#mot-iae"),
            ("/reperes/glossaire/#mot-iae", "glossaire.xhtml#mot-iae"),
            ("#double", None),
            ("#absente", None),
            ("http://[", None),
            ("/court/2/", "c-1.xhtml#c-2"),
            ("/court/2/#etapes", "c-1.xhtml#c-2.etapes"),
        ],
    )
    def test_links_stay_in_the_book_when_it_holds_their_target(self, url, attendue):
        octets = write_epub(
            petit(
                chapitre("a", f'<h1 id="ici">A</h1><p><a href="{url}">x</a></p>', url="/fiches/a/"),
                chapitre("b", '<h2 id="etapes">E</h2><p id="double">d</p>', url="/fiches/b/"),
                chapitre("c-1", '<h2 id="etapes">E</h2><p id="double">d</p>', url="/court/1/", short=True),
                chapitre("c-2", '<h2 id="etapes">E</h2>', url="/court/2/", short=True),
                chapitre("glossaire", '<dl><dt id="mot-iae">IAE</dt><dd>…</dd></dl>', url="/reperes/glossaire/"),
            )
        )
        lu = Lu(octets)
        assert next(lu.pages["a.xhtml"].iter(f"{XHTML}a")).get("href") == attendue
        assert lu.liens_morts() == []

    def test_names_of_files_are_plain_and_different(self):
        noms = ["Été", "a", "A", "a--2", "", "…", "../x", "couverture", "sommaire", "x" * 300]
        lu = Lu(write_epub(petit(*(chapitre(nom, title="T") for nom in noms))))
        assert len(set(lu.ordre)) == len(lu.ordre) == len(noms) + 2
        assert all(re.fullmatch(r"[a-z0-9-]{1,120}\.xhtml", nom) for nom in lu.ordre)

    def test_short_texts_share_files_of_a_bounded_length(self):
        moyen = f"<h1 id='t'>T</h1><p>{'mot ' * (FILE_TARGET // 10)}</p>"
        lu = Lu(write_epub(petit(*(chapitre(f"c{n}", moyen, short=n > 1) for n in range(7)), chapitre("fin"))))
        assert lu.ordre == [
            "couverture.xhtml",
            "c0.xhtml",
            "sommaire.xhtml",
            "c1.xhtml",
            "c2.xhtml",
            "c4.xhtml",
            "c6.xhtml",
            "fin.xhtml",
        ]
        assert all(len(lu.ids(nom)) == len(set(lu.ids(nom))) for nom in lu.pages)

    def test_the_contents_nest_by_level(self):
        niveaux = [3, 1, 2, 3, 3, 1, 2]
        lu = Lu(write_epub(petit(*(chapitre(f"n{r}", level=n) for r, n in enumerate(niveaux)))))
        listes = [nav.find(f"{XHTML}ol") for nav in lu.pages["sommaire.xhtml"].iter(f"{XHTML}nav")]
        assert self._tree(listes[0]) == ["N0", "N1", ["N2", ["N3", "N4"]], "N5", ["N6"]]

    def _tree(self, liste) -> list:
        arbre = []
        for entree in liste:
            arbre.append(entree.find(f"{XHTML}a").text)
            if (suite := entree.find(f"{XHTML}ol")) is not None:
                arbre.append(self._tree(suite))
        return arbre

    def test_the_archive_opens_with_its_type_then_sorted_files_dated_by_the_content(self):
        lu = Lu(write_epub(petit(chapitre("z"), chapitre("a"))))
        assert lu.octets[30:58] == b"mimetypeapplication/epub+zip"
        assert lu.noms[1:] == sorted(lu.noms[1:])
        assert {entree.date_time for entree in lu.archive.infolist()} == {(2026, 3, 2, 8, 30, 14)}

    def test_a_title_is_never_empty_and_never_markup(self, tmp_path):
        octets = write_epub(
            petit(chapitre("a", title="\x01 \n"), chapitre("b", title=HOSTILE), title=HOSTILE, rights=HOSTILE)
        )
        assert fautes(octets, tmp_path) == []
        assert [titre for _, titre in Lu(octets).sommaire][0] == "a"
        assert "<script" not in Lu(octets).tout

    @pytest.mark.parametrize("champs", [{"chapters": ()}, {"date": datetime(2026, 1, 1)}])
    def test_a_book_without_chapter_or_without_time_zone_is_refused(self, champs):
        with pytest.raises(ValueError, match="au moins un chapitre"):
            write_epub(petit(**{"chapters": (chapitre("a"),), **champs}))


@pytest.mark.django_db
class TestManuel:
    def test_the_package_says_what_it_is_and_how_it_is_read(self):
        manuel = Manuel.read()
        lu = Lu(manuel_epub(manuel))
        assert lu.metas("dcterms:modified") == [manuel.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")]
        assert lu.metas("schema:accessModeSufficient") == ["textual"]
        assert lu.metas("schema:accessibilityHazard") == ["none"]
        assert {"structuralNavigation", "tableOfContents", "readingOrder", "alternativeText", "index"} <= set(
            lu.metas("schema:accessibilityFeature")
        )
        assert lu.metas("dcterms:conformsTo") == []  # nobody has audited it: no claim
        assert "aucun audit complet" in lu.metas("schema:accessibilitySummary")[0]
        langues = [(page.get("lang"), page.get(f"{XML}lang")) for page in lu.pages.values()]
        assert set(langues) == {("fr", "fr")}

    def test_contents_follow_the_reading_order_and_miss_no_file(self):
        manuel = Manuel.read()
        lu = Lu(manuel_epub(manuel))
        places = []
        for url, _ in lu.sommaire:
            fichier, anchor = urldefrag(url)
            places.append((lu.ordre.index(fichier), lu.ids(fichier).index(anchor) if anchor else 0))
        assert places == sorted(places)
        assert {lu.ordre[rang] for rang, _ in places} == set(lu.ordre) - {"couverture.xhtml", "sommaire.xhtml"}
        attendus = [str(o) for o in (*manuel.reperes, *manuel.doctrine)]
        attendus += [f"Fiche {f.numero}. {f.titre}" for f in manuel.fiches] + [e.nom for e in manuel.experiences]
        assert [titre for _, titre in lu.sommaire if titre in set(attendus)] == attendus

    def test_every_link_leads_somewhere_and_stays_in_the_book_if_it_can(self):
        manuel = Manuel.read()
        lu = Lu(manuel_epub(manuel))
        liens = lu.liens()
        assert lu.liens_morts() == []
        assert [lien for lien in liens if lien[1].startswith("/")] == []
        dedans = {f"{settings.SITE_URL}{o.get_absolute_url()}" for o in (*manuel.fiches, *manuel.experiences)}
        assert [lien for lien in liens if lien[1] in dedans] == []
        assert len([lien for lien in liens if lien[1].startswith("fiche-")]) > 500
        glossaire = [lien for lien in liens if lien[1].startswith("glossaire.xhtml#mot-")]
        assert len(glossaire) > 100
        dans_les_fiches = [lien for lien in glossaire if lien[0].startswith("fiche-")]
        assert len(dans_les_fiches) == len(set(dans_les_fiches))  # the first meeting in each, no other

    def test_only_what_is_public_is_in_it(self):
        fiche, experience = Fiche.objects.get(numero=13), Experience.objects.get(slug="groupe-archer-pole-sud")
        avant = Lu(manuel_epub(Manuel.read()))
        for texte in (fiche, experience):
            type(texte).objects.filter(pk=texte.pk).update(statut="brouillon")
        apres = Lu(manuel_epub(Manuel.read()))
        for titre in (fiche.titre, experience.nom, fiche.slug, experience.slug):
            assert titre in avant.tout
            assert titre not in apres.tout
        assert apres.liens_morts() == []
        assert len(apres.sommaire) == len(avant.sommaire) - 2

    def test_the_identity_stays_from_one_edition_to_the_next(self):
        identites = []
        for date in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
            manuel = Manuel.read()
            manuel.date = date
            identites.append(re.search(r"urn:uuid:[0-9a-f-]{36}", Lu(manuel_epub(manuel)).texte("livre.opf"))[0])
        assert identites[0] == identites[1]

    def test_chapters_ask_one_question_to_the_database(self, django_assert_num_queries):
        manuel = Manuel.read()
        with django_assert_num_queries(1):
            manuel_epub(manuel)


def textes_choisis() -> list[Fiche | Experience]:
    fiches = {f.numero: f for f in Fiche.objects.published().with_everything().filter(numero__in=(13, 2))}
    experience = Experience.objects.published().with_everything().get(slug="groupe-archer-pole-sud")
    return [fiches[13], experience, fiches[2]]


def livret(titre: str, textes: list, note: str = "") -> bytes:
    return livret_epub(titre, textes, Terme.objects.all(), "/selection/?f=a&f=b", note)


@pytest.mark.django_db
class TestLivret:
    def test_a_booklet_keeps_the_reader_s_order_and_is_valid(self, tmp_path):
        textes = textes_choisis()
        octets = livret("Réunion de mardi", [*textes, textes[0]], "Première ligne.\n\nSeconde & <b>dernière</b>.")
        assert fautes(octets, tmp_path) == []
        lu = Lu(octets)
        titres = [titre for _, titre in lu.sommaire]
        milieu = [f"Fiche 13. {textes[0].titre}", textes[1].nom, f"Fiche 2. {textes[2].titre}"]
        assert titres == ["Page de titre", *milieu, "Glossaire", "À propos de ce livre"]
        assert "Seconde &amp; &lt;b&gt;dernière&lt;/b&gt;." in lu.texte("titre.xhtml")
        assert lu.liens_morts() == []

    def test_its_glossary_holds_the_words_it_uses(self):
        lu = Lu(livret("Court", textes_choisis()))
        ancres = {anchor for anchor in lu.ids("glossaire.xhtml") if anchor.startswith("mot-")}
        assert ancres == {urldefrag(url)[1] for _, url in lu.liens() if "#mot-" in url}
        assert 0 < len(ancres) < Terme.objects.count()

    def test_its_links_to_other_texts_go_to_the_site(self):
        adresses = {url for _, url in Lu(livret("Court", textes_choisis())).liens()}
        assert any(url.startswith(f"{settings.SITE_URL}/missions/") for url in adresses)
        assert any(url.startswith(f"{settings.SITE_URL}/fiches/") for url in adresses)

    @pytest.mark.parametrize("title", ["", "  ", "\x00\x1f"])
    def test_a_booklet_without_title_has_one(self, title):
        assert "Ma sélection" in Lu(livret(title, textes_choisis()[:1])).texte("titre.xhtml")

    def test_an_empty_booklet_is_refused(self):
        with pytest.raises(ValueError, match="au moins une fiche"):
            livret("Vide", [])

    def test_hostile_titles_and_bodies_stay_words(self, tmp_path):
        fiche, experience, autre = textes_choisis()
        hostile = HOSTILE.replace("\ud800", "")  # no database keeps it
        liens = (
            "[a](http://[) [b](https://é.fr/un été%) [c](#absente) [d](/fiches/x/?y) [e](javascript:x) <http://a..b>"
        )
        fiche.titre = fiche.resume = fiche.outil.titre = hostile * 40
        fiche.pourquoi = (
            f"{hostile}\n\n{liens}\n\n|{hostile}|b|\n|-|-|\n|{hostile}|c|\n\n####\n\n> - 99999999999. x\n\n7. y"
        )
        fiche.vigilance = "*" * 3000 + "[" * 3000 + "> " * 300 + "- " * 300
        fiche.facile_a_lire = "".join(map(chr, [*range(0x250), 0x2028, 0xFEFF, 0x200F, 0xE000, 0x10FFFF]))
        experience.nom = "\x07"
        experience.recit = f"```{hostile}\n{hostile}\n```\n\n`{hostile}`\n\n{'mot ' * 50_000}"
        octets = livret(HOSTILE * 20, [fiche, experience, autre], f"{HOSTILE}\n" * 50)
        assert fautes(octets, tmp_path) == []
        lu = Lu(octets)
        assert lu.liens_morts() == []
        assert all("script" not in element.tag for page in lu.pages.values() for element in page.iter())


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_manual_is_valid_and_light(tmp_path):
    """EPUBCheck reads the 80 files of the manual: ten seconds and more."""
    octets = manuel_epub(Manuel.read())
    assert len(octets) <= LIMITE
    assert fautes(octets, tmp_path) == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the test database to a file")
def test_the_same_content_gives_the_same_bytes_in_any_process(tmp_path):
    """Starts the project twice on a copy of the content."""
    base = tmp_path / "contenu.sqlite3"
    connection.ensure_connection()
    base.write_bytes(connection.connection.serialize())
    code = (
        "import hashlib; from fiches.documents.collection import Manuel; from fiches.documents.ebook import manuel_epub;"
        "print(hashlib.sha256(manuel_epub(Manuel.read())).hexdigest())"
    )
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{base}"}
    condenses = {
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=settings.BASE_DIR,
            env={**env, "SITE_URL": settings.SITE_URL, "PYTHONHASHSEED": graine, "TZ": fuseau},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for graine, fuseau in (("1", "UTC"), ("4242", "Asia/Tokyo"))
    }
    assert condenses == {hashlib.sha256(manuel_epub(Manuel.read())).hexdigest()}


@pytest.fixture
def manuel_lu(db) -> Lu:
    return Lu(manuel_epub(Manuel.read()))


@pytest.mark.django_db
def test_the_cover_shows_the_title_and_says_it(manuel_lu):
    recueil = Ebook.of_manuel(Manuel.read())
    dessin = " ".join(" ".join(manuel_lu.xml["EPUB/couverture.svg"].itertext()).split())
    image = next(manuel_lu.pages["couverture.xhtml"].iter(f"{XHTML}img"))
    assert "Développer des" in dessin
    assert recueil.title in image.get("alt")
    assert book(recueil).cover.count("<text") >= 5


@pytest.mark.slow
@pytest.mark.xdist_group("navigateur")
def test_every_chapter_is_accessible_and_holds_on_a_small_device(manuel_lu, tmp_path):
    """Opens the 80 files in a real browser, and examines one of each kind."""
    manuel_lu.archive.extractall(tmp_path)
    violations, debordements = {}, {}
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    binaire = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as p:  # here, not in a fixture: the database is closed to whoever shares its loop
        page = p.chromium.launch(executable_path=binaire, args=OPTIONS).new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        for nom in manuel_lu.ordre:
            page.goto(f"file://{tmp_path}/EPUB/{nom}")
            debordements[nom] = page.evaluate(DEBORDE)
            if (sorte := re.sub(r"[-\d]*\.xhtml", "", nom)) in violations:
                continue
            resultats = Axe().run(page, options=options).response["violations"]
            violations[sorte] = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in resultats]
        page.context.browser.close()
    assert {nom: v for nom, v in violations.items() if v} == {}
    assert {nom: d[:2] for nom, d in debordements.items() if d} == {}
