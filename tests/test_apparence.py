"""What the documents look like, compared with stored pictures. `make pictures` draws them again: look before you commit."""

import io
import os
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image, ImageChops, ImageFilter

from experiences.models import Experience
from fiches.documents.build import BuildPlan
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import Document, outil_document
from fiches.models import Fiche
from missions.models import Repere

IMAGES = Path(__file__).parent / "apparence"
POINTS_PAR_POUCE, REDUCTION = 150, 3  # drawn fine, then kept at two pixels a millimetre: edges weigh less
CARREAU = 8  # pixels: four millimetres
TOLERANCE = 20  # of 255, in the worst square: another drawing program differs by 16, a block moved by 3 mm by 26
JOUR = datetime(2026, 1, 15, 12, tzinfo=timezone.get_default_timezone())

pytestmark = pytest.mark.django_db


def of_that_day(*textes) -> None:
    """Give texts the date of the pictures."""
    for texte in textes:
        texte.modifie_le = JOUR
        if texte.verifie_le:
            texte.verifie_le = JOUR.date()


def fiche() -> Fiche:
    lue = Fiche.objects.published().with_everything().get(numero=13)
    of_that_day(lue)
    return lue


def manuel(titre: str) -> Document:
    """One piece of the manual, by its title."""
    lu = Manuel.read()
    of_that_day(*lu.reperes, *lu.fiches, *lu.experiences)
    document = replace(lu, date=JOUR).document()
    return replace(document, sections=[morceau for morceau in document.sections if morceau.title == titre])


DOCUMENTS = {
    "manuel-couverture": lambda: manuel("Couverture"),
    "manuel-partie-2": lambda: manuel("Partie 2 · Créer des activités et contribuer au développement économique"),
    "manuel-fiche-13": lambda: manuel("Fiche 13 · Créer une ressourcerie"),
    "plaquette": lambda: plaquette_document(replace(Plaquette.read(), date=JOUR)),
    "outil-13": lambda: outil_document(fiche()),
}


@pytest.fixture(autouse=True)
def _one_address(settings):
    settings.SITE_URL = "https://manuel.example"


def drawn(octets: bytes, programme: str = "pdftoppm") -> Image.Image:
    """The first page of a PDF as a picture."""
    commande = [programme, "-r", str(POINTS_PAR_POUCE), "-png", "-f", "1", "-l", "1", "-singlefile", "-", "-"]
    if programme == "pdftoppm":
        del commande[-1]  # writes there when it is not told where
    sortie = subprocess.run(commande, input=octets, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(sortie)).convert("RGB").reduce(REDUCTION)


def rendered(document: Document, ajout: Path | None = None) -> bytes:
    """The PDF of a document, with one more style sheet if one is given."""
    if ajout:
        sections = [replace(m, stylesheets=(*m.stylesheets, str(ajout))) for m in document.sections]
        document = replace(document, sections=sections)
    return BuildPlan(document).render()[0].data


def distance(une: Image.Image, autre: Image.Image) -> int:
    """How far two pictures are in the square where they differ most, from 0 to 255; edges are softened first."""
    if une.size != autre.size:
        return 255
    floues = [image.filter(ImageFilter.GaussianBlur(1.5)) for image in (une, autre)]
    ecarts = ImageChops.difference(*floues).reduce(CARREAU)
    return max(haut for _, haut in ecarts.getextrema())


def stored(nom: str) -> Image.Image:
    return Image.open(IMAGES / f"{nom}.png").convert("RGB")


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_a_document_looks_as_its_picture(nom, tmp_path):
    vue = drawn(rendered(DOCUMENTS[nom]()))
    if os.environ.get("REGENERER"):
        vue.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{nom}.png", optimize=True)
    vue.save(tmp_path / f"{nom}.png")
    ecart = distance(vue, stored(nom))
    assert ecart <= TOLERANCE, f"écart de {ecart} : comparer {tmp_path / nom}.png à {IMAGES / nom}.png"


def test_no_picture_is_left_behind():
    assert {fichier.stem for fichier in IMAGES.glob("*.png")} == set(DOCUMENTS)


@pytest.mark.parametrize("nom", ["manuel-couverture", "manuel-partie-2", "outil-13"])
def test_another_day_looks_the_same(nom):
    for modele in (Fiche, Experience, Repere):
        modele.objects.update(modifie_le=datetime(2031, 12, 31, tzinfo=JOUR.tzinfo))
    assert distance(drawn(rendered(DOCUMENTS[nom]())), stored(nom)) <= TOLERANCE


@pytest.mark.parametrize("nom", ["manuel-partie-2", "manuel-fiche-13"])
def test_another_way_of_smoothing_edges_looks_the_same(nom):
    """Cairo draws in place of Splash: two versions of one program are nearer than these two."""
    octets = rendered(DOCUMENTS[nom]())
    autre = drawn(octets, "pdftocairo")
    assert drawn(octets).tobytes() != autre.tobytes()
    assert distance(autre, stored(nom)) <= TOLERANCE


@pytest.mark.parametrize(
    ("nom", "style"),
    [
        ("manuel-partie-2", ".intercalaire ul { position: relative; top: 3mm }"),
        ("manuel-partie-2", ".intercalaire ul { position: relative; left: 3mm }"),
        ("manuel-partie-2", '.intercalaire h1 { font-family: "Territoires Sans" }'),
        ("manuel-partie-2", ".intercalaire { --accent: #14615c }"),
        ("manuel-fiche-13", ".chapeau { position: relative; left: 3mm }"),
        ("manuel-fiche-13", ".facile { position: relative; top: 3mm }"),
        ("manuel-fiche-13", ".chapeau { font-style: normal }"),
        ("manuel-fiche-13", 'html { font-family: "Absente" }'),
    ],
)
def test_a_block_moved_or_another_face_is_seen(nom, style, tmp_path):
    ajout = tmp_path / "essai.css"
    ajout.write_text(style)
    assert distance(drawn(rendered(DOCUMENTS[nom](), ajout)), stored(nom)) > TOLERANCE
