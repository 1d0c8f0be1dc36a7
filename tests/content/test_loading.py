"""How the content files are loaded: twice changes nothing, an editor’s work is kept, a bad file stops all."""

import shutil
from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.content.formatter import content_files
from dts_platform.content.loader import UnreadableContent, load
from dts_platform.models import LoadedFile
from experiences.models import Experience
from fiches.models import Etape, Fiche, Outil, Reference
from missions.models import Terme, Theme
from tests.processes.stage import play

ROOT = settings.CONTENT_DIR
FICHE = "fiches/fiche-13-creer-une-ressourcerie.yaml"
TITLE = ("titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")


@pytest.fixture
def folder(tmp_path):
    """A copy of the content that a test may change."""
    return shutil.copytree(ROOT, tmp_path / "fixtures")


@pytest.fixture
def fiche(db) -> Fiche:
    return Fiche.objects.get(numero=13)


def edit(folder, pattern, before, after):
    file = next(folder.glob(pattern))
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def rewrite(folder, path, change) -> None:
    """Let a function change the objects of a file: a list of {model, fields}."""
    file = folder / path
    objects = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump(change(objects) or objects, allow_unicode=True, sort_keys=False))


def of_kind(objects, model) -> list[dict]:
    """The fields of the objects of one kind."""
    return [obj["fields"] for obj in objects if obj["model"] == model]


def number_steps(steps) -> None:
    for rank, step in enumerate(steps, 1):
        step["ordre"] = rank


def insert_step(folder, rank: int, title: str) -> None:
    """Put a step in the file, the next ones moving down."""

    def change(objects):
        first = next(n for n, obj in enumerate(objects) if obj["model"] == "fiches.etape")
        new = {**objects[first]["fields"], "titre": title, "texte": f"Texte de {title}.", "resultat": title}
        objects.insert(first + rank - 1, {"model": "fiches.etape", "fields": new})
        number_steps(of_kind(objects, "fiches.etape"))

    rewrite(folder, FICHE, change)


def insert_step_here(fiche, rank: int, title: str, whom: str = "Nous") -> Etape:
    """Put a step in the database as the administration does: the others take new ranks, and stay the same rows."""
    for step in fiche.etapes.filter(ordre__gte=rank).order_by("-ordre"):
        Etape.objects.filter(pk=step.pk).update(ordre=step.ordre + 1)
    return fiche.etapes.create(ordre=rank, titre=title, texte="Ici.", avec_qui=whom, resultat="Un pas")


def titles(fiche) -> list[str]:
    return list(fiche.etapes.values_list("titre", flat=True))


def reasons(report) -> list[tuple[str, str]]:
    return [(kept.field, kept.reason) for kept in report.kept]


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
        Fiche.objects.filter(numero=12).update(numero=999)

        def renumber(objects):
            objects[0]["fields"] |= {"numero": 999, "slug": "nouvelle", "titre": "Une nouvelle fiche"}
            for obj in objects[1:]:
                obj["fields"]["fiche"] = ["nouvelle"]

        shutil.copy(folder / FICHE, folder / "fiches/fiche-99-nouvelle.yaml")
        rewrite(folder, "fiches/fiche-99-nouvelle.yaml", renumber)
        assert [name for name, _ in reasons(load(folder))] == [""]
        Fiche.objects.filter(numero=999).update(numero=12)
        assert load(folder).kept == []
        assert Fiche.objects.get(slug="nouvelle").etapes.count() == 6

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
        added = Reference.objects.create(fiche=fiche, ordre=9, titre="D’une éditrice")
        edit(folder, FICHE, *TITLE)
        load(folder)
        assert fiche.references.filter(pk=added.pk).exists()

    def test_source_that_a_figure_of_an_editor_cites_stays(self, folder):
        experience = Experience.objects.get(slug="alcg-gpect")
        source = experience.sources.get(code="recueil-vita")
        experience.chiffres.create(libelle="Adhérents", valeur=3, annee=2020, source=source)
        rewrite(
            folder,
            "experiences/alcg-gpect.yaml",
            lambda objects: [obj for obj in objects if obj["fields"].get("code") != "recueil-vita"],
        )
        assert reasons(load(folder)) == [("", "modifié ici, retiré du fichier")]
        assert experience.sources.count() == 2

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


