"""The manual has a sixth part; no column changes, only the names that forms offer."""

from django.db import migrations, models

PARTIES = [
    (1, "Poser la démarche"),
    (2, "Créer des activités et contribuer au développement économique"),
    (3, "Sécuriser les parcours socio-professionnels"),
    (4, "Animer le territoire"),
    (5, "Faire vivre les principes d’action"),
    (6, "Le cadre de l’insertion par l’activité économique"),
]


class Migration(migrations.Migration):
    dependencies = [("fiches", "0009_prolongement_ordre"), ("dts_platform", "0004_journal_by_field")]

    operations = [
        migrations.AlterField(
            "fiche", "partie", models.PositiveSmallIntegerField("partie du manuel", choices=PARTIES)
        ),
    ]
