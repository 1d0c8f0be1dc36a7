"""Going back, what documents say begins the texts again: nothing that was written is lost."""

from django.db import migrations
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

TEXTS = {"Mission": "corps", "Principe": "corps", "Strategie": "corps", "Repere": "corps", "Volet": "texte", "PointDeRepere": "texte"}


def join(apps, editor):
    for name, ours in TEXTS.items():
        rows = apps.get_model("missions", name).objects.exclude(documents_disent="")
        rows.filter(**{ours: ""}).update(**{ours: F("documents_disent"), "documents_disent": ""})
        rows.update(**{ours: Concat("documents_disent", Value("\n\n"), ours, output_field=TextField()), "documents_disent": ""})


class Migration(migrations.Migration):
    dependencies = [("missions", "0007_said_and_added")]

    operations = [migrations.RunPython(migrations.RunPython.noop, join)]
