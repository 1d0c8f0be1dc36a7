"""What documents say and what we add stand in fields of their own; what was sought and not found too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dts_platform", "0004_journal_by_field"),
        ('missions', '0006_sources_describe_nothing'),
    ]

    operations = [
        migrations.AddField(
            model_name='chiffrederepere',
            name='couverture',
            field=models.CharField(blank=True, choices=[('libelle', 'Le libellé le dit'), ('non-dit', 'La source ne le dit pas')], default='', help_text='Ce qu’un chiffre couvre se lit dans son libellé, s’écrit au-dessus, ou n’est dit par personne.', max_length=8, verbose_name='si rien n’est écrit au-dessus'),
        ),
        migrations.AddField(
            model_name='mission',
            name='documents_disent',
            field=models.TextField(blank=True, default='', help_text='Rien que les documents cités ne disent, avec nos mots. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que disent les documents'),
        ),
        migrations.AddField(
            model_name='pointderepere',
            name='documents_disent',
            field=models.TextField(blank=True, default='', verbose_name='ce que disent les documents'),
        ),
        migrations.AddField(
            model_name='principe',
            name='documents_disent',
            field=models.TextField(blank=True, default='', help_text='Rien que les documents cités ne disent, avec nos mots. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que disent les documents'),
        ),
        migrations.AddField(
            model_name='repere',
            name='cherche_dans',
            field=models.CharField(blank=True, default='', help_text='Où l’on a regardé\u202f: «\u202fles sources citées ici\u202f», «\u202fle site de l’association\u202f»…', max_length=300, verbose_name='cherché dans'),
        ),
        migrations.AddField(
            model_name='repere',
            name='cherche_le',
            field=models.DateField(blank=True, help_text='Le jour de la dernière recherche.', null=True, verbose_name='cherché le'),
        ),
        migrations.AddField(
            model_name='repere',
            name='documents_disent',
            field=models.TextField(blank=True, default='', help_text='Rien que les documents cités ne disent, avec nos mots. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que disent les documents'),
        ),
        migrations.AddField(
            model_name='repere',
            name='non_trouve',
            field=models.TextField(blank=True, default='', help_text='Une chose par ligne, «\u202f- …\u202f»\u202f: un nombre, une suite, une date. Vide si rien ne manque.', verbose_name='ce que nous n’avons pas trouvé'),
        ),
        migrations.AddField(
            model_name='strategie',
            name='documents_disent',
            field=models.TextField(blank=True, default='', help_text='Rien que les documents cités ne disent, avec nos mots. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que disent les documents'),
        ),
        migrations.AddField(
            model_name='volet',
            name='documents_disent',
            field=models.TextField(blank=True, default='', help_text='Rien que les documents cités ne disent, avec nos mots. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que disent les documents'),
        ),
        migrations.AlterField(
            model_name='facondefaire',
            name='texte',
            field=models.TextField(verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='mission',
            name='corps',
            field=models.TextField(blank=True, help_text='Explications, exemples, conseils : rien qui passe pour un mot des documents. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='pointderepere',
            name='texte',
            field=models.TextField(blank=True, verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='pointdevolet',
            name='texte',
            field=models.TextField(blank=True, verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='principe',
            name='corps',
            field=models.TextField(blank=True, help_text='Explications, exemples, conseils : rien qui passe pour un mot des documents. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='principe',
            name='sens',
            field=models.TextField(help_text='Explications, exemples, conseils : rien qui passe pour un mot des documents. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='comment nous le comprenons'),
        ),
        migrations.AlterField(
            model_name='repere',
            name='constat',
            field=models.TextField(blank=True, help_text='Pour un fondement : ce que les documents observent.', verbose_name='le constat des documents'),
        ),
        migrations.AlterField(
            model_name='repere',
            name='corps',
            field=models.TextField(blank=True, help_text='Explications, exemples, conseils : rien qui passe pour un mot des documents. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='repere',
            name='proposition',
            field=models.TextField(blank=True, help_text='Pour un fondement\u202f: ce que la démarche propose.', verbose_name='la proposition des documents'),
        ),
        migrations.AlterField(
            model_name='strategie',
            name='corps',
            field=models.TextField(blank=True, help_text='Explications, exemples, conseils : rien qui passe pour un mot des documents. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='volet',
            name='texte',
            field=models.TextField(blank=True, help_text='Explications, exemples, conseils : rien qui passe pour un mot des documents. Mise en forme CommonMark\u202f: **gras**, listes avec «\u202f-\u202f», tableaux. Une ligne vide sépare les paragraphes.', verbose_name='ce que nous ajoutons'),
        ),
        migrations.AlterField(
            model_name='mission',
            name='resume',
            field=models.TextField(help_text='Ce que dit le texte, en peu de mots.', verbose_name='résumé'),
        ),
        migrations.AlterField(
            model_name='principe',
            name='resume',
            field=models.TextField(help_text='Ce que dit le texte, en peu de mots.', verbose_name='résumé'),
        ),
        migrations.AlterField(
            model_name='repere',
            name='resume',
            field=models.TextField(help_text='Ce que dit le texte, en peu de mots.', verbose_name='résumé'),
        ),
        migrations.AlterField(
            model_name='strategie',
            name='resume',
            field=models.TextField(help_text='Ce que dit le texte, en peu de mots.', verbose_name='résumé'),
        ),
        migrations.AddConstraint(
            model_name='chiffrederepere',
            constraint=models.CheckConstraint(condition=models.Q(('perimetre', ''), ('couverture', ''), _connector='OR'), name='missions_chiffrederepere_perimetre_une_fois', violation_error_message='Ce que le chiffre couvre est écrit\u202f: laissez vide le choix qui suit.'),
        ),
        migrations.AddConstraint(
            model_name='pointderepere',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('documents_disent', ''), _negated=True), models.Q(('texte', ''), _negated=True), _connector='OR'), name='missions_point_dit', violation_error_message='Un point dit quelque chose : ce que disent les documents, ou ce que nous ajoutons.'),
        ),
        migrations.AddConstraint(
            model_name='repere',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cherche_dans', ''), ('cherche_le__isnull', True), ('non_trouve', '')), models.Q(models.Q(('non_trouve', ''), _negated=True), ('cherche_le__isnull', False), models.Q(('cherche_dans', ''), _negated=True)), _connector='OR'), name='missions_repere_recherche_dite', violation_error_message='Dites ce qui n’a pas été trouvé, quel jour on l’a cherché et où\u202f: les trois, ou rien.'),
        ),
    ]
