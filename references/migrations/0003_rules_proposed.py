"""Referents may propose the correction of a rule of law, as of any text that visitors read."""

from django.db import migrations

from dts_platform.migrations._granted_rights import REFERENTS, grant_rights


class Migration(migrations.Migration):
    dependencies = [("references", "0002_documents")]

    operations = [grant_rights("references", {REFERENTS: {"regle": ("change", "view")}})]
