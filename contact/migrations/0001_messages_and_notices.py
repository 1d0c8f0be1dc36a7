"""What readers write: messages to somebody, words about a text; and who reads them on sites that have groups already."""

import django.utils.timezone
from django.db import migrations, models

from dts_platform.migrations._granted_rights import LOOK, NATIONAL, REFERENTS, grant_rights


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('dts_platform', '0016_reply_to_of_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='reçu le')),
                ('region', models.CharField(blank=True, choices=[('auvergne-rhone-alpes', 'Auvergne-Rhône-Alpes'), ('bourgogne-franche-comte', 'Bourgogne-Franche-Comté'), ('bretagne', 'Bretagne'), ('centre-val-de-loire', 'Centre-Val de Loire'), ('corse', 'Corse'), ('grand-est', 'Grand Est'), ('guadeloupe', 'Guadeloupe'), ('guyane', 'Guyane'), ('hauts-de-france', 'Hauts-de-France'), ('ile-de-france', 'Île-de-France'), ('la-reunion', 'La Réunion'), ('martinique', 'Martinique'), ('mayotte', 'Mayotte'), ('normandie', 'Normandie'), ('nouvelle-aquitaine', 'Nouvelle-Aquitaine'), ('occitanie', 'Occitanie'), ('pays-de-la-loire', 'Pays de la Loire'), ('provence-alpes-cote-d-azur', 'Provence-Alpes-Côte d’Azur')], max_length=40, verbose_name='région')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='à propos de')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse de la page')),
                ('model', models.CharField(blank=True, max_length=60)),
                ('row', models.BigIntegerField(null=True)),
                ('word', models.TextField(blank=True, verbose_name='ce qui est écrit')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse du lecteur')),
                ('doubt', models.CharField(blank=True, choices=[('piege', 'un champ que personne ne voit est rempli'), ('non-lu', 'le formulaire n’a pas été ouvert'), ('trop-vite', 'envoyé moins de trois secondes après l’ouverture'), ('deja-envoye', 'ce formulaire avait déjà servi'), ('publicite', 'cela ressemble à une publicité'), ('repete', 'le même texte est déjà arrivé'), ('afflux', 'trop d’envois en peu de temps'), ('origine', 'rien ne dit qu’une de nos pages l’a envoyé')], max_length=12, verbose_name='mis de côté')),
                ('handled', models.BooleanField(default=False, verbose_name='traité')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('said', models.CharField(blank=True, db_index=True, max_length=64)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='nom du lecteur')),
                ('recipient', models.CharField(blank=True, max_length=200, verbose_name='destinataire')),
                ('mail', models.UUIDField(null=True)),
            ],
            options={
                'verbose_name': 'message',
                'ordering': ['-at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='reçu le')),
                ('region', models.CharField(blank=True, choices=[('auvergne-rhone-alpes', 'Auvergne-Rhône-Alpes'), ('bourgogne-franche-comte', 'Bourgogne-Franche-Comté'), ('bretagne', 'Bretagne'), ('centre-val-de-loire', 'Centre-Val de Loire'), ('corse', 'Corse'), ('grand-est', 'Grand Est'), ('guadeloupe', 'Guadeloupe'), ('guyane', 'Guyane'), ('hauts-de-france', 'Hauts-de-France'), ('ile-de-france', 'Île-de-France'), ('la-reunion', 'La Réunion'), ('martinique', 'Martinique'), ('mayotte', 'Mayotte'), ('normandie', 'Normandie'), ('nouvelle-aquitaine', 'Nouvelle-Aquitaine'), ('occitanie', 'Occitanie'), ('pays-de-la-loire', 'Pays de la Loire'), ('provence-alpes-cote-d-azur', 'Provence-Alpes-Côte d’Azur')], max_length=40, verbose_name='région')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='à propos de')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse de la page')),
                ('model', models.CharField(blank=True, max_length=60)),
                ('row', models.BigIntegerField(null=True)),
                ('word', models.TextField(blank=True, verbose_name='ce qui est écrit')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse du lecteur')),
                ('doubt', models.CharField(blank=True, choices=[('piege', 'un champ que personne ne voit est rempli'), ('non-lu', 'le formulaire n’a pas été ouvert'), ('trop-vite', 'envoyé moins de trois secondes après l’ouverture'), ('deja-envoye', 'ce formulaire avait déjà servi'), ('publicite', 'cela ressemble à une publicité'), ('repete', 'le même texte est déjà arrivé'), ('afflux', 'trop d’envois en peu de temps'), ('origine', 'rien ne dit qu’une de nos pages l’a envoyé')], max_length=12, verbose_name='mis de côté')),
                ('handled', models.BooleanField(default=False, verbose_name='traité')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('said', models.CharField(blank=True, db_index=True, max_length=64)),
                ('answer', models.CharField(choices=[('erreur', 'Erreur signalée'), ('oui', 'Oui'), ('en-partie', 'En partie'), ('non', 'Non')], max_length=10, verbose_name='réponse')),
            ],
            options={
                'verbose_name': 'avis',
                'verbose_name_plural': 'avis',
                'ordering': ['-at', '-pk'],
                'abstract': False,
            },
        ),
        grant_rights("contact", {
            REFERENTS: {"message": LOOK, "notice": LOOK},
            NATIONAL: {"message": ("delete", "view"), "notice": ("delete", "view")},
        }),
    ]
