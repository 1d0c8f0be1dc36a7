"""Links that show a text that is not public to who has no account."""


import django.db.models.deletion
import django.utils.timezone
import dts_platform.editorial.preview_links
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0013_authors_of_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=dts_platform.editorial.preview_links._token, max_length=40, unique=True)),
                ('model', models.CharField(max_length=60)),
                ('row', models.BigIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(default=dts_platform.editorial.preview_links._end)),
                ('ended', models.DateTimeField(null=True)),
                ('who', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lien d’aperçu',
                'verbose_name_plural': 'liens d’aperçu',
                'indexes': [models.Index(fields=['model', 'row'], name='dts_platform_preview_row')],
            },
        ),
    ]
