"""How often the same act may be done again: errors at sign-in, and public forms to come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dts_platform", "0007_all_rights_of_administrators")]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("empty_at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "compteur d’essais", "verbose_name_plural": "compteurs d’essais"},
        ),
    ]
