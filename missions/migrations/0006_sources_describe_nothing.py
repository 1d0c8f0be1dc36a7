"""Sources of landmarks no longer describe their document."""

from django.db import migrations

from references.migrations._documents import described_elsewhere


class Migration(migrations.Migration):
    dependencies = [("missions", "0005_sources_lead_to_documents")]

    operations = described_elsewhere("missions.sourcederepere")
