"""Layout and assembly as bytes, on small texts of the tests: numbers, places, furniture, tags, letters. No database."""

import re

import pikepdf
import pytest

from dts_platform.pdf.layout.engine import MAX_PAGES, lay_out
from dts_platform.pdf.parts import LayoutFailed, Part, Piece
from fiches.documents.parts import STATIC_FOLDER
from fiches.documents.printing import STYLESHEETS
from tests.documents import (
    assembler,
    ecritures_etrangeres,
    fautes,
    mots,
    ouvrir,
    page_html,
    partie,
    rangs_des_pages,
    signets,
    textes,
)
from tests.structure import Lecture, fautes_de_structure, serre

SITE = "https://manuel.exemple.fr/"
LONG = (
    "Une coopération intercommunale particulièrement extraordinaire rassemble progressivement quelques établissements. "
)


def lien(nom: str, forme: str = "renvoi", large: str = "(p.\u00a0000)") -> str:
    folio = f'<span class="folio {forme}" data-forme="{forme}" data-cible="{SITE}{nom}">{large}</span>'
    return f'<a href="{SITE}{nom}">vers {nom}</a> {folio}'


def chapitre(nom: str, pages: int = 1, corps: str = "", **champs) -> Piece:
    suite = '<p style="break-before: page">suite</p>' * (pages - 1)
    answers_for = {f"{SITE}{nom}": ""} | champs.pop("answers_for", {})
    return Piece(
        partie(f"<h1>Chapitre {nom}.</h1>{corps}{suite}"), f"Chapitre {nom}", answers_for=answers_for, **champs
    )


class TestNumbers:
    def test_forty_numbers_are_right_wherever_they_stand(self):
        noms = [f"c{n}" for n in range(40)]
        renvois = "".join(f"<li>{lien(nom)} et {lien(nom, 'nombre', '000')}</li>" for nom in noms)
        sommaire = Piece(partie(f"<h1>Sommaire</h1><ul>{renvois}</ul>"))
        rendu = assembler(sommaire, *(chapitre(nom, 1 + rang % 3) for rang, nom in enumerate(noms)))
        pages = textes(rendu.data)
        lus = re.findall(r"vers (c\d+) \(p\. (\d+)\) et vers c\d+ (\d+)", " ".join(pages[: sommaire.part.pages]))
        assert [nom for nom, *_ in lus] == noms
        assert [(nom, un, autre) for nom, un, autre in lus if un != autre] == []
        assert {nom: f"Chapitre {nom}." in pages[int(page) - 1] for nom, page, _ in lus} == dict.fromkeys(noms, True)
        assert len(pages) == rendu.pages
        assert [int(page) for _, page, _ in lus] == list(rendu.starts[1:])

    def test_an_anchor_is_where_its_text_begins(self):
        part = partie(f'<h1>T</h1><section id="long">{"<p>ligne</p>" * 120}</section><p id="fin">fin</p>')
        assert part.pages > 2
        assert part.anchors["fin"][0] == part.pages - 1
        assert 0 < part.anchors["fin"][1] < 842
        absent = Piece(partie(f"<h1>S</h1><p>{lien('x#fin')}</p>"))
        present = Piece(part, answers_for={f"{SITE}x": "", f"{SITE}x#fin": "fin"})
        assert f"vers x#fin (p. {1 + part.pages})" in textes(assembler(absent, present).data)[0]

    def test_a_target_left_out_is_said_to_be_online_and_its_link_leads_there(self):
        piece = Piece(
            partie(f"<h1>S</h1><p>{lien('la')}</p><p>{lien('absent')}, {lien('absent', 'nombre', '000')}.</p>")
        )
        octets = assembler(piece, chapitre("la")).data
        lu = textes(octets)[0]
        assert "vers la (p. 2)" in lu
        assert "vers absent (en ligne), vers absent –." in lu
        assert "000" not in lu
        pdf = ouvrir(octets)
        annotations = list(pdf.pages[0].Annots)
        assert ["/Dest" in a for a in annotations] == [True, False, False]
        assert {str(a.A.URI) for a in annotations[1:]} == {f"{SITE}absent"}

    def test_the_first_piece_that_answers_for_an_address_is_the_one(self):
        piece = Piece(partie(f"<h1>S</h1><p>{lien('deux')}</p>"))
        assert "(p. 2)" in textes(assembler(piece, chapitre("deux"), chapitre("deux")).data)[0]

    def test_a_number_wider_than_its_slot_is_narrowed_to_it(self):
        etroit = Piece(partie(f"<h1>S</h1><p>{lien('la', 'nombre', '0')}<b>fin</b></p>"))
        ample = Piece(partie(f"<h1>S</h1><p>{lien('la', 'nombre', '000')}<b>fin</b></p>"))
        devant = [chapitre(f"c{n}") for n in range(12)]
        largeurs = []
        for piece in (etroit, ample):
            page = mots(assembler(piece, *devant, chapitre("la")).data)[0]
            (collee,) = [m for m in page if m[4].startswith(("14", "fin"))][:1]
            largeurs.append(collee)
        assert largeurs[0][4].startswith("14")
        libre = next(m for m in mots(assembler(ample, *devant, chapitre("la")).data)[0] if "14" in m[4])
        assert largeurs[0][2] - largeurs[0][0] < libre[2] - libre[0]

    def test_a_text_without_end_is_refused(self):
        with pytest.raises(LayoutFailed, match=f"ferait {MAX_PAGES + 1} pages ; un texte en a {MAX_PAGES} au plus"):
            lay_out(page_html('<p style="break-after: page">x</p>' * MAX_PAGES + "<p>x</p>"), [], STATIC_FOLDER)


