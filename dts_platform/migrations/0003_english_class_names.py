"""Two machine models take English names. Their tables stay; rights that accounts hold follow the new names."""

from django.db import migrations

RENAMED = {"recherchevaine": "fruitlesssearch", "fichierdecontenu": "loadedfile"}


def rename_permissions(apps, names):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="dts_platform")
    for old, new in names.items():
        for action in ("add", "change", "delete", "view"):
            permissions.filter(codename=f"{action}_{old}").update(codename=f"{action}_{new}")


def forwards(apps, schema_editor):
    rename_permissions(apps, RENAMED)


def backwards(apps, schema_editor):
    rename_permissions(apps, {new: old for old, new in RENAMED.items()})


class Migration(migrations.Migration):
    dependencies = [("dts_platform", "0002_recherche"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelTable("RechercheVaine", "dts_platform_recherchevaine"),
        migrations.RenameModel("RechercheVaine", "FruitlessSearch"),
        migrations.AlterModelTable("FichierDeContenu", "dts_platform_fichierdecontenu"),
        migrations.RenameModel("FichierDeContenu", "LoadedFile"),
        migrations.RunPython(forwards, backwards),
    ]
