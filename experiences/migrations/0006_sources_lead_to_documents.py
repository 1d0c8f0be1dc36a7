"""Sources of experiences lead to documents described once, as the references of fiches do."""

from django.db import migrations

from references.migrations._documents import citing


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0005_units_of_a_list"),
        ("references", "0002_documents"),
        ("dts_platform", "0010_outgoing_mail"),
    ]

    operations = citing("experiences.source", ("experience__slug", "ordre", "pk"))