class TestFurniture:
    def test_heads_and_feet_are_on_each_page_that_has_some_and_are_not_read(self):
        rendu = assembler(chapitre("seul", 2), chapitre("a", 2, running_heads=("À gauche", "À droite")))
        pages = textes(rendu.data)
        assert [("À gauche" in page, "À droite" in page, "Pied" in page) for page in pages] == [
            (False,) * 3,
            (False,) * 3,
            (True,) * 3,
            (True,) * 3,
        ]
        assert [re.findall(r"(\d+) ?/ ?4$", page) for page in pages] == [[], [], ["3"], ["4"]]
        lecture = Lecture(ouvrir(rendu.data))
        assert {a.texte for a in lecture.artifacts if a.sorte == "/Pagination"} == {
            "À gaucheÀ droite",
            "Pied3 / 4",
            "Pied4 / 4",
        }
        assert "À gauche" not in lecture.texte(lecture.arbre)

    @pytest.mark.parametrize("titre", ["T" * 300, "mot " * 90, "œuvre·" * 80, ""])
    def test_a_head_too_long_is_cut_before_it_meets_the_other(self, titre):
        page = mots(assembler(chapitre("a", running_heads=("Partie 2 · Une partie au nom plutôt long", titre))).data)[0]
        tete = [mot for mot in page if mot[1] < 50]
        assert all(mot[0] > 50 and mot[2] < 595.3 - 50 for mot in tete)
        assert all(b[0] >= a[2] for a, b in zip(sorted(tete), sorted(tete)[1:], strict=False))
        assert any("…" in mot[4] for mot in tete) == bool(titre)

    def test_bookmarks_nest_and_lead_to_their_pages(self):
        detail = partie(f"<h1>D</h1><h2>Un</h2><h3>Un bis</h3>{'<p>x</p>' * 90}<h2>Deux</h2>")
        rendu = assembler(
            chapitre("a", 2), chapitre("b", level=2), Piece(detail, "Détail", 2, True), Piece(detail), chapitre("c")
        )
        attendus = [(1, "Chapitre a", 0), (2, "Chapitre b", 2), (2, "Détail", 3), (2, "D", 3), (3, "Un", 3)]
        attendus += [(3, "Deux", 2 + detail.pages), (1, "Chapitre c", 3 + 2 * detail.pages)]
        assert signets(ouvrir(rendu.data)) == attendus

    def test_links_lead_inside_when_their_target_is_there(self):
        ici = chapitre(
            "ici", corps=f'<p><a href="{SITE}loin#la">loin</a> <a href="#note">note</a></p><p id="note">n</p>'
        )
        loin = chapitre("loin", 3, answers_for={f"{SITE}loin#la": "la"})
        cible = Piece(
            partie('<h1>L</h1><p style="break-before: page" id="la">là</p>'), answers_for={f"{SITE}loin#la": "la"}
        )
        for pieces, page in (((ici, loin), 1), ((ici, cible, loin), 2)):
            pdf = ouvrir(assembler(*pieces).data)
            rangs = rangs_des_pages(pdf)
            assert [rangs[a.Dest[0].objgen] for a in pdf.pages[0].Annots] == [page, 0]


def tout(rangees: int) -> str:
    """Some of everything; a table of many rows goes over pages, and has its head on each."""
    return f"""<h1>Tout</h1><p>{LONG * 60}</p><h2>Listes</h2><ul><li>un<ul><li>deux</li><li><p>trois</p><p>quatre</p></li></ul></li>
<li><a href="{SITE}x">cinq</a></li></ul><ol>{"<li>rang</li>" * 12}</ol><dl><div><dt>mot</dt><dd><p>sens</p></dd></div></dl>
<h2>Tableau</h2><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>{f"<tr><th>c</th><td>{LONG}</td></tr>" * rangees}</tbody></table>
<h3>Suite</h3><p>Voir {lien("x")} et <a href="{SITE}y"><strong>gras</strong> et <em>penché</em></a>, puis <code>code</code>.</p>
<img class="code-qr" alt="Un carré" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">
<p style="columns: 2">{LONG * 3}</p><blockquote><p>Cité.</p></blockquote>"""


