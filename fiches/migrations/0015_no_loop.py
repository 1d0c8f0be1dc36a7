"""No fiche leads back to itself, however many others stand between.

Of the content of that time, ten links closed loops, most of them from an end (evaluating, watching, a label) back to a
beginning: they go. A loop that editors made loses the link that goes furthest back in the manual.
"""

from graphlib import CycleError, TopologicalSorter

from django.db import migrations

# (first, next): numbers of the fiches of that time.
CLOSING = {(25, 30), (49, 8), (52, 38), (52, 39), (52, 48), (31, 45), (51, 32), (40, 48), (31, 39), (41, 43)}


def loop(links):
    """The links of one loop among these; empty when there is none."""
    befores = {}
    for one, other in sorted(links):
        befores.setdefault(other, []).append(one)
    try:
        TopologicalSorter(befores).prepare()
    except CycleError as error:
        turn = error.args[1]
        return list(zip(turn, turn[1:]))
    return []


def break_loops(apps, schema_editor):
    fiche = apps.get_model("fiches", "Fiche")
    ways = fiche.prepare.through.objects.using(schema_editor.connection.alias)
    links = set(ways.values_list("from_fiche__numero", "to_fiche__numero"))
    wrong = links & CLOSING if loop(links) else set()
    while turn := loop(links - wrong):
        wrong.add(max(turn, key=lambda link: (link[0] - link[1], link)))
    for one, other in wrong:
        ways.filter(from_fiche__numero=one, to_fiche__numero=other).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("fiches", "0014_no_fixed_count"),
        ("dts_platform", "0004_journal_by_field"),
    ]

    operations = [migrations.RunPython(break_loops, migrations.RunPython.noop)]
