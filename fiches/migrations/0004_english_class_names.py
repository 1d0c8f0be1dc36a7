"""Three models of documents take English names. Their tables stay; rights that accounts hold follow the new names."""

from django.db import migrations

from dts_platform.migrations._renamed_rights import rename_rights


class Migration(migrations.Migration):
    dependencies = [("fiches", "0003_documents_par_parts"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AlterModelTable("DocumentConstruit", "fiches_documentconstruit"),
        migrations.RenameModel("DocumentConstruit", "BuiltDocument"),
        migrations.AlterModelTable("Bail", "fiches_bail"),
        migrations.RenameModel("Bail", "Lease"),
        migrations.AlterModelTable("FichierDEdition", "fiches_fichierdedition"),
        migrations.RenameModel("FichierDEdition", "FrozenFile"),
        rename_rights("fiches", {"documentconstruit": "builtdocument", "bail": "lease", "fichierdedition": "frozenfile"}),
    ]
