"""What a content file may not say: each refusal is in French, with its line; a file is loaded whole or not at all."""

import codecs
import re
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dts_platform.content.files import ContentFile
from dts_platform.content.loader import UnreadableContent, load
from dts_platform.content.reading import decode, records
from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Terme
from tests.content.edits import FICHE, edit

EXPERIENCE = "experiences/alcg-gpect.yaml"
TERM = """\
- model: missions.terme
  fields:
    slug: essai
    nom: Essai
    definition: Un essai.
"""
ENGLISH = re.compile(r"\b(the|does|expected|found|while|invalid|must|is|field|column|query|failed|not)\b")


def told(text: str | bytes) -> ContentFile:
    file = ContentFile("cadre/essai.yaml", text if isinstance(text, bytes) else text.encode())
    assert file.by_key
    return file


def refusal(text: str | bytes) -> str:
    with pytest.raises(UnreadableContent) as refused:
        told(text)
    return str(refused.value)


def nested(levels: int, times: int) -> str:
    """Lists under the name of a field, each of which repeats the one before it."""
    lists = ["- &a0 [x, x, x]"]
    lists += [f"- &a{rank} [{', '.join([f'*a{rank - 1}'] * times)}]" for rank in range(1, levels)]
    return "\n".join("      " + line for line in lists)


@pytest.mark.parametrize(
    ("before", "after", "line", "about"),
    [
        ("nom: Essai", "nom: no", 4, "YAML lit « no » comme un oui ou un non"),
        ("nom: Essai", "nom: 2014", 4, "'2014'"),
        ("nom: Essai", "nom: 2014-01-01", 4, "une date"),
        ("nom: Essai", "nom: 12:30", 4, "un nombre"),
        ("nom: Essai", "nom: [a, b]", 4, "un texte est attendu"),
        ("nom: Essai", "nom:", 4, "champ « nom »"),
        ("nom: Essai", "nom: ''", 4, "champ « nom »"),
        ("nom: Essai", f"nom: {'a' * 300}", 4, "200 caractères"),
        ("nom: Essai", "nom: Essai\n    nmo: Essai", 5, "est-ce « nom »"),
        ("nom: Essai", "nom: Essai\n    pk: 3", 5, "ce champ n’existe pas"),
        ("nom: Essai", "nom: Essai\n    nom: Autre", 5, "deux fois"),
        ("nom: Essai", "nom: Un titre : un autre", 4, "entre guillemets"),
        ("nom: Essai", "nom: !!int trois", 4, "« trois » ne se lit pas"),
        ("nom: Essai", "nom: !!float trois", 4, "« trois » ne se lit pas"),
        ("nom: Essai", "nom: !!bool trois", 4, "« trois » ne se lit pas"),
        ("nom: Essai", "nom: !!timestamp trois", 4, "« trois » ne se lit pas"),
        ("nom: Essai", "nom: !!map trois", 4, "une liste de clés"),
        ("nom: Essai", "nom: 0x_", 4, "« 0x_ » ne se lit pas"),
        ("nom: Essai", f"nom: {'9' * 5_000}", 4, "ne se lit pas"),
        ("nom: Essai", "nom: 'Essai", 4, ""),
        ("nom: Essai", "nom: *essai", 4, "«\u202f*\u202f»"),
        ("nom: Essai", "nom: !!python/object:os.system x", 4, "«\u202f!\u202f»"),
        ("    nom: Essai", "\tnom: Essai", 4, "tabulation"),
        ("slug: essai", "slug: été/x", 3, "champ « slug »"),
        ("    slug: essai\n", "", 1, "le champ « slug » manque"),
        ("  fields:\n", "  pk: 3\n  fields:\n", 1, "rien d’autre"),
        ("missions.terme", "missions.inconnu", 1, "« missions.inconnu » n’est pas une sorte de texte"),
        ("missions.terme", "auth.permission", 1, "n’est pas une sorte de texte"),
        ("Un essai.", "Un \ue123 essai.", 5, "U+E123"),
        ("Un essai.", "|\n      Un.\n\n      ![](plan.png)", 8, "plan.png"),
        ("Un essai.", '"Un \\ud800 essai."', 5, "YAML"),
        ("Un essai.", "Un \x07 essai.", 5, "U+0007"),
        (TERM, TERM + TERM, 6, "deux fois"),
        (TERM, "nom: Essai\n", 0, "une liste d’objets"),
        (TERM, "- essai\n", 0, "un objet est attendu"),
        (TERM, "- model: missions.terme\n  fields: []\n", 1, "des champs et leurs valeurs"),
        (TERM, "[" * 100_000, 1, "les unes dans les autres"),
        (TERM, "{a: " * 5_000, 1, "les unes dans les autres"),
        (TERM, "- " * 5_000, 1, "les unes dans les autres"),
        (TERM, "? " * 5_000, 1, "les unes dans les autres"),
        (TERM, "- [" + "[" * 30, 1, "les unes dans les autres"),
        ("Un essai.", "&a [*a]", 5, "se répète à l’intérieur"),
        ("Un essai.", f"\n{nested(10, 9)}", 12, "« *a5 » est répété jusqu’à faire plus d’un million de signes"),
        ("Un essai.", f"\n{nested(200, 1)}", 21, "les unes dans les autres"),
        ("Un essai.", f"\n      - &a {'x' * 30_000}\n" + "      - *a\n" * 40, 40, "est répété jusqu’à faire"),
    ],
)
def test_value_that_no_form_would_take_is_refused_by_its_line(before, after, line, about):
    assert before in TERM
    said = refusal(TERM.replace(before, after)).replace("\u202f", " ")
    assert said.startswith("Le fichier cadre/essai.yaml ne peut pas être chargé :")
    assert about.replace("\u202f", " ") in said
    assert not line or f"ligne {line}" in said
    assert not line or "Essai" not in TERM.replace(before, after) or "Essai" in said
    assert not ENGLISH.search(said.replace(after, ""))


