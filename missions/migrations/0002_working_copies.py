"""A landmark may have a working copy; names are unique among the texts themselves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0004_journal_by_field'),
        ('dts_platform', '0012_versions_and_passages'),
        ('missions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='repere',
            name='auteur',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur'),
        ),
        migrations.AddField(
            model_name='repere',
            name='base',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dts_platform.version', verbose_name='version de départ'),
        ),
        migrations.AddField(
            model_name='repere',
            name='copie_de',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='missions.repere', verbose_name='copie de'),
        ),
        migrations.AlterField(
            model_name='pointderepere',
            name='slug',
            field=models.SlugField(max_length=80, verbose_name='repère'),
        ),
        migrations.AlterField(
            model_name='repere',
            name='slug',
            field=models.SlugField(max_length=80, verbose_name='adresse'),
        ),
        migrations.AddConstraint(
            model_name='pointderepere',
            constraint=models.UniqueConstraint(fields=('repere', 'slug'), name='missions_point_slug_unique', violation_error_message='Deux points de ce repère ont la même adresse.'),
        ),
        migrations.AddConstraint(
            model_name='repere',
            constraint=models.UniqueConstraint(fields=('copie_de',), name='missions_repere_one_copy', violation_error_message='Une proposition est déjà ouverte pour ce texte.'),
        ),
        migrations.AddConstraint(
            model_name='repere',
            constraint=models.UniqueConstraint(condition=models.Q(('copie_de__isnull', True)), fields=('slug',), name='missions_repere_slug_unique', violation_error_code='unique', violation_error_message='Un autre texte porte déjà cette adresse.'),
        ),
        migrations.AddConstraint(
            model_name='repere',
            constraint=models.CheckConstraint(condition=models.Q(('copie_de__isnull', True), ('statut__in', ['brouillon', 'relecture']), _connector='OR'), name='missions_repere_copy_not_public', violation_error_message='Une copie de travail ne se publie pas\u202f: c’est son texte qui reçoit ses mots.'),
        ),
    ]
