"""A tool may carry a case: the tool filled in, real with its source, or plainly fictitious."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fiches', '0016_situations'),
        ('dts_platform', '0004_journal_by_field'),
    ]

    operations = [
        migrations.AddField(
            model_name='outil',
            name='cas',
            field=models.CharField(blank=True, choices=[('fictif', 'Exemple fictif'), ('reel', 'Cas réel')], default='', help_text='L’outil rempli suit l’outil à remplir. Ses valeurs sont dans les marques\u202f: exemple=…\u202f; les sommes se calculent, et une somme fausse est refusée.', max_length=8, verbose_name='exemplaire rempli'),
        ),
        migrations.AddField(
            model_name='outil',
            name='cas_source',
            field=models.CharField(blank=True, default='', help_text='D’un cas réel\u202f: le document, et où le lire.', max_length=300, verbose_name='source du cas'),
        ),
        migrations.AddField(
            model_name='outil',
            name='cas_titre',
            field=models.CharField(blank=True, default='', help_text='Une structure, une taille, une année.', max_length=200, verbose_name='de quel cas il s’agit'),
        ),
        migrations.AddConstraint(
            model_name='outil',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cas', ''), ('cas_source', ''), ('cas_titre', '')), models.Q(('cas', 'fictif'), ('cas_source', ''), models.Q(('cas_titre', ''), _negated=True)), models.Q(('cas', 'reel'), models.Q(('cas_titre', ''), _negated=True), models.Q(('cas_source', ''), _negated=True)), _connector='OR'), name='fiches_outil_cas', violation_error_message='Un exemplaire rempli dit de quel cas il s’agit\u202f; un cas réel donne sa source, un exemple fictif n’en a pas.'),
        ),
    ]