COURT, RICHE = tout(2), tout(60)


@pytest.fixture(scope="module")
def riche() -> tuple[bytes, Lecture]:
    octets = assembler(Piece(partie(RICHE)), Piece(partie(RICHE), running_heads=("a", "b"))).data
    return octets, Lecture(ouvrir(octets))


class TestTags:
    def test_each_content_is_in_the_tree_once_and_knows_its_element(self, riche):
        _, lecture = riche
        assert lecture.aller_retour() == []
        assert len(lecture.arbre.elements) == 2
        assert len(lecture.pdf.pages) > 6
        assert len(lecture.arbre.trouve("P")) > 2 * RICHE.count("<p")  # a paragraph over two pages is two

    def test_the_tree_says_what_the_text_is(self, riche):
        assert fautes_de_structure(riche[1], parties=2) == []

    def test_it_holds_to_both_norms(self, riche, tmp_path):
        assert fautes(riche[0], tmp_path / "riche.pdf") == []

    def test_it_is_read_in_the_order_of_the_text(self):
        octets = assembler(Piece(partie(COURT))).data
        lecture = Lecture(ouvrir(octets))
        lu = "".join(lecture.contenus[lieu] for lieu in lecture.arbre.lieux(sans=("Lbl",)))
        ecrit = re.sub(r"<[^>]*>", "", COURT).replace("(p.\u00a0000)", "(en\u00a0ligne)")
        assert serre(lu) == serre(ecrit)

    def test_two_parts_do_not_share_what_is_theirs(self, riche):
        _, lecture = riche
        un, deux = lecture.arbre.elements
        assert not {page for page, _ in un.lieux()} & {page for page, _ in deux.lieux()}
        assert serre(lecture.texte(un)) == serre(lecture.texte(deux))


class TestLetters:
    def test_faces_are_ours_whole_and_shared(self, riche):
        pdf = riche[1].pdf
        assert ecritures_etrangeres(pdf) == []
        programmes = [f.FontDescriptor.FontFile2.objgen for f in pdf.objects if _is_drawn(f)]
        assert len(programmes) == len(set(programmes)) <= 6

    @pytest.mark.parametrize("signes", ["☐ ✓ → ≥ ½", "Ÿ Œ œ € …", "« à » – — ’ “ ”", "a−b × c ÷ d"])
    def test_the_signs_of_french_are_in_our_faces(self, signes):
        octets = assembler(Piece(partie(f"<h1>{signes}</h1><p>{signes} <em>{signes}</em></p>"))).data
        assert ecritures_etrangeres(ouvrir(octets)) == []

    def test_a_hyphen_at_the_end_of_a_line_is_not_read(self):
        octets = assembler(Piece(partie(f'<h1>T</h1><p style="width: 30mm">{LONG} Porte-à-porte.</p>'))).data
        lecture = Lecture(ouvrir(octets))
        lu = lecture.texte(lecture.arbre)
        assert lu.count("\u00ad") >= 2
        assert "\u2010" not in lu
        assert serre(lu) == serre(f"T{LONG}Porte-à-porte.")

    def test_lines_do_not_run_words_together(self):
        """A reader of tags alone, that knows nothing of lines, still hears words."""
        octets = assembler(Piece(partie(f'<h1>T</h1><p style="width: 60mm; hyphens: none">{LONG * 3}</p>'))).data
        lecture = Lecture(ouvrir(octets))
        (paragraphe,) = lecture.arbre.trouve("P")
        assert lecture.texte(paragraphe).split() == (LONG * 3).split()


def _is_drawn(obj) -> bool:
    return isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/CIDFontType2"


def test_a_part_is_kept_and_read_again_as_it_was():
    part = partie(RICHE)
    assert Part.load(part.dump()) == part
    assert Part.load(part.dump()).dump() == part.dump()
    for abime in (b"", b"{}", part.dump()[:40], part.data, b"{}\n%PDF-"):
        with pytest.raises((ValueError, KeyError)):
            Part.load(abime)


def test_style_sheets_change_the_part():
    assert (
        lay_out(page_html("<h1>T</h1>"), STYLESHEETS, STATIC_FOLDER).margins
        != lay_out(page_html("<h1>T</h1>"), [], STATIC_FOLDER).margins
    )
