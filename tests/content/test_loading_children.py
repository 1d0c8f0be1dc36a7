"""How steps, tools and references are loaded: those that editors added, moved or deleted are never lost nor doubled."""

import pytest

from dts_platform.content.files import UnreadableContent
from dts_platform.content.loader import load
from experiences.models import Experience
from fiches.models import Fiche, Outil
from missions.models import Terme, Theme
from tests.content.edits import (
    FICHE,
    TITLE,
    edit,
    insert_step,
    insert_step_here,
    number_steps,
    of_kind,
    reasons,
    rewrite,
    titles,
)
from tests.factories import a_reference


@pytest.mark.django_db
class TestChildren:
    def test_step_that_the_file_drops_is_deleted_and_the_next_ones_move_up(self, folder, fiche):
        before = titles(fiche)

        def drop(objects):
            step = next(obj for obj in objects if obj["model"] == "fiches.etape" and obj["fields"]["ordre"] == 2)
            objects.remove(step)
            number_steps(of_kind(objects, "fiches.etape"))

        rewrite(folder, FICHE, drop)
        load(folder)
        assert titles(fiche) == [before[0], *before[2:]]
        assert list(fiche.etapes.values_list("ordre", flat=True)) == [1, 2, 3, 4, 5]

    def test_step_that_the_file_drops_stays_if_an_editor_changed_it(self, folder, fiche):
        fiche.etapes.filter(ordre=6).update(resultat="Autre.")

        def drop(objects):
            return [obj for obj in objects if obj["fields"].get("ordre") != 6 or obj["model"] != "fiches.etape"]

        rewrite(folder, FICHE, drop)
        assert reasons(load(folder)) == [("", "modifié ici, retiré du fichier")]
        assert fiche.etapes.get(ordre=6).resultat == "Autre."
        assert load(folder).kept == []
        load(folder, overwrite=True, paths=[folder / FICHE])
        assert fiche.etapes.count() == 5

    def test_steps_that_both_insert_stand_each_at_its_place(self, folder, fiche):
        before = titles(fiche)
        insert_step_here(fiche, 3, "D’une éditrice")
        fiche.etapes.filter(titre=before[4]).update(texte="Récrit par une éditrice.")
        insert_step(folder, 2, "Du fichier")
        report = load(folder)
        assert titles(fiche) == [before[0], "Du fichier", before[1], "D’une éditrice", *before[2:]]
        assert fiche.etapes.get(titre=before[4]).texte == "Récrit par une éditrice."
        assert list(fiche.etapes.values_list("ordre", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8]
        assert report.kept == []

    def test_step_moved_by_an_editor_takes_the_words_of_the_file(self, folder, fiche):
        before = titles(fiche)
        insert_step_here(fiche, 1, "D’une éditrice")

        def correct(objects):
            of_kind(objects, "fiches.etape")[2]["titre"] = "Corrigée"

        rewrite(folder, FICHE, correct)
        load(folder)
        assert titles(fiche) == ["D’une éditrice", *before[:2], "Corrigée", *before[3:]]

    @pytest.mark.parametrize("kind", ["etape", "reference", "outil", "prolongement"])
    def test_child_deleted_by_an_editor_stays_deleted(self, folder, fiche, kind):
        row = {
            "etape": fiche.etapes.get(ordre=2),
            "reference": fiche.references.first(),
            "outil": fiche.outil,
            "prolongement": fiche.prolongements.first(),
        }[kind]
        counts = [fiche.etapes.count(), fiche.references.count(), fiche.prolongements.count()]
        row.delete()
        edit(folder, FICHE, *TITLE)
        assert load(folder).kept == []
        assert not type(row).objects.filter(fiche=fiche, pk=row.pk).exists()
        left = [fiche.etapes.count(), fiche.references.count(), fiche.prolongements.count()]
        assert sum(counts) - sum(left) == (0 if kind == "outil" else 1)
        assert Outil.objects.filter(fiche=fiche).exists() == (kind != "outil")

    def test_deleted_child_that_the_file_changes_is_told(self, folder, fiche):
        fiche.outil.delete()
        rewrite(folder, FICHE, lambda objects: of_kind(objects, "fiches.outil")[0].update(titre="Autre"))
        assert reasons(load(folder)) == [("", "supprimé ici, modifié dans le fichier")]
        load(folder, overwrite=True, paths=[folder / FICHE])
        assert Outil.objects.get(fiche=fiche).titre == "Autre"

    def test_step_written_anew_in_place_of_a_deleted_one_is_the_editor_s(self, folder, fiche):
        """Even a field where they happened to write what the file said."""
        step = fiche.etapes.get(ordre=2)
        step.delete()
        fiche.etapes.create(ordre=2, titre="Autre", texte="Autre.", avec_qui=step.avec_qui, resultat="Autre.")
        rewrite(folder, FICHE, lambda objects: of_kind(objects, "fiches.etape")[1].update(avec_qui="Personne"))
        assert reasons(load(folder)) == [("", "supprimé ici, modifié dans le fichier")]
        assert list(fiche.etapes.filter(ordre=2).values_list("titre", "avec_qui")) == [("Autre", step.avec_qui)]

    def test_rows_of_a_restored_copy_are_found_again_by_their_keys(self, folder, fiche):
        steps, tool = list(fiche.etapes.all()), fiche.outil
        fiche.etapes.all().delete()
        tool.delete()
        for row in (*steps, tool):
            row.pk = None
            row.save(force_insert=True)
        insert_step(folder, 2, "Du fichier")
        rewrite(folder, FICHE, lambda objects: of_kind(objects, "fiches.outil")[0].update(titre="Corrigé"))
        assert load(folder).kept == []
        assert fiche.etapes.count() == 7
        assert Outil.objects.get(fiche=fiche).titre == "Corrigé"

    def test_reference_added_by_an_editor_stays(self, folder, fiche):
        added = a_reference(fiche, "D’une éditrice", ordre=9)
        edit(folder, FICHE, *TITLE)
        load(folder)
        assert fiche.references.filter(pk=added.pk).exists()

    def test_source_that_a_figure_of_an_editor_cites_stays(self, folder):
        experience = Experience.objects.get(slug="alcg-gpect")
        source = experience.sources.get(code="recueil-vita")
        sources = experience.sources.count()
        experience.chiffres.create(ordre=99, libelle="Adhérents", valeur=3, annee=2020, source=source)
        rewrite(
            folder,
            "experiences/alcg-gpect.yaml",
            lambda objects: [obj for obj in objects if obj["fields"].get("code") != "recueil-vita"],
        )
        assert reasons(load(folder)) == [("", "modifié ici, retiré du fichier")]
        assert experience.sources.count() == sources

    def test_themes_are_compared_as_sets(self, folder, fiche):
        rewrite(folder, FICHE, lambda objects: objects[0]["fields"]["themes"].reverse())
        before = set(fiche.themes.slugs())
        assert load(folder).kept == []
        assert set(fiche.themes.slugs()) == before

    def test_theme_added_by_an_editor_stays_and_missions_load(self, folder, fiche):
        theme = Theme.objects.exclude(pk__in=fiche.themes.values("pk")).first()
        fiche.themes.add(theme)

        def change(objects):
            objects[0]["fields"] |= {"missions": [["animation-territoire"]], "themes": [["mobilite"]]}

        rewrite(folder, FICHE, change)
        assert [name for name, _ in reasons(load(folder))] == ["thèmes"]
        assert theme in fiche.themes.all()
        assert [mission.slug for mission in fiche.missions.all()] == ["animation-territoire"]
        load(folder, overwrite=True, paths=[folder / FICHE])
        assert [theme.slug for theme in fiche.themes.all()] == ["mobilite"]

    def test_reference_to_a_text_that_an_editor_deleted_is_left_out_and_told(self, folder, fiche):
        Fiche.objects.get(numero=12).delete()
        gone = next(folder.glob("fiches/fiche-12*")).stem.removeprefix("fiche-12-")
        rewrite(folder, FICHE, lambda objects: objects[0]["fields"]["prepare"].append([gone]))
        report = load(folder)
        assert [reason for _, reason in reasons(report)] == ["renvoie à un texte supprimé ici"]

    def test_term_added_by_the_file_loads_beside_one_edited_here(self, folder):
        Terme.objects.filter(slug="iae").update(definition="Récrit.")
        Terme.objects.filter(slug="ai").delete()
        new = {"slug": "essai", "nom": "Essai", "definition": "Un mot."}
        rewrite(
            folder,
            "cadre/glossaire.yaml",
            lambda objects: objects.append({"model": "missions.terme", "fields": new}),
        )
        assert load(folder).kept == []
        assert Terme.objects.get(slug="iae").definition == "Récrit."
        assert Terme.objects.filter(slug="essai").exists()
        assert not Terme.objects.filter(slug="ai").exists()


@pytest.mark.django_db
class TestOneWay:
    """A fiche is never both before and after another: 13 prepares 18 in the files."""

    @staticmethod
    def name_after(folder, path: str, slug: str) -> None:
        rewrite(folder, path, lambda objects: objects[0]["fields"]["prepare"].append([slug]))

    @staticmethod
    def after(number: int) -> list[int]:
        return list(Fiche.objects.get(numero=number).prepare.order_by("numero").values_list("numero", flat=True))

    @pytest.fixture
    def sequel(self, db) -> Fiche:
        return Fiche.objects.get(numero=18)

    @pytest.fixture
    def sequel_file(self, folder) -> str:
        return str(next(folder.glob("fiches/fiche-18-*")).relative_to(folder))

    def test_files_that_say_both_ways_are_refused_with_the_two_fiches(self, folder, fiche, sequel, sequel_file):
        self.name_after(folder, sequel_file, fiche.slug)
        with pytest.raises(UnreadableContent, match=r"fiche-18.*la fiche 13 prépare déjà celle-ci"):
            load(folder, overwrite=True, paths=[folder / FICHE, folder / sequel_file])

    def test_files_that_close_a_longer_loop_are_refused_with_every_fiche_of_it(self, folder, fiche):
        path = str(next(folder.glob("fiches/fiche-41-*")).relative_to(folder))
        self.name_after(folder, path, fiche.slug)
        told = r"fiche-41.*la fiche 13 prépare la fiche 18, qui prépare déjà celle-ci"
        with pytest.raises(UnreadableContent, match=told):
            load(folder, overwrite=True, paths=[folder / FICHE, folder / path])

    def test_fiche_that_prepares_itself_is_refused(self, folder, fiche):
        self.name_after(folder, FICHE, fiche.slug)
        with pytest.raises(UnreadableContent, match="ne se prépare pas elle-même"):
            load(folder, overwrite=True, paths=[folder / FICHE])

    def test_files_may_turn_a_way_round_in_one_load(self, folder, fiche, sequel, sequel_file):
        rewrite(folder, FICHE, lambda objects: objects[0]["fields"]["prepare"].remove([sequel.slug]))
        self.name_after(folder, sequel_file, fiche.slug)
        assert load(folder).kept == []
        assert 13 in self.after(18)
        assert 18 not in self.after(13)

    def test_way_that_an_editor_turned_round_stays_and_is_told(self, folder, fiche, sequel):
        fiche.prepare.clear()
        load(folder)
        other = Fiche.objects.get(numero=12)
        fiche.prepare.add(other)  # 13 prepares 12: an editor said so here
        path = str(next(folder.glob("fiches/fiche-12-*")).relative_to(folder))
        self.name_after(folder, path, fiche.slug)
        report = load(folder)
        assert [(kept.path, kept.field) for kept in report.kept] == [(path, "prépare les fiches")]
        assert self.after(13) == [12]
        assert 13 not in self.after(12)
