"""Whatever editors and authors do in turn, a load never overwrites what an editor wrote."""

import shutil

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.content.loader import load
from dts_platform.models import LoadedFile
from dts_platform.text.yaml_text import read_yaml
from fiches.models import Etape, Fiche
from tests.content.edits import (
    FICHE,
    ROOT,
    insert_step_here,
    number_steps,
    of_kind,
    rewrite,
    titles,
)
from tests.long import long_or

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
                objects[0]["fields"][field] = f"Fichier\u202f: {text}"
            elif kind == "insert" and step:
                place = objects.index(step)
                objects.insert(place, {**step, "fields": {**step["fields"], "titre": text, "texte": f"F {text}"}})
            elif kind == "delete" and step:
                objects.remove(step)
            elif step:
                step["fields"][field] = f"Fichier\u202f: {text}"
        number_steps(of_kind(objects, "fiches.etape"))

    rewrite(folder, FICHE, change)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=long_or(10, 200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
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
        told = read_yaml(file.read_text())
        assert titles(fiche) == [step["titre"] for step in of_kind(told, "fiches.etape")]
        transaction.set_rollback(True)
