"""The manual and the booklets that readers make: every printed number is right, whatever the texts and their order."""

import random
import re
from collections import Counter

import pytest

from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.livret import Livret
from fiches.documents.manuel import Manuel
from fiches.documents.printing import Document
from fiches.models import Fiche
from tests.documents import (
    ecritures_etrangeres,
    fautes,
    mots,
    ouvrir,
    pieces_of,
    rangs_des_pages,
    rendre,
    signets,
    textes,
)
from tests.structure import Lecture, fautes_de_structure, serre

LOURD = 2_500_000
NON_IMPRIME = re.compile(r'<head.*?</head>|<span class="hors-ecran">.*?</span>|<[^>]*>', re.S)
_IMPRIME = re.compile(r"^(?:\s*\(p\.\s(\d+)\)|,\sp\.\s(\d+)|\s*(\(en\sligne\))|,\sp\.\s(–))")


def debuts_de(document: Document, rendu) -> dict[str, int]:
    """The page, from 1, on which each address of a document begins; the first piece that answers for it wins."""
    debuts: dict[str, int] = {}
    for piece, debut in zip(pieces_of(document), rendu.starts, strict=True):
        for adresse, anchor in piece.answers_for.items():
            debuts.setdefault(adresse, debut + (piece.part.anchors[anchor][0] if anchor else 0))
    return debuts


def _target(lien) -> str:
    """Where a link leads; empty for what is no link."""
    return "" if lien is None else str(lien.A.URI) if "/A" in lien else repr(lien.Dest[0].objgen) + str(lien.Dest[3])


def liens_et_numeros(lecture: Lecture) -> list[tuple[object, str, str]]:
    """Each link in reading order: its annotation, its words, and the page printed beside it (empty when none)."""
    suite: list[list] = []
    for texte, lien in lecture.suite(lecture.arbre):
        if suite and _target(suite[-1][0]) == _target(lien):  # a link over two pages is two annotations
            suite[-1][1] += texte
        else:
            suite.append([lien, texte])
    trouves = []
    for rang, (lien, texte) in enumerate(suite):
        if lien is None:
            continue
        apres = suite[rang + 1][1] if rang + 1 < len(suite) and suite[rang + 1][0] is None else ""
        imprime = _IMPRIME.match(apres)
        trouves.append((lien, texte, " ".join(next(filter(None, imprime.groups())).split()) if imprime else ""))
    return trouves


def numeros_faux(document: Document, rendu) -> tuple[list, Counter]:
    """The links that do not lead, or are not printed, where they should; how many of each kind were right."""
    pdf = ouvrir(rendu.data)
    lecture, rangs, debuts = Lecture(pdf), rangs_des_pages(pdf), debuts_de(document, rendu)
    justes, faux, bons = set(debuts.values()), [], Counter()
    for lien, texte, imprime in liens_et_numeros(lecture):
        if "/Dest" in lien:
            page = rangs[lien.Dest[0].objgen] + 1
            bon = page in justes and imprime in ("", str(page))
        else:
            page = 0
            adresse = str(lien.A.URI)
            bon = adresse not in debuts and not imprime.isdigit()
            if adresse.startswith((absolute("/fiches/"), absolute("/experiences/"))) and imprime == "":
                bon = bon and texte.strip().startswith("http")  # its own address, in full
        bons["renvoi" if imprime.isdigit() else imprime or "sans page"] += bon
        if not bon:
            faux.append((texte, imprime, page))
    return faux, bons


@pytest.fixture(scope="module")
def manuel(django_db_setup, django_db_blocker):
    """The whole manual, laid out once: a minute."""
    with django_db_blocker.unblock():
        lu = Manuel.read()
        document = lu.document()
    rendu = rendre(document)
    return lu, document, rendu


@pytest.fixture(scope="module")
def pages(manuel) -> list[str]:
    return textes(manuel[2].data)


@pytest.fixture(scope="module")
def lecture(manuel) -> Lecture:
    return Lecture(ouvrir(manuel[2].data))


