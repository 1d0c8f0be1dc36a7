"""The publics that texts are written for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0002_working_copies'),
        ('dts_platform', '0004_journal_by_field'),
    ]

    operations = [
        migrations.CreateModel(
            name='Public',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Fait partie des adresses publiques : ne pas changer.', unique=True, verbose_name='adresse')),
                ('ordre', models.PositiveSmallIntegerField(default=1, verbose_name='ordre')),
                ('nom', models.CharField(max_length=60, verbose_name='nom')),
                ('definition', models.CharField(blank=True, max_length=200, verbose_name='qui cela désigne')),
            ],
            options={
                'verbose_name': 'public',
                'ordering': ['ordre', 'slug'],
            },
        ),
    ]
