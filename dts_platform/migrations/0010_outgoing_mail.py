"""Mail that waits to leave, and the last sign of life of the worker."""

import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0009_names_that_never_die'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignOfLife',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=20, unique=True)),
                ('last', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'signe de vie',
                'verbose_name_plural': 'signes de vie',
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('to', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(blank=True)),
                ('written', models.DateTimeField(default=django.utils.timezone.now)),
                ('due', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('sent', models.DateTimeField(null=True)),
                ('given_up', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'courriel',
                'verbose_name_plural': 'courriels',
                'indexes': [models.Index(condition=models.Q(('given_up', False), ('sent__isnull', True)), fields=['due'], name='dts_platform_mail_waiting')],
            },
        ),
    ]
