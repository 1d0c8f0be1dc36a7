"""The blanks of tools are marked in their text, where the first edition guessed them.

`_marks_of_tools` is a frozen copy of that guesser and of the first reader of marks: a tool keeps its fields, and each
character that is printed. A tool that an editor never touched becomes exactly what the new content file says. One that
already has marks is left alone. Backwards, the marks give way to what they print.

The journal of content files follows: a tool that nobody edited still says, for it, what its file said.
"""

import hashlib
import json

from django.db import migrations, models

import fiches.models.outil
from fiches.migrations._marks_of_tools.convert import convert
from fiches.migrations._marks_of_tools.marks import printed


def _digest(text):
    """The digest of a text as the journal of this day keeps it."""
    return hashlib.sha256(json.dumps(text, ensure_ascii=False).encode()).hexdigest()[:20]


def _rewrite(apps, schema_editor, change):
    alias = schema_editor.connection.alias
    outils, digests = apps.get_model("fiches", "Outil").objects.using(alias), {}
    for key, corps in list(outils.values_list("pk", "corps")):
        if (changed := change(corps)) != corps:
            outils.filter(pk=key).update(corps=changed)
            digests[_digest(corps)] = _digest(changed)
    for entry in apps.get_model("dts_platform", "LoadedFile").objects.using(alias).exclude(objets=None):
        tools = [said["fields"] for said in entry.objets if said["model"] == "fiches.outil"]
        if known := [fields for fields in tools if fields.get("corps") in digests]:
            for fields in known:
                fields["corps"] = digests[fields["corps"]]
            entry.save(update_fields=["objets"])


def forwards(apps, schema_editor):
    _rewrite(apps, schema_editor, convert)


def backwards(apps, schema_editor):
    _rewrite(apps, schema_editor, printed)


class Migration(migrations.Migration):
    dependencies = [("fiches", "0005_document_basis"), ("dts_platform", "0004_journal_by_field")]

    operations = [
        migrations.AlterField(
            "Outil",
            "corps",
            models.TextField(
                help_text="Entier et utilisable tel quel. Mise en forme CommonMark : **gras**, listes avec « - », "
                "tableaux. Une ligne vide sépare les paragraphes. Ce qui est à remplir : une case de tableau vide, ☐, "
                "…… ; pour lui donner un nom, [… : Piste A] ou [☐ : oui] ; pour dire ce qu’on y met, "
                "[… : Âge ; type=nombre] ou [… : Statut ; choix=association / coopérative]. "
                "Sur la page, seul le premier signe se voit. Tout est dit dans le guide de rédaction.",
                validators=[fiches.models.outil.check_tool],
                verbose_name="l’outil",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
