"""« Facile à lire » keeps the texts that are written so; the others, which speak of the fiche, become « en bref ».

Of the texts that content files brought, those of twenty-one fiches speak to the person concerned and stay, whatever editors
made of them. A text of another fiche stays when two of its lines at least speak to the reader. No word changes, and the
journal of content files follows: a text that nobody edited still takes the later corrections of its file.
"""

import re

from django.db import migrations, models

EASY = {
    "informer-sur-les-droits-et-en-faciliter-l-acces",
    "faire-reconnaitre-et-valider-les-competences",
    "construire-des-competences-transferables",
    "accompagner-les-mobilites-et-les-transitions",
    "developper-la-polycompetence-a-domicile",
    "ameliorer-les-conditions-de-travail",
    "tenir-compte-des-contraintes-de-vie-des-salaries",
    "signer-des-conventions-de-co-construction-de-parcours",
    "associer-toutes-les-parties-prenantes",
    "adopter-une-approche-globale",
    "faire-vivre-la-representation-et-les-droits-des-salaries",
    "associer-les-salaries-a-la-gouvernance-et-au-fonctionnement",
    "prescrire-suivre-et-prolonger-un-pass-iae",
    "preparer-le-dialogue-de-gestion-et-tenir-l-annexe-financiere",
    "tenir-quand-l-aide-au-poste-baisse",
    "mettre-a-disposition-les-salaries-d-une-association-intermediaire",
    "travailler-avec-le-reseau-pour-l-emploi-et-les-heures-d-activite",
    "financer-la-formation-des-salaries-en-parcours",
    "choisir-un-statut-et-se-rapprocher-d-une-autre-structure",
    "lever-les-obstacles-de-sante-logement-numerique-justice-et-handicap",
    "proteger-les-donnees-personnelles-dans-une-petite-structure",
}
TO_THE_READER = re.compile(r"\b(?:vous|votre|vos)\b", re.I)


def is_easy(text):
    """Is this text, which no content file brought, written for the person concerned?"""
    return sum(bool(TO_THE_READER.search(line)) for line in text.splitlines()) > 1


def _files(apps, alias):
    """Each file of the journal whose objects are known, with those that are fiches."""
    for entry in apps.get_model("dts_platform", "LoadedFile").objects.using(alias).exclude(objets=None):
        yield entry, [said for said in entry.objets if said["model"] == "fiches.fiche"]


def forwards(apps, schema_editor):
    alias = schema_editor.connection.alias
    fiches, brought = apps.get_model("fiches", "Fiche").objects.using(alias), {}
    for entry, told in _files(apps, alias):
        moved = [said for said in told if said["key"][0] not in EASY]
        brought |= {said["pk"]: said in moved for said in told}
        for said in moved:
            if "facile_a_lire" in said["fields"]:
                said["fields"]["en_bref"] = said["fields"].pop("facile_a_lire")
        if moved:
            entry.save(update_fields=["objets"])
    for key, slug, text in fiches.values_list("pk", "slug", "facile_a_lire"):
        if brought.get(key, slug not in EASY and not is_easy(text)):
            fiches.filter(pk=key).update(en_bref=text, facile_a_lire="")


def backwards(apps, schema_editor):
    alias = schema_editor.connection.alias
    apps.get_model("fiches", "Fiche").objects.using(alias).filter(facile_a_lire="").update(
        facile_a_lire=models.F("en_bref")
    )
    for entry, told in _files(apps, alias):
        for said in told:
            if "en_bref" in said["fields"]:
                brief = said["fields"].pop("en_bref")
                said["fields"].setdefault("facile_a_lire", brief)
        entry.save(update_fields=["objets"])


class Migration(migrations.Migration):
    dependencies = [
        ("fiches", "0012_typed_beside_prose"),
        ("dts_platform", "0004_journal_by_field"),
    ]

    operations = [
        migrations.AddField(
            model_name='fiche',
            name='en_bref',
            field=models.TextField(blank=True, default='', help_text='L’essentiel, une idée par ligne «\u202f- …\u202f», pour qui n’a qu’une minute.', verbose_name='en bref'),
        ),
        migrations.AddField(
            model_name='fiche',
            name='facile_relu_le',
            field=models.DateField(blank=True, null=True, verbose_name='relu le'),
        ),
        migrations.AddField(
            model_name='fiche',
            name='facile_relu_par',
            field=models.CharField(blank=True, default='', help_text='Les personnes concernées qui ont relu le texte facile à lire\u202f: leur groupe, leur structure. Vide\u202f: la page dit qu’il n’est pas encore relu.', max_length=200, verbose_name='relu par'),
        ),
        migrations.AlterField(
            model_name='fiche',
            name='facile_a_lire',
            field=models.TextField(blank=True, default='', help_text='Seulement un texte écrit pour être facile à lire, qui s’adresse à la personne concernée\u202f: mots de tous les jours, une idée par phrase, une phrase par ligne «\u202f- …\u202f». Sinon, «\u202fen bref\u202f» suffit.', verbose_name='facile à lire'),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.AddConstraint(
            model_name='fiche',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('facile_relu_le', None), ('facile_relu_par', '')), models.Q(models.Q(('facile_relu_par', ''), _negated=True), ('facile_relu_le__isnull', False), models.Q(('facile_a_lire', ''), _negated=True)), _connector='OR'), name='fiches_fiche_relecture_facile', violation_error_message='Un texte facile à lire qui a été relu dit par qui et quel jour\u202f: remplissez les deux, ou aucun.'),
        ),
    ]