@pytest.mark.slow
@pytest.mark.xdist_group("manuel")
class TestManual:
    """All on one manual, laid out by the first test: a minute, and another to check it."""

    def test_it_is_accessible_and_lasting(self, manuel, tmp_path):
        assert fautes(manuel[2].data, tmp_path / "manuel.pdf") == []

    def test_it_is_light_and_its_pages_are_counted(self, manuel, pages):
        assert len(pages) == manuel[2].pages == sum(piece.part.pages for piece in pieces_of(manuel[1]))
        assert len(manuel[2].data) <= LOURD

    def test_each_text_begins_where_it_is_said_to(self, manuel, pages):
        lu, document, rendu = manuel
        textes_et_debuts = list(zip(document.sections, rendu.starts, strict=True))
        for morceau, debut in textes_et_debuts[1:]:  # the cover has no title of its own
            titre = serre(morceau.title).rpartition("·")[2][:18]  # its number stands beside it, between two lines
            assert titre in serre(pages[debut - 1]), morceau.title
        assert len(rendu.starts) > 100
        assert len(lu.fiches) == Counter(m.title.startswith("Fiche ") for m in document.sections)[True]

    def test_every_number_printed_beside_a_link_is_the_page_it_leads_to(self, manuel):
        faux, bons = numeros_faux(manuel[1], manuel[2])
        assert faux == []
        assert bons["renvoi"] > 1000
        assert bons["(en ligne)"] == 0  # the manual holds every text

    def test_references_read_from_the_page_are_right(self, manuel, pages):
        """The same, read from the drawn text by a program that knows nothing of links."""
        lu, document, rendu = manuel
        debuts = debuts_de(document, rendu)
        numeros = {f.numero: debuts[absolute(f.get_absolute_url())] for f in lu.fiches}
        tout = " ".join(pages[2:])  # how to use the manual has an example
        renvois = re.findall(r"fiche (\d+)(?:, [^()]{5,90}?)? \(p\. ?(\d+) ?\)", tout)
        assert len(renvois) > 100
        assert [(n, p) for n, p in renvois if numeros[int(n)] != int(p)] == []
        brut = textes(rendu.data, "-raw")
        index = " ".join(brut[debuts[absolute("/manuel/#index")] - 1 : debuts[absolute("/manuel/#sources")] - 1])
        entrees = re.findall(r"fiche (\d+), p\. ?(\d+)", index)
        assert len(entrees) > 400
        assert [(n, p) for n, p in entrees if numeros[int(n)] != int(p)] == []
        noms = {serre(e.nom): debuts[absolute(e.get_absolute_url())] for e in lu.experiences}
        lus = {nom: set(re.findall(rf"(?:;|^|\D){re.escape(nom)},p\.(\d+)", serre(index))) for nom in noms}
        assert {nom: p for nom, p in lus.items() if p and p != {str(noms[nom])}} == {}
        assert sum(map(bool, lus.values())) > 30

    def test_the_contents_and_the_dividers_name_every_text_with_its_page(self, manuel, lecture):
        lu, document, rendu = manuel
        debuts, titres = debuts_de(document, rendu), [morceau.title for morceau in document.sections]
        parties = lecture.arbre.elements
        sommaire = serre(lecture.texte(parties[titres.index("Sommaire")]))
        for rubrique in lu.contents:
            assert serre(rubrique.title) in sommaire
            for entree in rubrique.entries:
                assert f"{debuts[entree.url]}{serre(entree.label)}" in sommaire, entree
        for partie in lu.parties:
            divise = serre(lecture.texte(parties[titres.index(f"Partie {partie.numero} · {partie.titre}")]))
            for fiche in partie.fiches:
                debut = debuts[absolute(fiche.get_absolute_url())]
                assert re.search(
                    rf"{debut}{re.escape(serre(str(fiche)))}|{re.escape(serre(str(fiche)))},p\.{debut}\b", divise
                )

    def test_each_page_but_the_cover_has_its_head_and_its_foot(self, manuel, pages):
        _, document, rendu = manuel
        fins = [*rendu.starts[1:], rendu.pages + 1]
        for morceau, debut, fin in zip(document.sections, rendu.starts, fins, strict=True):
            for numero in range(debut, fin):
                page = serre(pages[numero - 1])
                if morceau.running_heads is None:
                    assert f"{numero}/{rendu.pages}" not in page
                    assert numero == 1
                else:
                    assert page.startswith(serre(morceau.running_heads[0]))
                    assert serre(morceau.running_heads[1])[:30] in page[: len(serre("".join(morceau.running_heads)))]
                    assert page.endswith(f"{numero}/{rendu.pages}")
                    assert serre(document.foot) in page

    def test_nothing_is_printed_outside_the_margins(self, manuel):
        dehors = [
            (numero, mot)
            for numero, page in enumerate(mots(manuel[2].data)[1:], 2)
            for gauche, haut, droite, bas, mot in page
            if gauche < 56 or droite > 595.3 - 56 or haut < 20 or bas > 841.9 - 20
        ]
        assert dehors == []

    def test_bookmarks_nest_and_lead_to_each_text(self, manuel):
        _, document, rendu = manuel
        attendus = [
            (m.level, m.title, debut - 1) for m, debut in zip(document.sections, rendu.starts, strict=True) if m.title
        ]
        assert signets(ouvrir(rendu.data)) == attendus
        assert Counter(niveau for niveau, *_ in attendus)[2] > 100

    def test_words_of_the_glossary_lead_to_their_definition(self, manuel):
        pdf = ouvrir(manuel[2].data)
        rangs, debuts = rangs_des_pages(pdf), debuts_de(manuel[1], manuel[2])
        glossaire = {page for adresse, page in debuts.items() if "#mot-" in adresse}
        menes = [a for p in pdf.pages for a in p.get("/Annots", ()) if "/Dest" in a]
        vers = [a for a in menes if rangs[a.Dest[0].objgen] + 1 in glossaire and float(a.Dest[3]) < 800]
        assert len(vers) > 100

    def test_its_tags_say_what_it_is(self, manuel, lecture):
        assert fautes_de_structure(lecture, len(manuel[1].sections)) == []

    def test_its_tags_lead_from_content_to_element_and_back(self, lecture):
        assert lecture.aller_retour() == []

    def test_page_furniture_is_seen_and_not_read(self, manuel, lecture):
        assert Counter(a.sorte for a in lecture.artifacts if a.texte) == {"/Pagination": 2 * (manuel[2].pages - 1)}
        assert f" / {manuel[2].pages}" not in lecture.texte(lecture.arbre)
        assert manuel[1].foot not in lecture.texte(lecture.arbre)

    def test_its_letters_are_ours_and_each_face_is_there_once(self, lecture):
        assert ecritures_etrangeres(lecture.pdf) == []
        noms = [str(o.BaseFont) for o in lecture.pdf.objects if _is_drawn(o)]
        assert Counter(noms).most_common(1)[0][1] == 1

    def test_a_hyphen_at_the_end_of_a_line_is_not_read_and_the_others_are(self, manuel, lecture):
        lu = lecture.texte(lecture.arbre)
        assert lu.count("\u00ad") > 200
        ecrit = sum(NON_IMPRIME.sub("", morceau.html).count("-") for morceau in manuel[1].sections)
        assert 0 <= lu.count("-") - ecrit < 10  # heads of tables are repeated on each page


