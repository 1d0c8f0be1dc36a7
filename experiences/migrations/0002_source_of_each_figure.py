"""A figure attributed by mistake to the source of another experience receives that source as one of its own experience.

The first edition let a form do so. The document named stays the same; the next migration forbids it.
"""

from django.db import migrations, models


def free_code(sources, wanted):
    """A code that no source of the experience has."""
    taken = set(sources.values_list("code", flat=True))
    codes = [wanted, *(f"{wanted[:45]}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)


def own_source(sources, other, experience_id):
    """The same document among the sources of the experience, copied there if it is missing."""
    same = {name: getattr(other, name) for name in ("titre", "editeur", "date", "adresse")}
    found = sources.filter(**same).first()
    rank = (sources.aggregate(last=models.Max("ordre"))["last"] or 0) + 1
    return found or sources.create(
        **same, experience_id=experience_id, code=free_code(sources, other.code), ordre=rank, note=other.note
    )


def forwards(apps, schema_editor):
    figures = apps.get_model("experiences", "ChiffreCle").objects
    sources = apps.get_model("experiences", "Source").objects
    for figure in figures.exclude(source__experience=models.F("experience")).select_related("source"):
        own = sources.filter(experience_id=figure.experience_id)
        figure.source = own_source(own, figure.source, figure.experience_id)
        figure.save(update_fields=["source"])


class Migration(migrations.Migration):
    dependencies = [("experiences", "0001_initial"), ("dts_platform", "0004_journal_by_field")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
