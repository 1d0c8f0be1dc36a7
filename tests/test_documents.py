"""Each kind of document: accessible, lasting, light, read in order, with our letters, and the same each time."""

import hashlib
import json
import os
import re
import subprocess
import sys
from html import unescape

import pytest
from django.conf import settings

from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.collection import fiches_prolonging
from fiches.documents.livret import Livret
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import Document, experience_document, fiche_document, outil_document, resolve_links
from fiches.models import Fiche
from tests.documents import STATIC_FOLDER, ecritures_etrangeres, fautes, ouvrir, part_of, rendre, signets, textes
from tests.structure import Lecture, fautes_de_structure, serre

pytestmark = pytest.mark.django_db

LOURDE_FICHE, LOURDE_PLAQUETTE = 60_000, 100_000
SLUG = "creer-une-ressourcerie"


def fiche(numero: int = 13) -> Fiche:
    return Fiche.objects.published().with_everything().get(numero=numero)


def experience(slug: str = "groupe-archer-pole-sud") -> Experience:
    return Experience.objects.published().with_everything().with_crossings().get(slug=slug)


def de_l_experience() -> Document:
    obj = experience()
    return experience_document(obj, fiches_prolonging([obj])[obj.pk])


def livret() -> Document:
    textes_choisis = [fiche(13), experience(), fiche(2), experience("groupe-ulisse-ressourcerie")]
    return Livret.of(textes_choisis, "Réunion de mardi", "Un mot pour le groupe.").document()


SORTES = {
    "fiche": lambda: fiche_document(fiche()),
    "outil": lambda: outil_document(fiche()),
    "experience": de_l_experience,
    "plaquette": lambda: plaquette_document(Plaquette.read()),
    "for_printer": lambda: plaquette_document(Plaquette.read(), for_printer=True),
    "livret": livret,
}


@pytest.mark.parametrize("document", SORTES.values(), ids=SORTES)
class TestEveryKind:
    def test_it_is_accessible_and_lasting(self, document, tmp_path):
        assert fautes(rendre(document()).data, tmp_path / "essai.pdf") == []

    def test_its_letters_are_ours_and_embedded(self, document):
        assert ecritures_etrangeres(ouvrir(rendre(document()).data)) == []

    def test_its_tags_lead_from_content_to_element_and_back(self, document):
        assert Lecture(ouvrir(rendre(document()).data)).aller_retour() == []

    def test_it_says_what_it_is(self, document):
        document = document()
        pdf = ouvrir(rendre(document).data)
        assert str(pdf.docinfo["/Title"]) == document.title
        assert document.title in pdf.Root.Metadata.read_bytes().decode().replace("&amp;", "&")
        assert str(pdf.docinfo["/Subject"]).strip()
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


@pytest.mark.parametrize("sorte", ["fiche", "experience", "livret"])
def test_the_tags_of_a_text_say_what_it_is(sorte):
    document = SORTES[sorte]()
    lecture = Lecture(ouvrir(rendre(document).data))
    assert fautes_de_structure(lecture, len(document.sections)) == []
    assert {"L", "LI", "Lbl", "LBody", "Link", "P", "H2"} <= {e.sorte for e in lecture.arbre.descendants()}


def mots_du_html(html: str) -> str:
    """What a body says."""
    corps = re.sub(r"<(head|svg)\b.*?</\1>", "", html, flags=re.S)
    corps = re.sub(r'<span class="hors-ecran">.*?</span>', "", corps, flags=re.S)  # what the link already says
    return serre(unescape(re.sub(r"<[^>]*>", "", corps)))


@pytest.mark.parametrize("sorte", ["fiche", "experience"])
def test_a_text_is_read_in_its_own_order_and_whole(sorte):
    document = SORTES[sorte]()
    lecture = Lecture(ouvrir(rendre(document).data))
    # Numbers and dots of lists are drawn by the style sheet.
    lu = "".join(lecture.contenus[lieu] for lieu in lecture.arbre.lieux(sans=("Lbl",)))
    assert serre(lu) == mots_du_html(document.sections[0].html)


