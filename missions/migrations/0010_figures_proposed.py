"""Referents who correct a landmark in a working copy correct its figures too."""

from django.db import migrations

from dts_platform.migrations._granted_rights import ALL, REFERENTS, grant_rights


class Migration(migrations.Migration):
    dependencies = [("missions", "0009_families_named_by_editors")]

    operations = [grant_rights("missions", {REFERENTS: {"chiffrederepere": ALL}})]
