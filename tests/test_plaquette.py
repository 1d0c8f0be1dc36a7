"""The brochure: a sheet folded in three and a page that say the same thing, and what the sheet has room for."""

import copy
import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest
import segno
from django.conf import settings

from dts_platform.editorial.states import Statut
from dts_platform.pdf.parts import Rendered
from dts_platform.web.addresses import absolute
from fiches.documents.plaquette import FIRST_STEPS, LIMITS, Plaquette, QRCode, first_sentence, plaquette_document
from fiches.models import Fiche
from missions.models import Principe, Repere
from tests.documents import fautes, part_of
from tests.documents import rendre as rendre_le_document

RACINE = Path(settings.BASE_DIR) / "static"
POINT = 72 / 25.4  # points in a millimetre
PANNEAUX = [[(0, 97), (97, 197), (197, 297)], [(0, 100), (100, 200), (200, 297)]]
MARGE = 5  # mm without text beside folds and edges
MOT = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<')
REMPLISSAGE = " et faire vivre ensemble un projet partagé avec les habitants, les salariés et les élus du pays" * 9


def rendre(plaquette: Plaquette, for_printer: bool = False) -> Rendered:
    return rendre_le_document(plaquette_document(plaquette, for_printer))


def feuille(plaquette: Plaquette) -> str:
    """The HTML of the folded sheet."""
    (morceau,) = plaquette_document(plaquette).sections
    return morceau.html


def mots(octets: bytes) -> list[list[tuple]]:
    """The words of each page: left, top, right, bottom in millimetres from the trim, then the word."""
    boites = [page.trimbox for page in pikepdf.open(io.BytesIO(octets)).pages]
    medias = [page.mediabox for page in pikepdf.open(io.BytesIO(octets)).pages]
    sortie = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=octets, capture_output=True, check=True)
    pages = []
    for page, trim, media in zip(sortie.stdout.decode().split("<page ")[1:], boites, medias, strict=True):
        gauche, haut = float(trim[0] - media[0]), float(media[3] - trim[3])
        pages.append(
            [
                (
                    *((float(x) - (haut if n % 2 else gauche)) / POINT for n, x in enumerate(mot[:4])),
                    mot[4],
                )
                for mot in MOT.findall(page)
            ]
        )
    return pages


def deborde(octets: bytes) -> list[str]:
    """The words too near a fold or an edge, and those printed over another."""
    trouves = []
    for page, panneaux in zip(mots(octets), PANNEAUX, strict=True):
        for gauche, haut, droite, bas, mot in page:
            panneau = next((p for p in panneaux if p[0] <= (gauche + droite) / 2 < p[1]), (0, 0))
            dedans = panneau[0] + MARGE <= gauche and droite <= panneau[1] - MARGE
            if not dedans or haut < MARGE or bas > 210 - MARGE:
                trouves.append(f"{mot} hors de {panneau} : {gauche:.1f} à {droite:.1f}, bas {bas:.1f}")
        for un, autre in combinations(page, 2):
            largeur = min(un[2], autre[2]) - max(un[0], autre[0])
            hauteur = min(un[3], autre[3]) - max(un[1], autre[1])
            if largeur > 0.2 and hauteur > 0.45 * min(un[3] - un[1], autre[3] - autre[1]):
                trouves.append(f"{un[4]} sur {autre[4]}")
    return trouves


def texte_du_panneau(octets: bytes, face: int, panneau: int) -> str:
    gauche, droite = PANNEAUX[face][panneau]
    dedans = [mot[4] for mot in mots(octets)[face] if gauche <= mot[0] < droite]
    return " ".join(dedans).replace("&apos;", "’")


def allongee(plaquette: Plaquette, longueur) -> Plaquette:
    """The same brochure with longer titles and summaries; `longueur(model, field, length)` says how long."""

    def texte(modele: type, champ: str, depart: str) -> str:
        combien = longueur(modele, champ, len(depart))
        return (depart + REMPLISSAGE)[: max(combien - 1, len(depart))].rstrip(" ,") + ("." if champ != "titre" else "")

    def longue(obj):
        obj = copy.copy(obj)
        if not isinstance(obj, Fiche):
            obj.resume = texte(type(obj), "extrait", plaquette.excerpt(obj).rstrip("."))
        obj.titre = texte(type(obj), "titre", obj.titre)
        return obj

    listes = {
        nom: [longue(o) for o in getattr(plaquette, nom)]
        for nom in ("foundations", "missions", "principes", "strategies")
    }
    return replace(plaquette, **listes, steps={slug: longue(fiche) for slug, fiche in plaquette.steps.items()})