def _is_drawn(obj) -> bool:
    return hasattr(obj, "get") and obj.get("/Subtype") == "/CIDFontType2"


@pytest.fixture(scope="module")
def textes_courts(django_db_setup, django_db_blocker) -> list:
    """Every experience and a few fiches."""
    with django_db_blocker.unblock():
        fiches = Fiche.objects.published().with_everything().filter(numero__in=(1, 2, 13, 14, 30, 47))
        return [*fiches, *Experience.objects.published().with_everything().with_crossings()]


def _booklet(textes_choisis: list, graine: int, django_db_blocker) -> Document:
    with django_db_blocker.unblock():
        return Livret.of(textes_choisis, f"Livret {graine}", "Un mot." * (graine % 2)).document()


def verifier(document: Document, rendu, choisis: list) -> Counter:
    """Hold a booklet to its rules; say how many references of each kind it has."""
    faux, bons = numeros_faux(document, rendu)
    assert faux == []
    pages = textes(rendu.data)
    assert not any(re.search(r"(?<!\d)000(?![ \u202f]?\d)(?<!\d[ \u202f]000)", page) for page in pages)
    debuts, tout = debuts_de(document, rendu), serre(pages[1])
    for obj in choisis:
        debut = debuts[absolute(obj.get_absolute_url())]
        assert f"{debut}{serre(str(obj))}" in tout or f"{serre(str(obj))}{debut}" in tout, obj
    ordre = [debuts[absolute(obj.get_absolute_url())] for obj in choisis]
    assert ordre == sorted(ordre)
    return bons


@pytest.mark.django_db
def test_a_booklet_of_four_texts_has_every_number_right(textes_courts, django_db_blocker):
    choisis = [textes_courts[2], textes_courts[-1], textes_courts[0], textes_courts[9]]
    document = _booklet(choisis, 1, django_db_blocker)
    bons = verifier(document, rendre(document), choisis)
    assert bons["(en ligne)"] > 5


@pytest.mark.slow
@pytest.mark.xdist_group("manuel")
@pytest.mark.django_db
def test_fifty_booklets_at_random_have_every_number_right(textes_courts, django_db_blocker):
    """Lays out forty texts once, then puts fifty booklets together: a minute."""
    hasard, bons = random.Random(2010), Counter()
    for graine in range(50):
        choisis = hasard.sample(textes_courts, hasard.randint(1, 12))
        document = _booklet(choisis, graine, django_db_blocker)
        bons += verifier(document, rendre(document), choisis)
    assert bons["renvoi"] > 500
    assert bons["(en ligne)"] > 500
