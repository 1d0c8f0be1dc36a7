"""The situations: what one has to face, and the texts that help, in order."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('experiences', '0004_working_copies'),
        ('fiches', '0015_no_loop'),
        ('dts_platform', '0004_journal_by_field'),
    ]

    operations = [
        migrations.CreateModel(
            name='Situation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Fait partie de l’adresse publique\u202f: ne pas changer.', max_length=80, unique=True, verbose_name='adresse')),
                ('ordre', models.PositiveSmallIntegerField(default=1, verbose_name='ordre')),
                ('titre', models.CharField(help_text='À la première personne\u202f: «\u202fJe rencontre un élu\u202f».', max_length=120, verbose_name='titre')),
                ('resume', models.TextField(help_text='Ce que la personne doit réussir, et ce que ces textes lui donnent.', verbose_name='résumé')),
                ('questions', models.TextField(blank=True, help_text='Une par ligne\u202f: «\u202f- …\u202f». Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='les questions que l’on vous posera')),
            ],
            options={
                'verbose_name': 'situation',
                'ordering': ['ordre', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='EtapeDeSituation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordre', models.PositiveSmallIntegerField(default=1, verbose_name='ordre')),
                ('plaquette', models.BooleanField(default=False, verbose_name='la plaquette')),
                ('raison', models.CharField(help_text='Une phrase\u202f: ce que l’on y prend.', max_length=300, verbose_name='pourquoi ce texte')),
                ('experience', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='situations', to='experiences.experience', verbose_name='expérience')),
                ('fiche', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='situations', to='fiches.fiche', verbose_name='fiche')),
                ('situation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='etapes', to='fiches.situation', verbose_name='situation')),
            ],
            options={
                'verbose_name': 'texte de la situation',
                'verbose_name_plural': 'textes de la situation',
                'ordering': ['ordre'],
                'constraints': [models.UniqueConstraint(fields=('situation', 'ordre'), name='fiches_etape_de_situation_ordre_unique', violation_error_message='Deux textes portent le même rang.'), models.CheckConstraint(condition=models.Q(models.Q(('experience__isnull', True), ('fiche__isnull', False), ('plaquette', False)), models.Q(('experience__isnull', False), ('fiche__isnull', True), ('plaquette', False)), models.Q(('experience__isnull', True), ('fiche__isnull', True), ('plaquette', True)), _connector='OR'), name='fiches_etape_de_situation_un_texte', violation_error_message='Choisissez une fiche, une expérience ou la plaquette\u202f: une seule des trois.')],
            },
        ),
    ]
