"""A site installed with the first edition comes to the present code, and nothing that people wrote there is lost.

`first-edition.sqlite3.xz` was written by the code of commit 61b71c5: its whole content, then what editors did to it.
"""

import json
import lzma
import os
import re
import sqlite3
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dts_platform.content.reading import records
from dts_platform.models.words import words_delivered
from dts_platform.text.marks import printed
from tests.deadlines import run

pytestmark = pytest.mark.slow  # a site is upgraded by the commands of its host, once for all
STORED = Path(__file__).with_name("first-edition.sqlite3.xz")
EDITED = "creer-une-ressourcerie"  # a fiche whose tool an editor completed


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("upgrade")
    stored = folder / "stored.sqlite3"
    stored.write_bytes(lzma.decompress(STORED.read_bytes()))
    env = {**os.environ, "VAR_DIR": str(folder), "MEDIA_ROOT": str(folder / "media")}
    if connection.vendor == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{folder / 'site.sqlite3'}"
    else:
        server = settings.DATABASES["default"]
        env["DATABASE_URL"] = (
            f"postgres://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT']}/postgres"
        )
    result = run(
        [sys.executable, "-m", "tests.processes.upgrade", str(stored)], 240.0, cwd=settings.BASE_DIR, env=env, text=True
    )
    return json.loads(result.stdout.splitlines()[-1])


TAKEN_BACK = {"experiences_source": [23]}  # the copy of a local chronicle, cited for figures that nothing confirms


def test_no_row_of_any_table_is_lost_but_what_the_files_took_back(upgraded):
    assert upgraded["lost"] == TAKEN_BACK


def test_fiches_both_before_and_after_another_keep_one_direction(upgraded):
    """The first edition had fourteen such pairs, and ten links that closed loops: they go, and no file brings them back."""
    assert upgraded["both_ways"] == [[], []]
    assert upgraded["ways"] == 24


def test_edited_fiche_keeps_the_words_of_its_editor(upgraded):
    text = "\n".join(upgraded["fiche"])
    for words in ("Vérifié par une éditrice", "Une éditrice a ajouté cette phrase.", "Relire tout, à voix haute."):
        assert words in text
    assert "Ce qui reste à faire" in text
    assert upgraded["steps"][-1] == "Étape ajoutée par une éditrice"
    assert "theme-d-une-editrice" in upgraded["themes"]


EASY = [22, 23, 24, 25, 26, 29, 30, 31, 45, 46, 50, 51]  # fiches whose text speaks to the person concerned


def test_text_easy_to_read_stays_so_or_becomes_the_essential_and_no_word_is_lost(upgraded):
    assert upgraded["essential"] == {"lost": [], "easy": EASY}
    assert upgraded["doubled"] == []


def test_essential_that_an_editor_wrote_stays_beside_what_the_files_say(upgraded):
    """One of a fiche whose text moved, one of a fiche whose text stayed."""
    assert upgraded["written"] == [["- Une éditrice vous écrit.", ""], ["", "- Une éditrice vous écrit."]]


def test_fiches_of_the_files_get_what_is_typed_beside_their_prose(upgraded):
    assert upgraded["bare"] == [53]


def tools_of_files() -> dict[str, str]:
    """The text of each tool in the content files, by the address of its fiche."""
    tools = {}
    for path in (settings.CONTENT_DIR / "fiches").glob("*.yaml"):
        fields = {obj["model"]: obj["fields"] for obj in records(path.read_bytes())}
        tools[fields["fiches.fiche"]["slug"]] = fields["fiches.outil"]["corps"].strip()
    return tools


@cache
def tools_of_first_edition() -> dict[str, str]:
    """The text of each tool of the stored site, as its editors left it, by the address of its fiche."""
    with closing(sqlite3.connect(":memory:")) as site:
        site.deserialize(lzma.decompress(STORED.read_bytes()))
        return dict(
            site.execute("SELECT slug, corps FROM fiches_outil JOIN fiches_fiche ON fiches_fiche.id = fiche_id")
        )


def test_tool_that_nobody_edited_says_what_its_file_says(upgraded):
    tools = tools_of_files()
    slug = "decrire-son-modele-economique-solidaire"
    tools[slug] = tools[slug].replace("Les sept traits", "Sept traits corrigés")  # marks and words of one delivery
    different = {slug for slug, corps in tools.items() if upgraded["tools"].get(slug) != corps}
    kept = set(re.findall(r"gardé\s: fiches/fiche-\d+-([a-z0-9-]+)\.yaml", upgraded["loaded"][0]))
    assert {EDITED} <= different <= kept
    assert slug not in kept


