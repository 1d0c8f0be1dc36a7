"""Sources of experiences no longer describe their document."""

from django.db import migrations

from references.migrations._documents import described_elsewhere


class Migration(migrations.Migration):
    dependencies = [("experiences", "0006_sources_lead_to_documents")]

    operations = described_elsewhere("experiences.source")