TEXTS = st.sampled_from(["Un.", "Deux.", "Trois."])
RANKS = st.integers(1, 6)
FIELDS = st.sampled_from(["titre", "texte", "avec_qui", "resultat"])
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), RANKS, FIELDS, TEXTS),
        st.tuples(st.just("delete"), RANKS, FIELDS, TEXTS),
        st.tuples(st.just("insert"), RANKS, FIELDS, TEXTS),
        st.tuples(st.just("tell"), RANKS, st.sampled_from(["resume", "vigilance", "moyens"]), TEXTS),
    ),
    max_size=5,
)


def edit_here(fiche, edits) -> dict:
    """Play an editor; return what they wrote: {(model, row, field): value}."""
    wrote = {}
    for kind, rank, field, text in edits:
        step = fiche.etapes.filter(ordre=rank).first()
        if kind == "tell":
            Fiche.objects.filter(pk=fiche.pk).update(**{field: text})
            wrote[Fiche, fiche.pk, field] = text
        elif kind == "insert":
            step = insert_step_here(fiche, rank, text, step.avec_qui if step else "Nous")
            wrote |= {
                (Etape, step.pk, name): getattr(step, name) for name in ("titre", "texte", "avec_qui", "resultat")
            }
        elif step and kind == "delete":
            wrote = {key: value for key, value in wrote.items() if key[:2] != (Etape, step.pk)}
            step.delete()
        elif step:
            Etape.objects.filter(pk=step.pk).update(**{field: text})
            wrote[Etape, step.pk, field] = text
    return wrote


def edit_file(folder, edits) -> None:
    """Play an author, who writes other words."""

    def change(objects):
        for kind, rank, field, text in edits:
            steps = [obj for obj in objects if obj["model"] == "fiches.etape"]
            step = steps[min(rank, len(steps)) - 1] if steps else None
            if kind == "tell":
                objects[0]["fields"][field] = f"Fichier : {text}"
            elif kind == "insert" and step:
                place = objects.index(step)
                objects.insert(place, {**step, "fields": {**step["fields"], "titre": text, "texte": f"F {text}"}})
            elif kind == "delete" and step:
                objects.remove(step)
            elif step:
                step["fields"][field] = f"Fichier : {text}"
        number_steps(of_kind(objects, "fiches.etape"))

    rewrite(folder, FICHE, change)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(here=EDITS, there=EDITS, later=EDITS)
def test_no_random_edit_of_an_editor_is_ever_overwritten(tmp_path_factory, here, there, later):
    folder = shutil.copytree(ROOT / "fiches", tmp_path_factory.mktemp("random") / "fiches").parent
    file = folder / FICHE
    with transaction.atomic():
        fiche = Fiche.objects.get(numero=13)
        wrote = edit_here(fiche, here)
        for edits in (there, later):
            edit_file(folder, edits)
            load(folder, paths=[file])
            found = {
                (model, pk, name): model.objects.filter(pk=pk).values_list(name, flat=True).first()
                for model, pk, name in wrote
            }
            assert found == wrote
            state = list(Etape.objects.filter(fiche=fiche).values())
            LoadedFile.objects.filter(chemin=FICHE).update(empreinte_du_fichier="")
            assert load(folder, paths=[file]).kept == []
            assert list(Etape.objects.filter(fiche=fiche).values()) == state
        load(folder, paths=[file], overwrite=True)
        told = yaml.safe_load(file.read_text())
        assert titles(fiche) == [step["titre"] for step in of_kind(told, "fiches.etape")]
        transaction.set_rollback(True)


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
    conversion = ("dts_platform", "0004_champs_du_journal")
    before = set(graph.forwards_plan(conversion))
    content = {node for node in graph.nodes if node[0] in ("missions", "experiences", "fiches")}
    assert [node for node in content - before if conversion not in graph.forwards_plan(node)] == []
