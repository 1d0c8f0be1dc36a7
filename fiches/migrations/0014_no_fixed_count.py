"""Help texts of fiches ask for no fixed number of sentences, steps or warnings."""
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fiches', '0013_en_bref'),
        ('dts_platform', '0004_journal_by_field'),
    ]

    operations = [
        migrations.AlterField(
            model_name='etape',
            name='texte',
            field=models.TextField(help_text='Qui, combien de temps, quelles questions\u202f; la longueur qu’il faut.', verbose_name='quoi faire'),
        ),
        migrations.AlterField(
            model_name='fiche',
            name='resume',
            field=models.TextField(help_text='Ce qu’on obtient, pour qui, en combien de temps. Pas de scène.', verbose_name='résumé'),
        ),
        migrations.AlterField(
            model_name='fiche',
            name='vigilance',
            field=models.TextField(help_text='Les risques vrais, autant qu’il y en a, un par ligne\u202f: «\u202f- **Le point.** Pourquoi.\u202f»', verbose_name='points de vigilance'),
        ),
    ]
