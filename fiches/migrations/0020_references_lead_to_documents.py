"""References no longer describe their document: in its own migration, since PostgreSQL alters no table with pending changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fiches", "0019_documents_described_once")]

    operations = [
        migrations.AlterField(
            "reference",
            "document",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="references",
                to="references.document",
                verbose_name="document",
            ),
        ),
        *[migrations.RemoveField("reference", name) for name in ("titre", "editeur", "date", "adresse")],
    ]
