"""Units of figures are those of a list; a word that says more is kept beside, and what a figure covers may be said."""

import hashlib
import json

from django.db import migrations, models
from django.db.backends.utils import format_number

from experiences.migrations._units import converted

UNITS = (
    "personnes",
    "salariés",
    "emplois",
    "équivalents temps plein",
    "habitants",
    "adhérents",
    "familles",
    "structures",
    "entreprises",
    "associations",
    "communes",
    "dossiers",
    "euros",
    "%",
    "hectares",
    "m²",
    "jours",
    "places",
    "logements",
    "véhicules",
    "repas par jour",
)


def digest(value):
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def decimal_digest(value):
    return digest(format_number(value, 14, 2))


def convert(apps, schema_editor):
    """Convert the rows, and what the journal says that files said of those that nobody edited."""
    figures, changes = apps.get_model("experiences", "ChiffreCle"), {}
    for figure in figures.objects.all():
        unit, factor, note = converted(figure.unite)
        if (unit, factor, note) == (figure.unite, 1, ""):
            continue
        before = (digest(figure.unite), decimal_digest(figure.valeur))
        figures.objects.filter(pk=figure.pk).update(unite=unit, valeur=figure.valeur * factor, note=note)
        changes[figure.pk] = (before, digest(unit), decimal_digest(figure.valeur * factor), digest(note))
    loaded = apps.get_model("dts_platform", "LoadedFile")
    for file in loaded.objects.exclude(objets=None):
        objects = [told(obj, changes) if obj["model"] == "experiences.chiffrecle" else obj for obj in file.objets]
        if objects != file.objets:
            loaded.objects.filter(pk=file.pk).update(objets=objects, empreinte_du_fichier="")


def told(obj, changes):
    """The digests of what a file said of a figure, in the units of this day, where the row still says it."""
    if obj["pk"] not in changes:
        return obj
    (unit, value), new_unit, new_value, note = changes[obj["pk"]]
    fields = dict(obj["fields"])
    if fields.get("unite") == unit:
        fields |= {"unite": new_unit, "note": note}
        if fields.get("valeur") == value:
            fields["valeur"] = new_value
    return {**obj, "fields": fields}


def put_words_back(apps, schema_editor):
    """Going back, the exact word is the unit again; millions stay in euros."""
    for figure in apps.get_model("experiences", "ChiffreCle").objects.exclude(note=""):
        figure.unite = figure.note[:60]
        figure.save(update_fields=["unite"])


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0004_working_copies"),
        ("dts_platform", "0004_journal_by_field"),
    ]

    operations = [
        migrations.AddField(
            "chiffrecle",
            "note",
            models.CharField(
                "mot exact",
                blank=True,
                default="",
                max_length=120,
                help_text="Ce qu’on lit à la place de l’unité : « filiales », « paniers par semaine ». Vide si l’unité suffit.",
            ),
        ),
        migrations.AddField(
            "chiffrecle",
            "perimetre",
            models.CharField(
                "ce que le chiffre couvre",
                blank=True,
                default="",
                max_length=200,
                help_text="« Les sept structures du groupe », « l’atelier de Marseille seul ». Vide si le libellé le dit.",
            ),
        ),
        migrations.AlterField(
            "chiffrecle",
            "unite",
            models.CharField(
                "unité",
                blank=True,
                choices=[(unit, unit) for unit in UNITS],
                max_length=60,
                help_text="De la liste, pour que les chiffres se trient et s’ajoutent. Les millions s’écrivent en euros.",
            ),
        ),
        migrations.RunPython(convert, put_words_back),
    ]
