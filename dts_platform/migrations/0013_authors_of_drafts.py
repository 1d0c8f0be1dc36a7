"""Who began each text that is not public, as far as the administration knows; referents may propose changes of landmarks.

Without it, the author of a draft of an installed site could publish it alone.
"""

from django.db import migrations

TEXTS = [("missions", "repere"), ("experiences", "experience"), ("fiches", "fiche")]
ADDED = 1  # in the journal of the administration
RIGHTS = ["change_repere", "view_repere"] + [
    f"{act}_{name}" for name in ("pointderepere", "sourcederepere") for act in ("add", "change", "delete", "view")
]


def note_authors(apps, schema_editor):
    entries = apps.get_model("admin", "LogEntry").objects.filter(action_flag=ADDED).order_by("action_time")
    for app, name in TEXTS:
        texts = apps.get_model(app, name).objects.filter(auteur=None).exclude(statut="publie")
        made = entries.filter(content_type__app_label=app, content_type__model=name).values_list("object_id", "user")
        for key, user in made:
            texts.filter(pk=key).update(auteur=user)


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name="Référents régionaux"):
        rights = apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="missions", codename__in=RIGHTS
        )
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("dts_platform", "0012_versions_and_passages"),
        ("missions", "0002_working_copies"),
        ("experiences", "0004_working_copies"),
        ("fiches", "0011_working_copies"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(note_authors, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