@pytest.mark.parametrize("sorte", ["fiche", "experience", "outil"])
def test_page_furniture_is_seen_and_not_read(sorte):
    document = SORTES[sorte]()
    octets = rendre(document).data
    lecture = Lecture(ouvrir(octets))
    pages = textes(octets)
    dits = lecture.texte(lecture.arbre)
    (morceau,) = document.sections
    for numero, page in enumerate(pages, 1):
        assert page.startswith(" ".join(morceau.running_heads[0].split()))
        assert re.search(rf"{re.escape(document.foot)} ?{numero} ?/ ?{len(pages)}$", page)
    assert document.foot not in dits
    assert sum(a.sorte == "/Pagination" for a in lecture.artifacts) == 2 * len(pages)
    assert [a for a in lecture.artifacts if a.sorte != "/Pagination" and a.texte.strip()] == []


def test_its_own_titles_are_the_bookmarks_of_a_text_alone():
    pdf = ouvrir(rendre(fiche_document(fiche())).data)
    marques = signets(pdf)
    assert [niveau for niveau, *_ in marques] == [1] + [2] * (len(marques) - 1)
    lecture = Lecture(pdf)
    pages = {lecture.texte(titre): next(titre.lieux())[0] for titre in lecture.arbre.trouve("H1", "H2")}
    lus = {serre(titre): page for titre, page in pages.items()}
    assert {serre(titre): page for _, titre, page in marques} == lus
    assert {"Les étapes", "Points de vigilance", "Références"} <= {titre for _, titre, _ in marques}


@pytest.mark.parametrize("numero", [1, 13, 52])
def test_a_fiche_is_light(numero):
    assert len(rendre(fiche_document(fiche(numero))).data) <= LOURDE_FICHE


@pytest.mark.parametrize("for_printer", [False, True])
def test_the_brochure_is_light(for_printer):
    assert len(rendre(plaquette_document(Plaquette.read(), for_printer)).data) <= LOURDE_PLAQUETTE


@pytest.mark.slow
def test_every_fiche_is_light_and_in_our_letters():
    """Lays out the fifty-two fiches: half a minute."""
    fautifs = {}
    for obj in Fiche.objects.published().with_everything():
        octets = rendre(fiche_document(obj)).data
        etrangeres = ecritures_etrangeres(ouvrir(octets))
        if etrangeres or len(octets) > LOURDE_FICHE:
            fautifs[obj.numero] = (len(octets), etrangeres)
    assert fautifs == {}


AILLEURS = """
import hashlib, json, sys
from pathlib import Path
from dts_platform.core.pdf.assembly import assemble
from dts_platform.core.pdf.layout import lay_out
from dts_platform.core.pdf.parts import Etiquette, Piece
demande = json.load(sys.stdin)
racine = Path(demande["racine"])
for html in demande["avant"]:
    lay_out(html, ["css/impression.css"], racine)
parts = [lay_out(m["html"], m["feuilles"], racine, m["signes"]) for m in demande["morceaux"]]
pieces = [Piece(p, m["titre"], m["niveau"], m["detail"], m["tetes"], m["adresses"]) for p, m in zip(parts, demande["morceaux"])]
rendu = assemble(pieces, Etiquette(**demande["etiquette"]), racine / "fonts")
print([hashlib.sha256(o).hexdigest() for o in (*(p.dump() for p in parts), rendu.octets)])
"""


