"""A fiche that stood both before and after another keeps one direction.

The fourteen pairs of the content of that time keep the one their texts tell; others follow the order of the manual.
"""

from django.db import migrations

# (first, next): numbers of the fiches of that time, where the direction kept is not that of the manual.
AGAINST_THE_ORDER = {(30, 14), (30, 15), (43, 19), (39, 19), (28, 24), (35, 28), (48, 38)}


def keep_one_way(apps, schema_editor):
    fiche = apps.get_model("fiches", "Fiche")
    ways = fiche.prepare.through.objects
    numbers = dict(fiche.objects.values_list("pk", "numero"))
    pairs = set(ways.values_list("from_fiche_id", "to_fiche_id"))
    for one, other in sorted(pairs, key=lambda pair: (numbers[pair[0]], numbers[pair[1]])):
        first, after = numbers[one], numbers[other]
        wrong = one == other or (
            (other, one) in pairs and (first > after) != ((max(first, after), min(first, after)) in AGAINST_THE_ORDER)
        )
        if wrong:
            ways.filter(from_fiche_id=one, to_fiche_id=other).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("fiches", "0006_marks_of_tools"),
        ("dts_platform", "0004_journal_by_field"),
    ]

    operations = [migrations.RunPython(keep_one_way, migrations.RunPython.noop)]
