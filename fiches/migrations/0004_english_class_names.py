"""Two models of documents take English names. Their tables stay; rights that accounts hold follow the new names."""

from django.db import migrations

RENAMED = {"documentconstruit": "builtdocument", "bail": "lease"}


def rename_permissions(apps, names):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="fiches")
    for old, new in names.items():
        for action in ("add", "change", "delete", "view"):
            permissions.filter(codename=f"{action}_{old}").update(codename=f"{action}_{new}")


def forwards(apps, schema_editor):
    rename_permissions(apps, RENAMED)


def backwards(apps, schema_editor):
    rename_permissions(apps, {new: old for old, new in RENAMED.items()})


class Migration(migrations.Migration):
    dependencies = [("fiches", "0003_documents_par_parts"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelTable("DocumentConstruit", "fiches_documentconstruit"),
        migrations.RenameModel("DocumentConstruit", "BuiltDocument"),
        migrations.AlterModelTable("Bail", "fiches_bail"),
        migrations.RenameModel("Bail", "Lease"),
        migrations.RunPython(forwards, backwards),
    ]