def test_new_fiche_whose_number_an_editor_gave_to_a_draft_waits_and_is_told(upgraded):
    (slug,) = tools_of_files().keys() - upgraded["tools"].keys()
    assert re.search(
        rf"gardé\s: fiches/fiche-53-{slug}\.yaml, [^:]*: ne peut pas être écrit à côté", upgraded["loaded"][0]
    )


def test_edited_tools_get_the_marks_of_their_blanks_beside_the_words_of_their_editor(upgraded):
    added = "\n\n| Ce qui reste à faire | Qui |\n|---|---|\n| …… | …… |\n"
    assert upgraded["tools"][EDITED].endswith(added)
    assert printed(upgraded["tools"][EDITED]) == tools_of_first_edition()[EDITED]
    assert "[…" in upgraded["tools"][EDITED]
    assert upgraded["tools"]["brouillon-breton"] == "Nom : ……\n\n☐ Oui ☐ Non"
    assert upgraded["refused"] == []


def test_marks_of_tools_can_be_taken_back_and_put_again(upgraded):
    before, again = upgraded["unmarked"]
    assert [slug for slug, corps in before.items() if any(sign in corps for sign in ("[…", "[☐", "[:"))] == []
    delivered = upgraded["tools"]
    before, after = ({s: printed(c).replace(" ", "") for s, c in tools.items()} for tools in (delivered, again))
    assert after == before  # but for the spaces of an empty cell
    known = {slug for slug in tools_of_first_edition().keys() & again.keys() if "exemple=" not in delivered[slug]}
    assert known  # the guesser of that day knows no filled case: it gives back the marks of the others
    assert {slug: again[slug] for slug in known} == {slug: delivered[slug] for slug in known}


def test_deleted_reference_stays_deleted(upgraded):
    assert upgraded["references"] == 4


def test_references_of_one_document_lead_to_one_record_and_keep_what_editors_wrote(upgraded):
    before, again = upgraded["cited"]
    assert before["cited"] == again["cited"]  # taken back and made again, with the migrations after them
    assert again["documents"] < again["cited"]
    assert before["documents"] < before["cited"]
    assert before["twice"] == 0
    assert before["titles"] == 2
    assert before["notes"] == 1


def test_sources_of_one_document_lead_to_one_record_and_keep_what_editors_wrote(upgraded):
    assert upgraded["sources"] == {"titles": 1, "dates": 1, "brochure": [True, True, True]}


def test_our_reading_leaves_the_story_and_no_word_is_lost(upgraded):
    halves = upgraded["halves"]
    assert halves["stories"] > 3
    assert halves == {**halves, "lost": [], "mixed": []}
    assert halves["edited"] == upgraded["edited story"] == ["Une éditrice raconte.", True]


def test_rules_of_law_come_with_the_upgrade(upgraded):
    number, page = upgraded["rules"]
    assert number > 60
    assert page.startswith("200")


def test_national_team_may_write_rules_and_referents_cite_them(upgraded):
    assert {"change_regle", "add_perimetre", "change_document", "add_regledefiche"} <= set(upgraded["national"])
    assert {"view_regle", "add_document", "add_regledefiche"} <= set(upgraded["referents"])
    assert {"change_regle", "add_chiffrederepere"} <= set(upgraded["referents"])  # to propose a correction
    assert "add_regle" not in upgraded["referents"]


def test_states_and_numbers_given_by_editors_stay(upgraded):
    assert upgraded["states"] == {"50": "retire", "53": "brouillon", "120": "publie"}
    assert upgraded["draft"] == "relecture"


def test_other_texts_keep_the_words_of_their_editor(upgraded):
    assert upgraded["experience"]
    assert upgraded["terms"] == 2
    assert upgraded["frame"] == ["Complété.", " Relu."]
    assert upgraded["synonyms"] == 1
    assert upgraded["group"] == "Personne d’essai"
    assert upgraded["fruitless"] == 3
    assert upgraded["edition"] == ["Première édition", "manuel.pdf"]


def test_stored_document_is_kept_and_will_be_read_again(upgraded):
    assert upgraded["document"] == ["a" * 64, "", []]


def test_accounts_keep_their_regions(upgraded):
    assert upgraded["people"]["referente-bretagne"] == [True, ["bretagne"]]
    assert upgraded["people"]["compte-ferme"] == [False, ["occitanie"]]
    assert len(upgraded["people"]) == 6


