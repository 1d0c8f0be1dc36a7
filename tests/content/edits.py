"""Ways to edit a content file, and a fiche of the database, in the tests of loading."""

import yaml
from django.conf import settings

from dts_platform.text.yaml_text import read_yaml
from fiches.models import Etape

ROOT = settings.CONTENT_DIR
FICHE = "fiches/fiche-13-creer-une-ressourcerie.yaml"
TITLE = ("titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie")


def edit(folder, pattern, before, after):
    file = next(folder.glob(pattern))
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def rewrite(folder, path, change) -> None:
    """Let a function change the objects of a file: a list of {model, fields}."""
    file = folder / path
    objects = read_yaml(file.read_text())
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
