"""Only an administrator has all rights: in its own migration, since PostgreSQL alters no table with pending changes."""

from django.db import migrations, models

import dts_platform.models.accounts


class Migration(migrations.Migration):
    dependencies = [("dts_platform", "0006_role_of_accounts")]

    operations = [
        migrations.AlterModelManagers("user", [("objects", dts_platform.models.accounts.AccountManager())]),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                name="dts_platform_all_rights_of_administrators",
                condition=models.Q(is_superuser=False) | models.Q(role="administrateur"),
                violation_error_message="Seul un administrateur a tous les droits.",
            ),
        ),
    ]
