"""Sources of landmarks lead to documents described once, as the references of fiches do."""

from django.db import migrations

from references.migrations._documents import citing


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0004_figures_of_landmarks"),
        ("references", "0002_documents"),
        ("dts_platform", "0010_outgoing_mail"),
    ]

    operations = citing("missions.sourcederepere", ("repere__slug", "ordre", "pk"))
