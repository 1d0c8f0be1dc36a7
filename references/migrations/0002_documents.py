"""Documents that texts cite, described once; what the addresses that texts give last answered."""

from django.db import migrations, models

from dts_platform.content.provenance import WebAddressField
from dts_platform.migrations._granted_rights import ALL, NATIONAL, REFERENTS, grant_rights

KEEP = ("add", "change", "view")
DATE_HELP = "Telle que le document la donne : « 2010 », « mars 2014 »… S’il n’en porte pas, le jour où il a été lu."
RESULTS = [
    ("bonne", "répond"),
    ("deplacee", "mène ailleurs"),
    ("disparue", "n’existe plus"),
    ("refusee", "refuse de répondre à un programme"),
    ("muette", "ne répond pas"),
]


class Migration(migrations.Migration):
    dependencies = [("references", "0001_regles")]

    operations = [
        migrations.CreateModel(
            "Document",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField("repère", help_text="Nomme le document dans les fichiers.", max_length=80, unique=True)),
                ("titre", models.CharField("titre du document", max_length=300)),
                ("editeur", models.CharField("éditeur ou site", blank=True, max_length=200)),
                ("date", models.CharField("date", blank=True, help_text=DATE_HELP, max_length=60)),
                ("adresse", WebAddressField("adresse", blank=True, max_length=400)),
            ],
            {"verbose_name": "document cité", "verbose_name_plural": "documents cités", "ordering": ["titre", "slug"]},
        ),
        migrations.CreateModel(
            "LinkCheck",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField("adresse", max_length=400, unique=True)),
                ("result", models.CharField("résultat", choices=RESULTS, max_length=10)),
                ("code", models.PositiveSmallIntegerField("code", null=True)),
                ("leads_to", models.CharField("mène à", blank=True, max_length=400)),
                ("said", models.CharField("ce qui en est dit", blank=True, max_length=200)),
                ("checked", models.DateTimeField("vérifiée le")),
                ("failing_since", models.DateTimeField("en échec depuis", null=True)),
                ("failures", models.PositiveSmallIntegerField("échecs de suite", default=0)),
            ],
            {
                "verbose_name": "adresse vérifiée",
                "verbose_name_plural": "adresses vérifiées",
                "ordering": ["-failures", "address"],
            },
        ),
        grant_rights("references", {REFERENTS: {"document": KEEP}, NATIONAL: {"document": ALL, "linkcheck": ALL}}),
    ]