@pytest.mark.parametrize(
    ("data", "nom"),
    [
        (codecs.BOM_UTF8 + "Élan".encode(), "Élan"),
        ("Élan".encode("utf-16"), "Élan"),
        (b"a\r\nb\rc", "a\nb\nc"),
        ("l\x92eau".encode(), "l’eau"),
    ],
)
def test_file_of_another_machine_is_read(data, nom):
    assert decode(data) == nom


def test_file_that_is_not_in_unicode_is_refused_by_its_line():
    assert "ligne 4, «\u202f�lan\u202f»\u202f: «\u202fÉ\u202f» n’est pas en UTF-8" in refusal(
        TERM.replace("nom: Essai", "nom: Élan").encode("cp1252")
    )


def test_value_that_is_repeated_as_it_stands_is_read():
    dates = "".join(
        f"- model: missions.terme\n  fields:\n    slug: t{rank}\n    nom: &n{rank} T{rank}\n    definition: *n{rank}\n"
        for rank in range(50)
    )
    assert [term.values["definition"] for term in told(dates).by_key.values()] == [f"T{rank}" for rank in range(50)]
    shared = ["a", "b"]
    written = yaml.dump([{"model": "missions.terme", "fields": {"slug": shared, "nom": shared}}] * 2)
    assert "*id" in written
    assert [one["fields"]["nom"] for one in records(written.encode())] == [shared, shared]


@pytest.mark.parametrize("path", ["absent.yaml", "."])
def test_file_that_cannot_be_opened_is_refused_in_a_sentence(tmp_path, path):
    with pytest.raises(CommandError, match="n’est pas un fichier lisible"):
        call_command("format_content", tmp_path / path)


def test_sign_that_no_document_prints_is_told_by_its_line():
    file = told(TERM.replace("Un essai.", "|\n      Un\n      essai 漢."))
    assert file.remarks == [
        "ligne 7, terme du glossaire «\u202fEssai\u202f», champ «\u202fdefinition\u202f»\u202f: "
        "le signe «\u202f漢\u202f» (U+6F22) ne s’imprime pas\u202f; les PDF montreront «\u202f\ufffd\u202f» à sa place."
    ]


def test_text_of_a_file_passes_the_gate_and_what_was_mended_is_told():
    file = told(TERM.replace("Un essai.", "|\n      L'eau :\n      •\t<b>un</b>\n      •\tdeux"))
    (term,) = file.by_key.values()
    assert term.values["definition"] == "L’eau\u202f:\n\n- **un**\n- deux"
    assert [remark.split("\u202f: ")[0] for remark in file.remarks] == [
        "ligne 7, terme du glossaire «\u202fEssai\u202f», champ «\u202fdefinition\u202f»"
    ]


