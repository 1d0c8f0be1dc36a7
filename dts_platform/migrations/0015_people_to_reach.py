"""Who publishes the site, the words of its own pages, a national resource group, hours and last check of each contact."""

from django.db import migrations, models

from dts_platform.migrations._granted_rights import ALL, LOOK, NATIONAL, REFERENTS, grant_rights

KEEP, EDIT = ("add", "change", "view"), ("change", "view")


class Migration(migrations.Migration):

    dependencies = [
        ('dts_platform', '0014_preview_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Editeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(default='editeur', editable=False, max_length=20, unique=True)),
                ('nom', models.CharField(blank=True, default='', help_text='La personne morale qui publie ce site.', max_length=200, verbose_name='éditeur')),
                ('adresse', models.TextField(blank=True, default='', help_text='Celle de son siège.', verbose_name='adresse de l’éditeur')),
                ('courriel', models.EmailField(blank=True, default='', help_text='Où un lecteur écrit quand sa région n’a pas de groupe. Elle se lit sur le site.', max_length=254, verbose_name='adresse de courriel publique')),
                ('telephone', models.CharField(blank=True, default='', max_length=30, verbose_name='téléphone public')),
                ('horaires', models.CharField(blank=True, default='', max_length=120, verbose_name='horaires')),
                ('directeur', models.CharField(blank=True, default='', help_text='Son nom : la loi le demande.', max_length=160, verbose_name='directeur ou directrice de la publication')),
                ('hebergeur', models.CharField(blank=True, default='', max_length=200, verbose_name='hébergeur')),
                ('hebergeur_adresse', models.TextField(blank=True, default='', verbose_name='adresse de l’hébergeur')),
                ('hebergeur_telephone', models.CharField(blank=True, default='', max_length=30, verbose_name='téléphone de l’hébergeur')),
            ],
            options={
                'verbose_name': 'éditeur du site',
                'verbose_name_plural': 'éditeur du site',
            },
        ),
        migrations.CreateModel(
            name='TexteDuSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(editable=False, max_length=60, unique=True, verbose_name='repère')),
                ('ordre', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='ordre')),
                ('emplacement', models.CharField(editable=False, max_length=160, verbose_name='où il se lit')),
                ('titre', models.CharField(blank=True, default='', max_length=160, verbose_name='titre')),
                ('chapo', models.TextField(blank=True, default='', help_text='Une ou deux phrases, sous le titre.', verbose_name='chapeau')),
                ('texte', models.TextField(blank=True, default='', help_text='En CommonMark : ## pour un intertitre, - pour une liste, [mots](/adresse/) pour un lien.', verbose_name='texte')),
            ],
            options={
                'verbose_name': 'texte du site',
                'verbose_name_plural': 'textes du site',
                'ordering': ['ordre', 'slug'],
            },
        ),
        migrations.AddField(
            model_name='grouperessource',
            name='demonstration',
            field=models.BooleanField(default=False, editable=False, verbose_name='de démonstration'),
        ),
        migrations.AddField(
            model_name='grouperessource',
            name='horaires',
            field=models.CharField(blank=True, default='', help_text='Quand appeler ou écrire\u202f: «\u202fle mardi, de 9 h à 12 h\u202f».', max_length=120, verbose_name='horaires'),
        ),
        migrations.AddField(
            model_name='referent',
            name='horaires',
            field=models.CharField(blank=True, default='', help_text='Quand appeler ou écrire\u202f: «\u202fle mardi, de 9 h à 12 h\u202f».', max_length=120, verbose_name='horaires'),
        ),
        migrations.AddField(
            model_name='referent',
            name='verifie_le',
            field=models.DateField(blank=True, null=True, verbose_name='vérifié le'),
        ),
        migrations.AlterField(
            model_name='grouperessource',
            name='region',
            field=models.CharField(blank=True, choices=[('', 'Toute la France'), ('auvergne-rhone-alpes', 'Auvergne-Rhône-Alpes'), ('bourgogne-franche-comte', 'Bourgogne-Franche-Comté'), ('bretagne', 'Bretagne'), ('centre-val-de-loire', 'Centre-Val de Loire'), ('corse', 'Corse'), ('grand-est', 'Grand Est'), ('guadeloupe', 'Guadeloupe'), ('guyane', 'Guyane'), ('hauts-de-france', 'Hauts-de-France'), ('ile-de-france', 'Île-de-France'), ('la-reunion', 'La Réunion'), ('martinique', 'Martinique'), ('mayotte', 'Mayotte'), ('normandie', 'Normandie'), ('nouvelle-aquitaine', 'Nouvelle-Aquitaine'), ('occitanie', 'Occitanie'), ('pays-de-la-loire', 'Pays de la Loire'), ('provence-alpes-cote-d-azur', 'Provence-Alpes-Côte d’Azur')], max_length=40, unique=True, verbose_name='région'),
        ),
        migrations.AlterField(
            model_name='grouperessource',
            name='verifie_le',
            field=models.DateField(blank=True, help_text='Jour où quelqu’un s’est assuré que ce contact répond.', null=True, verbose_name='vérifié le'),
        ),
        migrations.AlterField(
            model_name='grouperessource',
            name='visible',
            field=models.BooleanField(default=False, help_text='Coché, ce groupe et ses référents se lisent aussitôt sur le site et dans les documents de sa région.', verbose_name='visible sur le site'),
        ),
        grant_rights("dts_platform", {
            REFERENTS: {"grouperessource": KEEP, "referent": ALL, "editeur": LOOK, "textedusite": LOOK},
            NATIONAL: {"editeur": KEEP, "textedusite": EDIT},
        }),
    ]
