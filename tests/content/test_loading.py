"""How the content files are loaded: twice changes nothing, an editor’s work is kept, a bad file stops all."""

import shutil

import pytest
from django.conf import settings

from dts_platform.content.formatter import content_files
from dts_platform.content.loader import UnreadableContent, load
from fiches.models import Fiche
from missions.models import Theme

ROOT = settings.CONTENT_DIR


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture
    def folder(self, tmp_path):
        """A copy of the content that a test may change."""
        return shutil.copytree(ROOT, tmp_path / "fixtures")

    @staticmethod
    def edit(folder, pattern, before, after):
        file = next(folder.glob(pattern))
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))

    def test_second_load_changes_nothing(self, folder):
        report = load(folder)
        assert (report.loaded, report.edited) == ([], [])
        assert len(report.unchanged) == len(content_files(folder))

    def test_changed_file_is_loaded(self, folder):
        self.edit(folder, "fiches/fiche-13*", "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")
        assert len(load(folder).loaded) == 1
        assert Fiche.objects.get(numero=13).titre == "Ouvrir une ressourcerie"

    def test_later_change_of_an_editor_is_kept_unless_overwriting(self, folder):
        Fiche.objects.filter(numero=13).update(resume="Récrit par une référente.")
        self.edit(folder, "fiches/fiche-13*", "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")
        assert len(load(folder).edited) == 1
        assert Fiche.objects.get(numero=13).resume == "Récrit par une référente."
        load(folder, overwrite=True)
        assert Fiche.objects.get(numero=13).titre == "Ouvrir une ressourcerie"

    @pytest.mark.parametrize("change", ["etape", "theme", "outil"])
    def test_change_in_a_child_counts_as_the_editor_s(self, folder, change):
        fiche = Fiche.objects.get(numero=13)
        if change == "etape":
            fiche.etapes.filter(ordre=2).delete()
        elif change == "theme":
            fiche.themes.add(Theme.objects.get(slug="mobilite"))
        else:
            fiche.outil.titre = "Autre"
            fiche.outil.save()
        self.edit(folder, "fiches/fiche-13*", "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")
        assert len(load(folder).edited) == 1

    def test_text_deleted_by_an_editor_stays_deleted(self, folder):
        Fiche.objects.get(numero=13).delete()
        load(folder)
        assert not Fiche.objects.filter(numero=13).exists()

    def test_step_dropped_from_the_file_is_deleted(self, folder):
        file = next(folder.glob("fiches/fiche-13*"))
        records = file.read_text().split("- model: ")
        kept = [o for o in records if not (o.startswith("fiches.etape") and "ordre: 6" in o)]
        file.write_text("- model: ".join(kept))
        load(folder)
        assert Fiche.objects.get(numero=13).etapes.count() == 5

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("type: liste", "type: [liste"),
            ("experience: [groupe-ulisse-ressourcerie]", "experience: [absente]"),
            ("numero: 13", "numero: treize"),
            ("- model: fiches.outil", "- model: fiches.inconnu"),
            ("themes: [[", "themes: [[inconnu], ["),
        ],
    )
    def test_bad_file_stops_the_whole_load_and_says_why(self, folder, before, after):
        file = next(folder.glob("fiches/fiche-13*"))
        text = file.read_text()
        if before not in text:
            before, after = "themes:\n", "themes:\n  - [inconnu]\n"
        file.write_text(text.replace(before, after, 1))
        self.edit(folder, "fiches/fiche-12*", "titre: Reprendre ou", "titre: Racheter ou")
        with pytest.raises(UnreadableContent, match="fiche-13"):
            load(folder)
        assert Fiche.objects.get(numero=12).titre.startswith("Reprendre")