@pytest.mark.django_db
class TestWhole:
    @pytest.mark.parametrize(
        ("path", "before", "after", "about"),
        [
            (EXPERIENCE, "region: bourgogne-franche-comte", "region: basse-normandie", "champ « region »"),
            (EXPERIENCE, "departement: '39'", "departement: 01", "YAML lit « 01 » comme un nombre"),
            (EXPERIENCE, "departement: '39'", "departement: '2a'", "champ « departement »"),
            (EXPERIENCE, "departement: '39'", "departement: '35'", "Ce département n’est pas dans cette région"),
            (EXPERIENCE, "statut: publie", "statut: publié", "champ « statut »"),
            (EXPERIENCE, "type_structure: ", "type_structure: scic # ", "champ « type_structure »"),
            (FICHE, "numero: 13", "numero: treize", "un nombre entier"),
            (FICHE, "numero: 13", "numero: 1.5", "un nombre entier"),
            (FICHE, "numero: 13", "numero: true", "un nombre entier"),
            (FICHE, "numero: 13", "numero: 100000000000000000000", "champ « numero »"),
            (FICHE, "numero: 13", "numero: 12", "porte déjà ce numéro"),
            (FICHE, "verifie_le: 2", "verifie_le: 2099-01-01 # ", "n’est pas encore venu"),
            (FICHE, "verifie_le: 2", "verifie_le: 2026-02-31 # ", "n’est pas une date"),
            (FICHE, "experience: [groupe-ulisse-ressourcerie]", "experience: [absente]", "renvoie à un texte absent"),
            (FICHE, "experience: [groupe-ulisse-ressourcerie]", "experience: [[a]]", "clé entre crochets"),
            (FICHE, "experience: [groupe-ulisse-ressourcerie]", "experience: [a, b, c]", "une clé de 1 mot"),
        ],
    )
    def test_bad_value_loads_nothing_and_says_where(self, folder, path, before, after, about):
        edit(folder, path, before, after)
        edit(folder, "fiches/fiche-12*", "titre: Reprendre ou", "titre: Racheter ou")
        with pytest.raises(CommandError) as refused:
            call_command("load_content", dir=folder, stdout=StringIO())
        said = str(refused.value).replace("\u202f", " ").replace("\u00a0", " ")
        assert f"Le fichier {path} ne peut pas être chargé : ligne " in said
        assert about in said
        assert not ENGLISH.search(said)
        assert Fiche.objects.get(numero=12).titre.startswith("Reprendre")
        assert Experience.objects.get(slug="alcg-gpect").region == "bourgogne-franche-comte"

    def test_text_without_what_a_form_asks_for_is_not_made(self, folder):
        (folder / "cadre/essai.yaml").write_text(TERM.replace("    definition: Un essai.\n", ""))
        with pytest.raises(
            UnreadableContent,
            match="ligne 1, terme du glossaire «\u202fEssai\u202f»\u202f: champ «\u202fdefinition\u202f»",
        ):
            load(folder, paths=[folder / "cadre/essai.yaml"])
        assert not Terme.objects.filter(slug="essai").exists()

    def test_folder_named_as_a_file_is_refused(self, folder):
        (folder / "cadre/un-dossier.yaml").mkdir()
        with pytest.raises(UnreadableContent, match="ce n’est pas un fichier lisible"):
            load(folder)

    def test_link_that_leads_nowhere_is_refused_as_a_file(self, folder):
        (folder / "cadre/perdu.yaml").symlink_to(folder / "absent")
        with pytest.raises(UnreadableContent, match="ce n’est pas un fichier lisible"):
            load(folder)

    def test_remark_of_the_gate_is_printed(self, folder):
        (folder / "cadre/glossaire.yaml").write_text(TERM.replace("Un essai.", "Un <b>essai</b>."))
        output = StringIO()
        call_command("load_content", dir=folder, stdout=output)
        assert "à relire : cadre/glossaire.yaml, ligne 5" in output.getvalue()
        assert Terme.objects.get(slug="essai").definition == "Un **essai**."


PIECES = st.sampled_from(
    [
        "- ",
        "model: missions.terme",
        "fields:",
        "\n",
        "    ",
        "  ",
        "slug: a",
        "nom: ",
        "no",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
    ]
    + ["|", "\t", ": ", "#", "*a", "&a", "!", "01", "2026-13-45", "\x07", "\udcff", "é", "definition: x", "? ", "<<: "]
)


@given(st.lists(PIECES, max_size=20).map("".join))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_read_or_refused_in_a_sentence(text):
    data, said = (TERM + text).encode("utf-8", errors="surrogateescape"), ""
    try:
        assert told(data).by_key
    except UnreadableContent as refused:
        said = str(refused)
    assert not ENGLISH.search(said)
