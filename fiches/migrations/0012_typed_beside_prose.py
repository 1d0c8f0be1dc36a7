"""What is typed beside the prose of a fiche: delay, people, cost, publics, primary mission; which references evaluate."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fiches', '0011_working_copies'),
        ('missions', '0003_public'),
        ('dts_platform', '0004_journal_by_field'),
    ]

    operations = [
        migrations.AddField(
            model_name='fiche',
            name='cout',
            field=models.CharField(blank=True, choices=[('temps', 'Du temps de travail seulement'), ('1000', '1\u202f000\u202f€ au plus'), ('10000', 'De 1\u202f000 à 10\u202f000\u202f€'), ('plus', 'Plus de 10\u202f000\u202f€'), ('projet', 'Selon le projet, à chiffrer')], default='', help_text='Hors temps de travail de l’équipe, d’après «\u202fce que cela demande\u202f».', max_length=16, verbose_name='dépenses'),
        ),
        migrations.AddField(
            model_name='fiche',
            name='delai',
            field=models.CharField(blank=True, choices=[('jour', '1 jour au plus'), ('deux-mois', '2 mois au plus'), ('plus', 'Plus de 2 mois')], default='', help_text='Le temps avant le premier résultat\u202f: celui que dit «\u202fcombien de temps\u202f».', max_length=16, verbose_name='premier résultat'),
        ),
        migrations.AddField(
            model_name='fiche',
            name='mission_principale',
            field=models.ForeignKey(blank=True, help_text='Une de ses missions, pour une fiche des parties 2 à 4\u202f; vide pour les autres.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fiches_principales', to='missions.mission', verbose_name='mission principale'),
        ),
        migrations.AddField(
            model_name='fiche',
            name='personnes',
            field=models.CharField(blank=True, choices=[('1-2', '1 ou 2 personnes'), ('3-8', '3 à 8 personnes'), ('9-20', '9 à 20 personnes'), ('plus', 'Plus de 20 personnes')], default='', help_text='Combien de personnes ou d’organisations, d’après «\u202favec qui\u202f».', max_length=16, verbose_name='personnes à réunir'),
        ),
        migrations.AddField(
            model_name='fiche',
            name='publics',
            field=models.ManyToManyField(blank=True, help_text='Qui ouvrira cette fiche, d’après «\u202fpour qui\u202f». Plusieurs si besoin.', related_name='fiches', to='missions.public', verbose_name='publics'),
        ),
        migrations.AddField(
            model_name='reference',
            name='evaluation',
            field=models.BooleanField(default=False, help_text='Ce document mesure ce que la pratique de la fiche produit, avec sa méthode\u202f; un récit n’évalue pas.', verbose_name='évalue cette pratique'),
        ),
    ]
