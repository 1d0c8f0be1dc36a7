"""What documents say and what we add stand in fields of their own; what was sought and not found too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dts_platform", "0004_journal_by_field"),
        ('experiences', '0007_sources_describe_nothing'),
        ('missions', '0006_sources_describe_nothing'),
    ]

    operations = [
        migrations.AddField(
            model_name='chiffrecle',
            name='couverture',
            field=models.CharField(blank=True, choices=[('libelle', 'Le libellé le dit'), ('non-dit', 'La source ne le dit pas')], default='', help_text='Ce qu’un chiffre couvre se lit dans son libellé, s’écrit au-dessus, ou n’est dit par personne.', max_length=8, verbose_name='si rien n’est écrit au-dessus'),
        ),
        migrations.AddField(
            model_name='experience',
            name='cherche_dans',
            field=models.CharField(blank=True, default='', help_text='Où l’on a regardé\u202f: «\u202fles sources citées ici\u202f», «\u202fle site de l’association\u202f»…', max_length=300, verbose_name='cherché dans'),
        ),
        migrations.AddField(
            model_name='experience',
            name='cherche_le',
            field=models.DateField(blank=True, help_text='Le jour de la dernière recherche.', null=True, verbose_name='cherché le'),
        ),
        migrations.AddField(
            model_name='experience',
            name='lecture',
            field=models.TextField(blank=True, default='', help_text='Ce que nous en tirons, et qu’aucune source ne dit. La page l’annonce comme telle.', verbose_name='notre lecture'),
        ),
        migrations.AddField(
            model_name='experience',
            name='non_trouve',
            field=models.TextField(blank=True, default='', help_text='Une chose par ligne, «\u202f- …\u202f»\u202f: un nombre, une suite, une date. Vide si rien ne manque.', verbose_name='ce que nous n’avons pas trouvé'),
        ),
        migrations.AlterField(
            model_name='experience',
            name='limites',
            field=models.TextField(blank=True, help_text='Ce qui n’a pas marché, ce en quoi les sources se contredisent.', verbose_name='limites'),
        ),
        migrations.AlterField(
            model_name='experience',
            name='resume',
            field=models.TextField(help_text='Qui, où, quoi, en peu de mots.', verbose_name='résumé'),
        ),
        migrations.AddConstraint(
            model_name='chiffrecle',
            constraint=models.CheckConstraint(condition=models.Q(('perimetre', ''), ('couverture', ''), _connector='OR'), name='experiences_chiffrecle_perimetre_une_fois', violation_error_message='Ce que le chiffre couvre est écrit\u202f: laissez vide le choix qui suit.'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cherche_dans', ''), ('cherche_le__isnull', True), ('non_trouve', '')), models.Q(models.Q(('non_trouve', ''), _negated=True), ('cherche_le__isnull', False), models.Q(('cherche_dans', ''), _negated=True)), _connector='OR'), name='experiences_experience_recherche_dite', violation_error_message='Dites ce qui n’a pas été trouvé, quel jour on l’a cherché et où\u202f: les trois, ou rien.'),
        ),
    ]
