"""The names under which texts are or were public, noted before any of them changes."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

KINDS = [  # name, app, model, the fields that addresses hold, has it states
    ("mission", "missions", "mission", ["slug"], False),
    ("principe", "missions", "principe", ["slug"], False),
    ("strategie", "missions", "strategie", ["slug"], False),
    ("repere", "missions", "repere", ["slug"], True),
    ("experience", "experiences", "experience", ["slug"], True),
    ("fiche", "fiches", "fiche", ["slug", "numero"], True),
]
VALUES = [("theme", "missions"), ("public", "missions"), ("perimetre", "references"), ("document", "references")]
WAS_PUBLIC = Q(statut__in=["publie", "retire"]) | Q(publie_le__isnull=False)


def note_names(apps, schema_editor):
    public_name = apps.get_model("dts_platform", "PublicName")
    for kind, app, model, fields, has_states in KINDS:
        texts = apps.get_model(app, model).objects.all()
        texts = texts.filter(WAS_PUBLIC) if has_states else texts
        rows = texts.values_list("pk", *fields)
        public_name.objects.bulk_create(
            public_name(kind=kind, field=field, name=str(name), key=key)
            for key, *names in rows
            for field, name in zip(fields, names, strict=True)
        )


def remove_triggers(apps, schema_editor):
    """Going back, triggers go before the table they write to; coming forward, they are put back after the migrations."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    named = [(kind, app, fields) for kind, app, _, fields, _ in KINDS] + [(*value, ["slug"]) for value in VALUES]
    for kind, app, fields in named:
        for field in fields:
            name = f"name_{kind}_{field}"
            for moment in ("insert", "update"):
                schema_editor.execute(
                    f"DROP TRIGGER IF EXISTS {name}_{moment}" + ("" if sqlite else f" ON {app}_{kind}")
                )
            if not sqlite:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0008_bucket'),
        ('missions', '0001_initial'),
        ('experiences', '0003_figure_and_source_together'),
        ('fiches', '0009_prolongement_ordre'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('field', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=100)),
                ('key', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'nom public',
                'verbose_name_plural': 'noms publics',
                'indexes': [models.Index(fields=['kind', 'key'], name='dts_platform_public_name_key')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'field', 'name'), name='dts_platform_public_name_unique')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.BigIntegerField()),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
                ('reason', models.TextField(blank=True)),
                ('successor', models.BigIntegerField(null=True)),
                ('merged', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'retrait',
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='dts_platform_withdrawal_unique')],
            },
        ),
        migrations.RunPython(note_names, remove_triggers),
    ]