@pytest.mark.parametrize(
    ("account", "role", "may"),
    [
        ("administratrice", "administrateur", ["add_fiche", "change_mission", "review", "write"]),
        ("relectrice", "relecteur", ["add_fiche", "change_mission", "review", "write"]),
        ("referente-bretagne", "referent", ["add_fiche", "write"]),
        ("referent-sans-region", "referent", ["add_fiche"]),  # was national for want of a region
        ("compte-ferme", "referent", []),
        ("sans-role", "", []),
    ],
)
def test_account_gets_the_role_of_what_it_did(upgraded, account, role, may):
    assert upgraded["roles"][account] == role
    assert upgraded["may"][account] == may


def test_figure_of_another_source_keeps_its_document_within_its_experience(upgraded):
    assert upgraded["mistaken"] == [True, True]


def test_every_address_and_number_of_that_day_leads_to_its_text(upgraded):
    assert upgraded["names"] > 90
    assert upgraded["misled"] == []


def test_address_and_number_changed_after_the_upgrade_still_lead_to_their_text(upgraded):
    assert upgraded["renamed"] == [
        "301 /fiches/fonder-une-ressourcerie/",
        "301 /fiches/fonder-une-ressourcerie.pdf",
        "301 /fiches/fonder-une-ressourcerie/",
        "410",
    ]


def test_rights_granted_or_removed_by_an_administrator_stay(upgraded):
    assert {"change_grouperessource", "add_referent", "view_textedusite"} <= set(upgraded["referents"])
    assert {"change_editeur", "change_textedusite"} <= set(upgraded["national"])
    assert "change_textedusite" not in upgraded["referents"]
    assert "Qui joindre" in upgraded["region"]
    assert words_delivered()["pied-de-page"].texte in upgraded["region"]  # before the content files are loaded
    assert "view_terme" in upgraded["referents"]
    assert "view_fruitlesssearch" not in upgraded["referents"]
    assert {"change_builtdocument", "view_fruitlesssearch", "change_fiche"} <= set(upgraded["national"])


def test_what_readers_write_is_read_by_those_who_worked_there_already(upgraded):
    assert {"view_message", "view_notice"} <= set(upgraded["referents"])
    assert {"view_message", "delete_message", "delete_notice"} <= set(upgraded["national"])
    assert upgraded["read"] == {
        "sent": 200,
        "found": {"referente-bretagne": True, "relectrice": True},
        "doubt": "trop-vite",  # a process fills a form in quicker than a person
        "kept": True,
    }


def test_rights_bear_no_former_name(upgraded):
    former = ("recherchevaine", "documentconstruit", "fichierdecontenu", "_bail", "fichierdedition")
    assert [right for right in upgraded["referents"] + upgraded["national"] if right.endswith(former)] == []


def test_corrections_of_the_new_edition_load_where_nobody_edited(upgraded):
    first, second = upgraded["corrected"]
    assert first["titles"] == {"2": "Corrigé.", "13": "Créer", "50": "Faire"}
    assert "gardé : fiches/fiche-13" in upgraded["loaded"][0]
    assert "titre : modifié ici et dans le fichier" in upgraded["loaded"][0]
    assert first["steps"] == second["steps"] == len(upgraded["steps"])


def test_next_corrections_load_beside_the_words_of_editors(upgraded):
    """Of a file that came unchanged with the upgrade, the journal knows each field; of the other, from then on."""
    second = upgraded["corrected"][1]
    assert second["titles"] == {"2": "Corrigé.", "13": "Créer", "50": "Corrigé."}
    assert second["terms"] == ["Corrigé"]
    assert "gardé" in upgraded["loaded"][1]


def test_index_says_what_the_texts_say(upgraded):
    assert upgraded["index"].strip() == "L’index dit exactement ce que disent les textes."
    assert upgraded["found"].startswith("200")


def test_pages_and_lists_open(upgraded):
    assert upgraded["page"].startswith("200")
    assert "Une éditrice a ajouté cette phrase." in upgraded["page"]
    assert upgraded["documents"] == upgraded["searches"] == "200"


def test_work_of_that_day_goes_on(upgraded):
    """A live text is corrected in a working copy; what waited for a reviewer is published, its author known from the journal."""
    found = upgraded["carried on"]
    assert (found["shown by a link"], found["link once published"]) == (True, "404")
    assert found["saved twice"] == [302, 302, 1]
    assert found == {**found, "untouched": True, "published": True, "waiting": "200", "versions": 4, "copies": 0}