def titres(html: str) -> set[str]:
    """The headings of a document or of the brochure in a page."""
    corps = html[html.index("<h1") :]
    return {re.sub(r"<[^>]+>", "", titre).strip() for titre in re.findall(r"<h[1-6]\b.*?</h[1-6]>", corps, re.S)}


@pytest.fixture
def plaquette(db) -> Plaquette:
    return Plaquette.read()


@pytest.mark.parametrize("for_printer", [False, True])
def test_the_sheet_has_two_faces_light_accessible_and_lasting(plaquette, for_printer, tmp_path):
    rendu = rendre(plaquette, for_printer)
    assert rendu.pages == 2
    assert len(rendu.data) <= 100_000
    assert fautes(rendu.data, tmp_path / "plaquette.pdf") == []


@pytest.mark.parametrize("for_printer", [False, True])
def test_no_word_comes_near_a_fold_an_edge_or_another_word(plaquette, for_printer):
    assert deborde(rendre(plaquette, for_printer).data) == []


LONGUEURS = {
    "titles 20 % longer": lambda modele, champ, n: n * 6 // 5 if champ == "titre" else n,
    "titles and summaries at their limits": lambda modele, champ, n: LIMITS[modele][champ],
}


@pytest.mark.parametrize("longueur", LONGUEURS.values(), ids=LONGUEURS)
def test_longer_texts_still_hold_in_their_panels(plaquette, longueur):
    longue = allongee(plaquette, longueur)
    assert sum(len(o.titre) for o in longue.missions) > sum(len(o.titre) for o in plaquette.missions)
    rendu = rendre(longue)
    assert rendu.pages == 2
    assert deborde(rendu.data) == []
    assert list(longue.too_long()) == []


def test_texts_beyond_the_limits_are_named_and_seen(plaquette):
    longue = allongee(plaquette, lambda modele, champ, n: 2 * LIMITS[modele][champ])
    assert len(list(longue.too_long())) == 2 * (3 + 3 + 8 + 3) + 3
    assert deborde(rendre(longue).data) != []


def test_an_ordinary_host_name_holds_too(plaquette, settings):
    settings.SITE_URL = "https://manuel.territoires-solidaires.exemple-de-federation.fr"
    octets = rendre(plaquette).data
    assert deborde(octets) == []
    assert "exemple-de-federation.fr" in texte_du_panneau(octets, 0, 2).replace(" ", "")


def test_each_panel_holds_its_own_part(plaquette):
    octets = rendre(plaquette).data
    attendus = {
        (0, 0): ["Commencer demain", *(f"fiche {fiche.numero}" for fiche in plaquette.steps.values())],
        (0, 1): [f"{plaquette.fiche_count} fiches pratiques", "ne reproduit ni", plaquette.site],
        (0, 2): ["Développer des territoires solidaires", plaquette.site],
        (1, 0): [obj.titre for obj in plaquette.foundations],
        (1, 1): [obj.titre for obj in (*plaquette.missions, *plaquette.strategies)],
        (1, 2): [obj.titre for obj in plaquette.principes],
    }
    for (face, panneau), textes in attendus.items():
        lu = re.sub(r"\s+", " ", texte_du_panneau(octets, face, panneau))
        assert [texte for texte in textes if texte not in lu] == [], (face, panneau)


def test_what_the_printer_gets(plaquette):
    for page in pikepdf.open(io.BytesIO(rendre(plaquette, for_printer=True).data)).pages:
        media, bleed, trim = (
            [float(x) / POINT for x in boite] for boite in (page.mediabox, page.bleedbox, page.trimbox)
        )
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([297, 210], abs=0.05)
        assert all(abs(b - t) >= 3 for b, t in zip(bleed, trim, strict=True))
        assert all(abs(m - b) >= 3 for m, b in zip(media, bleed, strict=True))  # the marks stand outside the bleed


def test_a_reader_at_home_gets_plain_a4(plaquette):
    for page in pikepdf.open(io.BytesIO(rendre(plaquette).data)).pages:
        assert [float(x) / POINT for x in page.mediabox] == pytest.approx([0, 0, 297, 210], abs=0.05)


def test_the_same_content_gives_the_same_bytes(plaquette):
    html = feuille(plaquette)
    assert feuille(Plaquette.read()) == html
    code = "import sys,hashlib; from pathlib import Path; from dts_platform.pdf.layout.engine import lay_out; "
    code += f"o=lay_out(sys.stdin.read(), ['css/plaquette.css'], Path({str(RACINE)!r})).octets; "
    code += "print(hashlib.sha256(o).hexdigest())"
    condenses = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=html.encode(),
            cwd=settings.BASE_DIR,
            env={"PYTHONHASHSEED": graine, "PATH": "", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for graine in ("1", "2")
    }
    assert condenses == {hashlib.sha256(part_of(plaquette_document(plaquette).sections[0]).data).hexdigest() + "\n"}


