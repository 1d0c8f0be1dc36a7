"""The documents as bytes: exact page numbers, accessible, lasting, the same each time, and no way out."""

import io
import re
import subprocess
import sys
from pathlib import Path

import page as validateur
import pikepdf
import pytest
from django.conf import settings
from django.core.management import call_command

from dts_platform.core.pdf import RenduImpossible, render_in_child, render_pdf
from experiences.models import Experience
from fiches import publishing
from fiches.documents import ExperienceDocument, FicheDocument, Manuel, OutilDocument, resolve_links
from fiches.models import DocumentConstruit, Fiche

RACINE = publishing.RACINE
FEUILLES = publishing.FEUILLES


def page_html(corps: str) -> str:
    return f"<!doctype html><html lang=fr><head><title>Essai</title><meta name=author content=x></head><body>{corps}</body></html>"


def rendre(corps: str):
    return render_pdf(page_html(corps), FEUILLES, RACINE)


def textes(octets: bytes) -> list[str]:
    """The text of each page, read by a program that complains of nothing."""
    lecture = subprocess.run(["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True)
    assert lecture.stderr == b""
    return lecture.stdout.decode().split("\f")[:-1]


def hors_marges(octets: bytes, marge: float = 36.0) -> list[str]:
    """The words that run past the sides of the sheet, less than `marge` points from its edges."""
    commande = ["pdftotext", "-bbox", "-", "-"]
    sortie = subprocess.run(commande, input=octets, capture_output=True, check=True).stdout.decode()
    mots = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">([^<]*)<', sortie)
    return [mot for gauche, droite, mot in mots if float(gauche) < marge or float(droite) > 595.3 - marge]


def fautes(octets: bytes, tmp_path: Path) -> list[str]:
    """What two norms find wrong in a document."""
    fichier = tmp_path / "essai.pdf"
    fichier.write_bytes(octets)
    return [
        f"{profil} {faute.rule_id} {faute.message}"
        for profil in ("ua1", "2a")
        for faute in validateur.validate_pdf(str(fichier), profile=profil).failures
    ]


class TestBytes:
    def test_page_numbers_are_written_and_right(self):
        cibles = "".join(
            f'<li><a href="#c{n}">Texte {n}</a> <span class="folio" data-cible="c{n}">000</span></li>'
            for n in range(40)
        )
        corps = "".join(f'<h2 id="c{n}" style="break-before: page">Chapitre {n}.</h2><p>mot</p>' for n in range(40))
        rendu = rendre(f'<h1 data-tete="Essai">Essai</h1><ul>{cibles}</ul>{corps}')
        pages = textes(rendu.octets)
        lus = {int(n): int(p) for n, p in re.findall(r"Texte (\d+)\s+(\d+)", "\n".join(pages[:2]))}
        assert len(lus) == 40
        assert all(f"Chapitre {n}." in pages[p - 1] for n, p in lus.items())

    def test_an_anchor_is_where_its_text_begins(self):
        rendu = rendre(f'<h1 data-tete="x">T</h1><section id="long">{"<p>ligne</p>" * 200}</section>')
        assert rendu.pages > 2
        assert rendu.ancres["long"] == 1

    def test_a_reference_to_nothing_is_refused(self):
        with pytest.raises(RenduImpossible, match="absente"):
            rendre('<h1 data-tete="x">T</h1><p><span class="folio" data-cible="absente">000</span></p>')

    def test_the_same_html_gives_the_same_bytes(self):
        html = page_html('<h1 data-tete="x">Même</h1><p>Même texte, mêmes octets.</p>')
        code = "import sys,hashlib; from pathlib import Path; from dts_platform.core.pdf import render_pdf; "
        code += f"print(hashlib.sha256(render_pdf({html!r}, {FEUILLES!r}, Path({str(RACINE)!r})).octets).hexdigest())"
        condenses = {
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=settings.BASE_DIR,
                env={"PYTHONHASHSEED": graine, "PATH": ""},
                capture_output=True,
                check=True,
            ).stdout
            for graine in ("1", "2")
        }
        assert len(condenses) == 1

    @pytest.mark.parametrize(
        "corps",
        [
            '<img src="file:///etc/passwd" alt="x">',
            '<img src="http://127.0.0.1:9/x.png" alt="x">',
            '<img src="projet:../dts_platform/settings.py" alt="x">',
            '<link rel="attachment" href="file:///etc/passwd">',
            '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
            '<object data="file:///etc/passwd"></object>',
        ],
    )
    def test_a_hostile_text_reads_no_file_and_no_network(self, corps):
        with pytest.raises(RenduImpossible, match="refus"):
            rendre(f'<h1 data-tete="x">T</h1><p>texte</p>{corps}')

    def test_a_text_without_end_is_stopped(self, monkeypatch):
        monkeypatch.setattr("dts_platform.core.pdf.CPU_SECONDS", 3)
        bombe = '<table><tr><td colspan="1000000">x</td></tr></table>'
        with pytest.raises(RenduImpossible):
            render_in_child(page_html(f'<h1 data-tete="x">T</h1>{bombe}'), FEUILLES, RACINE)


@pytest.mark.parametrize(
    ("html", "attendu"),
    [
        (
            '<a href="/fiches/a/">fiche 1</a>',
            '<a href="#fiche-a">fiche 1</a><span class="renvoi"> (p.\u00a0<span class="folio" data-cible="fiche-a">000</span>)</span>',
        ),
        ('<a href="/missions/m/">mission</a>', '<a href="#mission-m">mission</a>'),
        ('<a href="/fiches/z/">fiche 9</a>', f'<a href="{settings.SITE_URL}/fiches/z/">fiche 9</a>'),
        ('<a class="terme" href="#mot-iae">IAE</a>', '<a class="terme" href="#mot-iae">IAE</a>'),
        ('<a href="https://a.fr/">x</a>', '<a href="https://a.fr/">x</a>'),
    ],
)
def test_links_of_the_site_become_links_of_the_document(html, attendu):
    assert resolve_links(html, {"/fiches/a/": "fiche-a", "/missions/m/": "mission-m"}) == attendu


@pytest.mark.django_db
class TestDocuments:
    @pytest.fixture
    def fiche(self):
        return Fiche.objects.published().with_everything().get(numero=13)

    def test_a_fiche_is_accessible_and_lasting(self, fiche, tmp_path):
        rendu = render_pdf(FicheDocument.of(fiche).html(), FEUILLES, RACINE)
        assert fautes(rendu.octets, tmp_path) == []
        pdf = pikepdf.open(io.BytesIO(rendu.octets))
        marques = [o for p in pdf.pages for o in pikepdf.parse_content_stream(p) if str(o.operator) == "BDC"]
        assert marques
        assert all(isinstance(marque.operands[1], (pikepdf.Dictionary, pikepdf.Name)) for marque in marques)
        assert "Créer une ressourcerie" in textes(rendu.octets)[0]

    def test_a_tool_and_an_experience_are_too(self, fiche, tmp_path):
        experience = Experience.objects.published().with_everything().get(slug="groupe-archer-pole-sud")
        for document in (OutilDocument.of(fiche), ExperienceDocument.of(experience)):
            assert fautes(render_pdf(document.html(), FEUILLES, RACINE).octets, tmp_path) == []

    def test_a_fiche_is_read_in_order(self, fiche):
        octets = render_pdf(FicheDocument.of(fiche).html(), FEUILLES, RACINE).octets
        pdf = pikepdf.open(io.BytesIO(octets))
        sortes: list[str] = []

        def walk(element):
            for enfant in element if isinstance(element, pikepdf.Array) else [element]:
                if isinstance(enfant, pikepdf.Dictionary) and "/S" in enfant:
                    sortes.append(str(enfant.S))
                    if "/K" in enfant:
                        walk(enfant.K)

        walk(pdf.Root.StructTreeRoot.K)
        titres = [sorte for sorte in sortes if re.fullmatch(r"/H\d", sorte)]
        assert titres[0] == "/H1"
        assert titres.count("/H1") == 1
        assert all(int(apres[2]) <= int(avant[2]) + 1 for avant, apres in zip(titres, titres[1:], strict=False))
        assert {"/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/P"} <= set(sortes)
        assert str(pdf.Root.Lang) == "fr"

    def test_a_document_is_built_once_per_state(self, client, fiche, monkeypatch):
        construits = []
        original = publishing.render_in_child
        monkeypatch.setattr(publishing, "render_in_child", lambda *a: construits.append(1) or original(*a))
        premiere = client.get("/fiches/creer-une-ressourcerie.pdf")
        assert premiere.headers["Content-Type"] == "application/pdf"
        octets = b"".join(premiere.streaming_content)
        assert octets.startswith(b"%PDF")
        seconde = client.get("/fiches/creer-une-ressourcerie.pdf")
        assert b"".join(seconde.streaming_content) == octets
        assert (
            client.get(
                "/fiches/creer-une-ressourcerie.pdf", headers={"If-None-Match": premiere.headers["ETag"]}
            ).status_code
            == 304
        )
        assert len(construits) == 1
        fiche.resume = "Un autre résumé."
        fiche.save()
        troisieme = client.get("/fiches/creer-une-ressourcerie.pdf")
        assert troisieme.headers["ETag"] != premiere.headers["ETag"]
        assert "Un autre résumé." in textes(b"".join(troisieme.streaming_content))[0]
        assert len(construits) == 2

    def test_a_damaged_file_is_built_again(self, client):
        b"".join(client.get("/fiches/creer-une-ressourcerie/outil.pdf").streaming_content)
        construit = DocumentConstruit.objects.get()
        Path(construit.fichier.path).write_bytes(b"%PDF abime")
        assert (
            len(b"".join(client.get("/fiches/creer-une-ressourcerie/outil.pdf").streaming_content)) == construit.taille
        )

    def test_a_document_that_cannot_be_made_says_so(self, client, monkeypatch):
        def refuse(*args):
            raise RenduImpossible("non")

        monkeypatch.setattr(publishing, "render_in_child", refuse)
        reponse = client.get("/fiches/creer-une-ressourcerie.pdf")
        assert reponse.status_code == 503
        assert "n’a pas pu être préparé" in reponse.content.decode()

    def test_a_crowd_waiting_for_a_document_leaves_the_pages_free(self, client, monkeypatch):
        from contextlib import ExitStack

        with ExitStack() as pile:
            for _ in range(2):
                pile.enter_context(publishing._few_waiting("fiche-13-creer-une-ressourcerie"))
            reponse = client.get("/fiches/creer-une-ressourcerie.pdf")
            assert reponse.status_code == 503
            assert reponse.headers["Retry-After"] == "60"
            assert "Document en préparation" in reponse.content.decode()
        assert b"".join(client.get("/fiches/creer-une-ressourcerie.pdf").streaming_content).startswith(b"%PDF")

    def test_a_fiche_without_tool_has_no_tool_sheet(self, client, fiche):
        fiche.outil.imprimable = False
        fiche.outil.save()
        assert client.get("/fiches/creer-une-ressourcerie/outil.pdf").status_code == 404
        assert "outil.pdf" not in client.get("/fiches/creer-une-ressourcerie/").content.decode()
        fiche.outil.delete()
        assert client.get("/fiches/creer-une-ressourcerie/outil.pdf").status_code == 404
        assert client.get("/fiches/creer-une-ressourcerie/").status_code == 200
        assert client.get("/manuel/").status_code == 200
        Manuel.read().html()

    def test_the_command_builds_and_reports(self, capsys):
        call_command("build_documents", only=["outil-13"])
        assert re.search(r"outil-13-creer-une-ressourcerie\s+[12] p\.\s+\d+ ko", capsys.readouterr().out)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_tool_prints_on_one_or_two_pages():
    """Renders the fifty-two tools: about a minute."""
    fiches = Fiche.objects.published().with_everything()
    pages = {fiche.slug: render_pdf(OutilDocument.of(fiche).html(), FEUILLES, RACINE).pages for fiche in fiches}
    assert {slug: combien for slug, combien in pages.items() if combien > 2} == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_manual(tmp_path):
    """Lays out some 420 pages: more than a minute."""
    manuel = Manuel.read()
    rendu = render_pdf(manuel.html(), FEUILLES, RACINE)
    assert fautes(rendu.octets, tmp_path) == []
    pages = [re.sub(r"\s+", " ", page) for page in textes(rendu.octets)]
    assert len(pages) == rendu.pages
    for fiche in manuel.fiches:
        assert f"Fiche {fiche.numero}" in pages[rendu.ancres[f"fiche-{fiche.slug}"] - 1]
    sommaire = " ".join(pages[2:8])
    for fiche in manuel.fiches:
        imprime = re.search(rf"{fiche.numero:02d}\. {re.escape(fiche.titre[:20])}.*? (\d+) ", sommaire)
        assert int(imprime[1]) == rendu.ancres[f"fiche-{fiche.slug}"], fiche
    renvois = [
        (int(n), int(p))
        for page in pages
        for n, p in re.findall(r"fiche (\d+)(?:, [^()]{5,90}?)? \(p\. (\d+) ?\)", page)
    ]
    numeros = {fiche.numero: rendu.ancres[f"fiche-{fiche.slug}"] for fiche in manuel.fiches}
    assert len(renvois) > 100
    assert [(n, p) for n, p in renvois if numeros[n] != p] == []
    brut = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=rendu.octets, capture_output=True, check=True
    ).stdout.decode()
    index = re.sub(r"\s+", " ", " ".join(brut.split("\f")[rendu.ancres["index"] - 1 :]))
    entrees = [(int(n), int(p)) for n, p in re.findall(r"\b(\d\d)\. [^\d]+?, p\. (\d+)", index)]
    assert len(entrees) > 400
    assert [(n, p) for n, p in entrees if numeros[n] != p] == []
    for numero, page in enumerate(pages[1:], 2):
        assert re.search(rf"\b{numero} / {rendu.pages}\b", page), numero
    assert hors_marges(rendu.octets) == []
    pdf = pikepdf.open(io.BytesIO(rendu.octets))
    with pdf.open_outline() as plan:
        assert len(plan.root) >= 9
