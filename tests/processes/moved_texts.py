"""What editors of a first edition wrote where a later state moved its tables, and what became of it: for the upgrade.

What is written is written in the tables of that day, by their columns; what is found is read in those of today.
"""

from collections import Counter

from django.db import connection
from django.db.models import Count

from experiences.models import ChiffreCle, Experience, Source
from fiches.models import Fiche, Reference
from missions.models import SourceDeRepere
from references.models import Document

CITATIONS = (Reference, Source, SourceDeRepere)


def mistake_a_source() -> None:
    """A figure attributed to the source of another experience, as a form of the first edition let one do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, experience_id FROM experiences_chiffrecle ORDER BY id")
        figure, experience = cursor.fetchone()
        cursor.execute("SELECT id FROM experiences_source WHERE experience_id <> %s ORDER BY id", [experience])
        cursor.execute("UPDATE experiences_chiffrecle SET source_id = %s WHERE id = %s", [cursor.fetchone()[0], figure])


def figure_of_the_mistake() -> list:
    """Of that figure: whether its source is of its experience, and whether the document is the one it was given."""
    figure = ChiffreCle.objects.select_related("source").order_by("pk").first()
    other = Source.objects.exclude(experience=figure.experience_id).order_by("pk").first()
    return [figure.source.experience_id == figure.experience_id, figure.source.titre == other.titre]


def edit_references() -> None:
    """What editors did to three references: a title alone in its kind, one that has an address, one that others share."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.adresse, r.titre FROM fiches_reference r JOIN fiches_fiche f ON f.id = r.fiche_id "
            "WHERE f.numero BETWEEN 30 AND 49 ORDER BY r.id"
        )
        rows = cursor.fetchall()
        shared = [key for key, _, title in rows if title.startswith("Contribuer au développement")][-1]
        alone = next(key for key, address, title in rows if not address and sum(row[2] == title for row in rows) == 1)
        online = next(key for key, address, _ in rows if address)
        for key, title in ((alone, "Livre d’une éditrice"), (online, "Page d’une éditrice")):
            cursor.execute("UPDATE fiches_reference SET titre = %s WHERE id = %s", [title, key])
        cursor.execute("UPDATE fiches_reference SET date = %s WHERE id = %s", ["lu par une éditrice", shared])


def references() -> dict:
    """What became of them, and how many documents there are for how many references."""
    brochure = Document.objects.get(titre__startswith="Contribuer au développement")
    return {
        "titles": Document.objects.filter(titre__contains="éditrice").count()
        + Reference.objects.filter(passage__contains="éditrice").count(),
        "notes": Reference.objects.filter(note__contains="lu par une éditrice", document=brochure).count(),
        "documents": Document.objects.count(),
        "cited": sum(model.objects.count() for model in CITATIONS),
        "twice": len(
            list(Document.objects.values("adresse").exclude(adresse="").annotate(n=Count("pk")).filter(n__gt=1))
        ),
    }


def edit_sources() -> None:
    """What editors did to a source that has an address, in an experience, and to the date of one of a landmark."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM experiences_source WHERE adresse <> '' AND experience_id > 5")
        cursor.execute(
            "UPDATE experiences_source SET titre = %s WHERE id = %s", ["Page lue par une autre", *cursor.fetchone()]
        )
        cursor.execute("SELECT max(id) FROM missions_sourcederepere")
        cursor.execute(
            "UPDATE missions_sourcederepere SET date = %s WHERE id = %s", ["relue par une autre", *cursor.fetchone()]
        )


def sources() -> dict:
    """What became of them: the words of editors, wherever they stand; sources of one document in one record."""
    brochure = Document.objects.get(titre__startswith="Contribuer au développement")
    return {
        "titles": Document.objects.filter(titre="Page lue par une autre").count()
        + Source.objects.filter(passage="Page lue par une autre").count(),
        "dates": Document.objects.filter(date="relue par une autre").count()
        + SourceDeRepere.objects.filter(note__contains="relue par une autre").count(),
        "brochure": [model.objects.filter(document=brochure).count() > 1 for model in CITATIONS],
    }


def stories() -> dict[str, str]:
    """The stories of that day that say « Notre lecture », an editor having written in the first of them."""
    said = "recit LIKE '%%Notre lecture%%'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM experiences_experience WHERE {said}")  # noqa: S608 – our own words
        cursor.execute(
            "UPDATE experiences_experience SET recit = 'Une éditrice raconte. ' || recit WHERE id = %s",
            cursor.fetchone(),
        )
        cursor.execute(f"SELECT slug, recit FROM experiences_experience WHERE {said} ORDER BY id")  # noqa: S608
        return dict(cursor.fetchall())


def parted(told: dict[str, str]) -> dict:
    """Of these stories: those that lost a word, those that still hold what is ours, what the editor wrote."""
    found = {text.slug: text for text in Experience.objects.filter(slug__in=told)}
    words = {slug: Counter(text.replace("Notre lecture", "").lower().split()) for slug, text in told.items()}
    after = {slug: Counter(f"{text.recit} {text.lecture}".lower().split()) for slug, text in found.items()}
    edited = found[next(iter(told))]
    return {
        "stories": len(told),
        "lost": [slug for slug in told if words[slug] - after[slug] - Counter([":"])],
        "mixed": [slug for slug, text in found.items() if "Notre lecture" in text.recit or not text.lecture],
        "edited": [edited.recit[:21], bool(edited.lecture)],
    }


def easy_texts() -> dict[int, str]:
    """The text of « facile à lire » of each fiche of that day, an editor having written that of two."""
    with connection.cursor() as cursor:
        for slug in ("creer-une-ressourcerie", "accompagner-les-mobilites-et-les-transitions"):
            cursor.execute(
                "UPDATE fiches_fiche SET facile_a_lire = %s WHERE slug = %s", ["- Une éditrice vous écrit.", slug]
            )
        cursor.execute("SELECT id, facile_a_lire FROM fiches_fiche")
        return dict(cursor.fetchall())


def essential(texts: dict[int, str]) -> dict:
    """Where the texts of that day stand, before the files are loaded: the numbers of the fiches whose text is neither
    « en bref » nor « facile à lire », of those where it is the second.
    """
    fiches = list(Fiche.objects.order_by("numero"))
    return {
        "lost": [
            f.numero for f in fiches if [f.en_bref, f.facile_a_lire] not in ([texts[f.pk], ""], ["", texts[f.pk]])
        ],
        "easy": [f.numero for f in fiches if f.facile_a_lire],
    }


def written(texts: dict[int, str]) -> list[list[str]]:
    """What the two fiches that an editor wrote hold."""
    fiches = Fiche.objects.filter(pk__in=[key for key, text in texts.items() if "éditrice vous" in text])
    return [[fiche.en_bref, fiche.facile_a_lire] for fiche in fiches.order_by("numero")]


def bare() -> list[int]:
    """The fiches that say nothing that can be filtered."""
    return sorted(Fiche.objects.filter(delai="", personnes="", cout="", publics=None).values_list("numero", flat=True))


def doubled() -> list[int]:
    """The fiches that hold one text in both fields, once the files are loaded."""
    return [fiche.numero for fiche in Fiche.objects.exclude(en_bref="") if fiche.en_bref == fiche.facile_a_lire]