def test_it_is_read_in_few_queries(db, django_assert_num_queries):
    with django_assert_num_queries(7):
        plaquette = Plaquette.read()
    with django_assert_num_queries(2):  # what every document is printed with: references, glossary
        feuille(plaquette)


def test_a_change_by_an_editor_is_followed(plaquette):
    Principe.objects.filter(slug="cooperation").update(titre="Faire à plusieurs")
    html = feuille(Plaquette.read())
    assert "Faire à plusieurs" in html
    assert "La coopération" not in html


@pytest.mark.parametrize("slug", FIRST_STEPS)
def test_a_withdrawn_fiche_leaves_its_step_without_a_link(plaquette, slug):
    numero = plaquette.steps[slug].numero
    Fiche.objects.filter(slug=slug).update(statut=Statut.RETIRE)
    html = feuille(Plaquette.read())
    assert "Essayer" in html
    assert slug not in html
    assert f"/fiches/{numero}/" not in html
    assert f"{plaquette.fiche_count - 1}\u00a0fiches pratiques" in html


def test_an_empty_site_has_a_brochure_all_the_same(db):
    for modele in (Fiche, Repere):
        modele.objects.update(statut=Statut.BROUILLON)
    vide = replace(Plaquette.read(), missions=[], principes=[], strategies=[])
    assert not vide.foundations
    assert "0\u00a0fiche pratique" in feuille(vide)
    assert deborde(rendre(vide).data) == []


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Une phrase.\nUne autre.", "Une phrase."),
        ("Une phrase. Une autre.", "Une phrase."),
        ("Voir l’art. L. 5132-1 du Code. Puis la suite.", "Voir l’art. L. 5132-1 du Code."),
        ("Est-ce utile\u202f? Oui, dit-on.", "Est-ce utile\u202f?"),
        ("Une concurrence «\u202fresponsable\u202f». Elle dure.", "Une concurrence «\u202fresponsable\u202f»."),
        ("Du **gras** et un [lien](/fiches/). Rien.", "Du gras et un lien."),
        ("Sans point final", "Sans point final"),
        ("", ""),
    ],
)
def test_a_first_sentence_stops_where_a_reader_does(texte, attendu):
    assert first_sentence(texte) == attendu


@pytest.mark.parametrize("adresse", ["https://a.fr/", "https://manuel.territoires-solidaires.exemple.fr/"])
def test_the_drawing_of_the_code_is_the_code(adresse):
    code = QRCode.of(adresse)
    noirs = {
        (int(x) + n, int(y))
        for x, y, longueur in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path)
        for n in range(int(longueur))
    }
    matrice = segno.make(adresse, error="m", micro=False).matrix
    assert noirs == {(x + 4, y + 4) for y, ligne in enumerate(matrice) for x, noir in enumerate(ligne) if noir}
    assert code.side == len(matrice) + 8


class TestAdresses:
    """What the site answers; the page and the sheet from one source."""

    def test_the_page_and_the_sheet_say_the_same_titles(self, visiteur):
        page = visiteur.get("/plaquette/").content.decode()
        article = page[page.index("<article") : page.index("</article>")]
        assert titres(article) == titres(feuille(Plaquette.read()))
        assert len(titres(article)) > 25

    def test_both_versions_are_served(self, visiteur):
        tailles = set()
        for adresse in ("/plaquette.pdf", "/plaquette/imprimeur.pdf"):
            reponse = visiteur.get(adresse)
            assert reponse.headers["Content-Type"] == "application/pdf"
            tailles.add(len(reponse.content))
            assert adresse in visiteur.get("/plaquette/").content.decode()
        assert len(tailles) == 2

    def test_the_short_addresses_printed_lead_to_their_fiches(self, visiteur):
        html = feuille(Plaquette.read())
        for slug in FIRST_STEPS:
            fiche = Fiche.objects.get(slug=slug)
            assert f"/fiches/{fiche.numero}/<" in html
            assert f'href="{absolute(fiche.get_absolute_url())}"' in html
            assert visiteur.get(f"/fiches/{fiche.numero}/").headers["Location"] == fiche.get_absolute_url()

    @pytest.mark.parametrize("numero", ["0", "999", "9" * 40])
    def test_a_number_without_public_fiche_is_not_found(self, visiteur, numero):
        assert visiteur.get(f"/fiches/{numero}/").status_code == 404

    def test_a_withdrawn_fiche_has_no_short_address(self, visiteur):
        Fiche.objects.filter(numero=1).update(statut=Statut.RETIRE)
        assert visiteur.get("/fiches/1/").status_code == 404