@pytest.mark.parametrize("sorte", ["outil", "plaquette", "livret"])
def test_the_same_content_gives_the_same_bytes_in_any_process(sorte):
    document = SORTES[sorte]()
    ici = [part_of(morceau).dump() for morceau in document.sections] + [rendre(document).data]
    demande = {
        "racine": str(STATIC_FOLDER),
        "avant": [],
        "morceaux": [vars(morceau) for morceau in document.sections],
        "etiquette": vars(document.info),
    }
    chaud = {**demande, "avant": [fiche_document(fiche(1)).sections[0].html]}  # a workshop that made something else
    for graine, fuseau, voulu in (("1", "UTC", demande), ("4242", "Asia/Tokyo", chaud)):
        resultat = subprocess.run(
            [sys.executable, "-c", AILLEURS],
            input=json.dumps(voulu),
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": graine, "TZ": fuseau, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert resultat.stdout.strip() == str([hashlib.sha256(octets).hexdigest() for octets in ici]), (graine, fuseau)


@pytest.mark.parametrize("fuseau", ["Pacific/Kiritimati", "America/Adak"])
def test_the_date_of_a_document_is_that_of_its_text_wherever_the_server_is(settings, monkeypatch, fuseau):
    avant = fiche_document(fiche()).info
    monkeypatch.setenv("TZ", fuseau)
    assert fiche_document(fiche()).info == avant


RENVOI = '\u00a0<span class="folio renvoi" data-forme="renvoi" data-cible="{}">(p.\u00a0000)</span>'


@pytest.mark.parametrize(
    ("html", "seul", "renvoi"),
    [
        ('<a href="/fiches/a/">fiche 1</a>', f'<a href="{settings.SITE_URL}/fiches/a/">fiche 1</a>', "/fiches/a/"),
        ('<a href="/experiences/e/">e</a>', f'<a href="{settings.SITE_URL}/experiences/e/">e</a>', "/experiences/e/"),
        ('<a href="/missions/m/">mission</a>', f'<a href="{settings.SITE_URL}/missions/m/">mission</a>', ""),
        ('<a href="/fiches/?q=a">liste</a>', f'<a href="{settings.SITE_URL}/fiches/?q=a">liste</a>', ""),
        ('<a href="/fiches/a.pdf">pdf</a>', f'<a href="{settings.SITE_URL}/fiches/a.pdf">pdf</a>', ""),
        ('<a class="x" href="#ancre" lang="fr">x</a>', '<a class="x" href="#ancre" lang="fr">x</a>', ""),
        ('<a href="https://a.fr/">x</a>', '<a href="https://a.fr/">x</a>', ""),
    ],
)
def test_links_of_the_site_become_full_addresses_and_those_of_texts_get_a_page(html, seul, renvoi):
    assert resolve_links(html, renvois=False) == seul
    assert resolve_links(html, renvois=True) == seul + (RENVOI.format(absolute(renvoi)) if renvoi else "")


def test_a_word_of_the_glossary_leads_to_the_glossary_of_the_document():
    html = '<a class="terme" href="#mot-iae">IAE</a>'
    assert resolve_links(html, renvois=False) == html
    adresse = absolute("/reperes/glossaire/#mot-iae")
    assert resolve_links(html, renvois=True) == f'<a class="terme" href="{adresse}">IAE</a>'
    assert adresse in {a for morceau in Manuel.read().document().sections for a in morceau.answers_for}


def test_a_fiche_without_tool_has_no_tool_sheet(client):
    obj = fiche()
    obj.outil.imprimable = False
    obj.outil.save()
    assert client.get(f"/fiches/{SLUG}/outil.pdf").status_code == 404
    assert "outil.pdf" not in client.get(f"/fiches/{SLUG}/").content.decode()
    obj.outil.delete()
    assert client.get(f"/fiches/{SLUG}/outil.pdf").status_code == 404
    assert client.get(f"/fiches/{SLUG}/").status_code == 200
    assert client.get("/manuel/").status_code == 200
    assert 'class="outil' not in fiche_document(fiche()).sections[0].html
    assert Manuel.read().document().sections


@pytest.mark.slow
def test_every_tool_prints_on_one_or_two_pages():
    """Lays out the fifty-two tools: half a minute."""
    fiches = Fiche.objects.published().with_everything()
    pages = {obj.slug: rendre(outil_document(obj)).pages for obj in fiches}
    assert {slug: combien for slug, combien in pages.items() if combien > 2} == {}
