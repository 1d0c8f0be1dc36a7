"""How the content files are loaded: twice changes nothing, an editor’s work is kept, a bad file stops all."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from dts_platform.content.formatter import content_files
from dts_platform.content.loader import UnreadableContent, load
from dts_platform.models import LoadedFile
from experiences.models import Experience
from fiches.models import Fiche
from tests.content.edits import (
    FICHE,
    TITLE,
    edit,
    insert_step,
    reasons,
    rewrite,
    titles,
)
from tests.factories import a_fiche
from tests.processes.stage import play


@pytest.mark.django_db
class TestLoading:
    def test_second_load_changes_nothing_and_asks_one_query(self, folder, django_assert_num_queries):
        with django_assert_num_queries(3):  # the journal, between the ends of a transaction
            report = load(folder)
        assert (report.loaded, report.kept) == ([], [])
        assert len(report.unchanged) == len(content_files(folder))

    def test_every_file_read_again_writes_nothing(self, folder):
        LoadedFile.objects.update(empreinte_du_fichier="")
        before = list(LoadedFile.objects.values_list("chemin", "objets"))
        dates = list(Fiche.objects.values_list("modifie_le", flat=True))
        report = load(folder)
        assert (len(report.loaded), report.kept) == (len(content_files(folder)), [])
        assert list(LoadedFile.objects.values_list("chemin", "objets")) == before
        assert list(Fiche.objects.values_list("modifie_le", flat=True)) == dates

    def test_changed_file_is_loaded(self, folder, fiche):
        edit(folder, FICHE, *TITLE)
        assert load(folder).loaded == [FICHE]
        before = fiche.modifie_le
        fiche.refresh_from_db()
        assert (fiche.titre, fiche.modifie_le) == ("Ouvrir une ressourcerie", before)

    def test_field_of_an_editor_stays_while_others_load(self, folder, fiche):
        Fiche.objects.filter(pk=fiche.pk).update(resume="Récrit par une référente.")
        edit(folder, FICHE, *TITLE)
        report = load(folder)
        fiche.refresh_from_db()
        assert (fiche.titre, fiche.resume) == ("Ouvrir une ressourcerie", "Récrit par une référente.")
        assert report.kept == []

    def test_field_that_both_changed_stays_and_is_told_in_french(self, folder, fiche):
        Fiche.objects.filter(pk=fiche.pk).update(titre="Fonder une ressourcerie")
        edit(folder, FICHE, *TITLE)
        output = StringIO()
        call_command("load_content", dir=folder, stdout=output)
        said = f"gardé : {FICHE}, « 13. Fonder une ressourcerie », titre : modifié ici et dans le fichier."
        assert said in output.getvalue()
        fiche.refresh_from_db()
        assert fiche.titre == "Fonder une ressourcerie"
        assert load(folder).kept == []
        load(folder, overwrite=True, paths=[folder / FICHE])
        fiche.refresh_from_db()
        assert fiche.titre == "Ouvrir une ressourcerie"

    def test_text_edited_here_takes_a_new_date_when_it_loads(self, folder, fiche):
        """So that a form opened before the load is refused."""
        fiche.resume = "Récrit."
        fiche.save()
        edit(folder, FICHE, *TITLE)
        load(folder)
        assert Fiche.objects.get(pk=fiche.pk).modifie_le > fiche.modifie_le

    def test_text_deleted_by_an_editor_stays_deleted(self, folder, fiche):
        fiche.delete()
        assert load(folder).kept == []
        edit(folder, FICHE, *TITLE)
        report = load(folder)
        assert not Fiche.objects.filter(numero=13).exists()
        assert reasons(report) == [("", "supprimé ici, modifié dans le fichier")]
        load(folder, overwrite=True, paths=[folder / FICHE])
        assert Fiche.objects.get(numero=13).etapes.count() == 6

    def test_file_that_changes_its_name_keeps_what_it_said(self, folder, fiche):
        Fiche.objects.filter(pk=fiche.pk).update(resume="Récrit.")
        edit(folder, FICHE, *TITLE)
        (folder / FICHE).rename(folder / "fiches/fiche-13-ouvrir.yaml")
        report = load(folder)
        fiche.refresh_from_db()
        assert (fiche.titre, fiche.resume, fiche.etapes.count()) == ("Ouvrir une ressourcerie", "Récrit.", 6)
        assert report.kept == []

    def test_text_whose_address_an_editor_changed_still_loads(self, folder, fiche):
        Fiche.objects.filter(pk=fiche.pk).update(slug="ouvrir-une-ressourcerie")
        edit(folder, FICHE, *TITLE)
        insert_step(folder, 2, "Du fichier")
        report = load(folder)
        fiche.refresh_from_db()
        assert (fiche.titre, fiche.slug) == ("Ouvrir une ressourcerie", "ouvrir-une-ressourcerie")
        assert titles(fiche)[1] == "Du fichier"
        assert (fiche.etapes.count(), report.kept) == (7, [])

    def test_merge_that_a_constraint_refuses_is_kept_and_told(self, folder):
        """The region of one and the department of the other do not go together."""
        Experience.objects.filter(slug="alcg-gpect").update(departement="25")
        edit(
            folder,
            "experiences/alcg-gpect.yaml",
            "departement: '39'\n    region: bourgogne-franche-comte",
            "departement: '35'\n    region: bretagne",
        )
        report = load(folder)
        assert Experience.objects.get(slug="alcg-gpect").region == "bourgogne-franche-comte"
        assert {name for name, _ in reasons(report)} == {"département", "région"}

    def test_text_whose_number_an_editor_took_is_told_and_asked_for_again(self, folder, fiche):
        draft = a_fiche(published=False, numero=999)

        def renumber(objects):
            objects[0]["fields"] |= {"numero": 999, "slug": "nouvelle", "titre": "Une nouvelle fiche"}
            for obj in objects[1:]:
                obj["fields"]["fiche"] = ["nouvelle"]

        shutil.copy(folder / FICHE, folder / "fiches/fiche-99-nouvelle.yaml")
        rewrite(folder, "fiches/fiche-99-nouvelle.yaml", renumber)
        assert [name for name, _ in reasons(load(folder))] == [""]
        Fiche.objects.filter(pk=draft.pk).update(numero=998)
        assert load(folder).kept == []
        assert Fiche.objects.get(slug="nouvelle").etapes.count() == 6

    def test_text_whose_number_was_public_for_another_gets_the_first_free_one(self, folder, fiche):
        theirs = a_fiche(numero=999)

        def renumber(objects):
            objects[0]["fields"] |= {"numero": 999, "slug": "nouvelle", "titre": "Une nouvelle fiche"}
            for obj in objects[1:]:
                obj["fields"]["fiche"] = ["nouvelle"]

        shutil.copy(folder / FICHE, folder / "fiches/fiche-99-nouvelle.yaml")
        rewrite(folder, "fiches/fiche-99-nouvelle.yaml", renumber)
        (told,) = reasons(load(folder))
        assert told[0] == "numéro"
        assert "1000" in told[1]
        assert Fiche.objects.get(slug="nouvelle").numero == 1000
        assert Fiche.objects.get(slug="nouvelle").etapes.count() == 6
        assert Fiche.objects.get(pk=theirs.pk).numero == 999
        assert load(folder).kept == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("type: liste", "type: [liste"),
            ("experience: [groupe-ulisse-ressourcerie]", "experience: [absente]"),
            ("numero: 13", "numero: treize"),
            ("numero: 13", "nombre: 13"),
            ("- model: fiches.outil", "- model: fiches.inconnu"),
            ("themes:\n", "themes:\n      - [inconnu]\n"),
            ("    ordre: 2\n", "    ordre: 1\n"),
        ],
    )
    def test_bad_file_stops_the_whole_load_and_says_why(self, folder, before, after):
        edit(folder, FICHE, before, after)
        edit(folder, "fiches/fiche-12*", "titre: Reprendre ou", "titre: Racheter ou")
        with pytest.raises(UnreadableContent, match="fiche-13"):
            load(folder)
        assert Fiche.objects.get(numero=12).titre.startswith("Reprendre")


def test_column_added_by_a_migration_freezes_no_file(tmp_path):
    facts = play("tests.processes.new_column", tmp_path)
    assert facts["unchanged"] == [0, 0]
    assert facts["loaded"] == [FICHE]
    assert facts["kept"] == []
    assert facts["fiche"] == ["Ouvrir une ressourcerie", "Récrit par une éditrice.", "facile"]
    assert facts["filled"] == [
        "difficile",
        [f"{FICHE}, « 13. Ouvrir une ressourcerie », niveau : modifié ici et dans le fichier"],
    ]


@pytest.mark.django_db
def test_later_migrations_of_content_wait_until_the_journal_is_converted():
    graph = MigrationLoader(connection).graph
    conversion = ("dts_platform", "0004_journal_by_field")
    before = set(graph.forwards_plan(conversion))
    content = {node for node in graph.nodes if node[0] in ("references", "missions", "experiences", "fiches")}
    assert [node for node in content - before if conversion not in graph.forwards_plan(node)] == []
