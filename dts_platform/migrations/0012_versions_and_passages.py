"""What texts said, act by act, and the passages from one state to another: kept for ever."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0011_saved_form'),
    ]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('key', models.BigIntegerField()),
                ('copy', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('before', models.CharField(blank=True, max_length=12)),
                ('after', models.CharField(blank=True, max_length=12)),
                ('message', models.TextField(blank=True)),
                ('alone', models.BooleanField(default=False)),
                ('who', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'passage',
                'ordering': ['-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['model', 'key'], name='dts_platform_passage_text')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('key', models.BigIntegerField()),
                ('copy', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('nature', models.CharField(choices=[('trouvee', 'Telle qu’elle était'), ('enregistree', 'Enregistrée'), ('proposee', 'Proposée'), ('publiee', 'Publiée'), ('restauree', 'Reprise d’une ancienne version')], max_length=12)),
                ('why', models.TextField(blank=True)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=20)),
                ('who', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version',
                'ordering': ['-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['model', 'key'], name='dts_platform_version_text')],
            },
        ),
    ]
