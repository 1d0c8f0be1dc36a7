"""Two machine models take English names. Their tables stay; rights that accounts hold follow the new names."""

from django.db import migrations

from dts_platform.migrations._renamed_rights import rename_rights


class Migration(migrations.Migration):
    dependencies = [("dts_platform", "0002_recherche"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelTable("RechercheVaine", "dts_platform_recherchevaine"),
        migrations.RenameModel("RechercheVaine", "FruitlessSearch"),
        migrations.AlterModelTable("FichierDeContenu", "dts_platform_fichierdecontenu"),
        migrations.RenameModel("FichierDeContenu", "LoadedFile"),
        rename_rights("dts_platform", {"recherchevaine": "fruitlesssearch", "fichierdecontenu": "loadedfile"}),
    ]
