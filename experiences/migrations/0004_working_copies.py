"""An experience may have a working copy; its address is unique among the texts themselves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0004_journal_by_field'),
        ('dts_platform', '0012_versions_and_passages'),
        ('experiences', '0003_figure_and_source_together'),
        ('missions', '0002_working_copies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='experience',
            name='auteur',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur'),
        ),
        migrations.AddField(
            model_name='experience',
            name='base',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dts_platform.version', verbose_name='version de départ'),
        ),
        migrations.AddField(
            model_name='experience',
            name='copie_de',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='experiences.experience', verbose_name='copie de'),
        ),
        migrations.AlterField(
            model_name='experience',
            name='slug',
            field=models.SlugField(help_text='Fait partie de l’adresse publique\u202f: ne pas changer.', max_length=80, verbose_name='adresse'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.UniqueConstraint(fields=('copie_de',), name='experiences_experience_one_copy', violation_error_message='Une proposition est déjà ouverte pour ce texte.'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.UniqueConstraint(condition=models.Q(('copie_de__isnull', True)), fields=('slug',), name='experiences_experience_slug_unique', violation_error_code='unique', violation_error_message='Un autre texte porte déjà cette adresse.'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(('copie_de__isnull', True), ('statut__in', ['brouillon', 'relecture']), _connector='OR'), name='experiences_experience_copy_not_public', violation_error_message='Une copie de travail ne se publie pas\u202f: c’est son texte qui reçoit ses mots.'),
        ),
    ]
