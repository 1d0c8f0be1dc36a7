"""Edits of every kind, by every door, at random: forms, `update()`, the database console."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from dts_platform.editorial.states import Statut
from dts_platform.models import Synonyme
from experiences.models import ChiffreCle, Experience, IllustrationMission, Source
from fiches.models import Etape, Fiche, Outil, Prolongement, Reference
from missions.models import (
    FaconDeFaire,
    Mission,
    PointDeRepere,
    PointDeVolet,
    Principe,
    Repere,
    SourceDeRepere,
    Strategie,
    Terme,
    Theme,
    Volet,
)
from references.models import Document
from tests.factories import a_fiche, a_reference, a_source, a_theme, an_experience

PROSE = {
    Fiche: ("titre", "resume", "pourquoi", "vigilance"),
    Etape: ("titre", "texte", "resultat"),
    Outil: ("titre", "corps"),
    Reference: ("passage", "note"),
    Document: ("titre", "editeur"),
    Prolongement: ("ce_qu_elle_montre",),
    Experience: ("nom", "resume", "recit", "fondement_raison", "organisation"),
    IllustrationMission: ("raison",),
    ChiffreCle: ("libelle",),
    Source: ("passage", "note"),
    Repere: ("titre", "resume", "corps"),
    PointDeRepere: ("texte",),
    SourceDeRepere: ("passage", "note"),
    Mission: ("titre", "titre_court", "resume", "corps"),
    Volet: ("titre",),
    PointDeVolet: ("texte",),
    Principe: ("titre_court", "sens"),
    FaconDeFaire: ("texte",),
    Strategie: ("titre_court", "corps"),
    Theme: ("name",),
    Terme: ("nom", "definition", "source"),
    Synonyme: ("formes",),
}
PUBLIC_KINDS = (Fiche, Experience, Repere)


def small_content() -> None:
    """Two fiches of each state and their neighbours, in place of the fifty of the site."""
    Fiche.objects.all().delete()
    Experience.objects.all().delete()
    Repere.objects.exclude(famille=Repere.Family.FOUNDATION).delete()
    Terme.objects.exclude(pk__in=Terme.objects.all()[:6]).delete()
    Mission.objects.first().volets.exclude(ordre=1).delete()
    themes = [a_theme() for _ in range(2)]
    experiences = [an_experience(published, themes=themes[:1]) for published in (True, True, False)]
    fiches = [
        a_fiche(published, themes=themes, steps=1, experiences=experiences[:2])
        for published in (True, True, True, False)
    ]
    fiches[0].prepare.add(fiches[1], fiches[3])
    for fiche in fiches[:2]:
        a_reference(fiche)
    a_source(experiences[0])


def one(random: Random, model):
    found = list(model.objects.order_by("pk"))
    return random.choice(found) if found else None


def words(random: Random) -> str:
    """A few words: some of the glossary, some that lead to another text."""
    terme, other = one(random, Terme), one(random, random.choice(PUBLIC_KINDS))
    said = [f"mot{random.randrange(9)}", terme.word_forms[0] if terme and terme.word_forms else ""]
    if other:
        said.append(f"[ailleurs]({other.get_absolute_url()})")
    return " ".join(random.sample(said, random.randint(1, len(said))))[:60]


def write(random: Random) -> str:
    """A field of a table, by `update()`."""
    model = random.choice(list(PROSE))
    name, obj = random.choice(PROSE[model]), one(random, model)
    if obj:
        model.objects.filter(pk=obj.pk).update(**{name: words(random)})
    return f"{model.__name__}.{name}"


def write_by_console(random: Random) -> str:
    fiche = one(random, Fiche)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fiches_etape SET texte = %s WHERE fiche_id = %s", [words(random), fiche.pk])
    return "console"


def save(random: Random) -> str:
    """As a form does: the date of the text changes, and perhaps nothing else."""
    obj = one(random, random.choice(PUBLIC_KINDS))
    if obj:
        obj.save()
    return f"save {obj!r}"


def change_state(random: Random) -> str:
    model = random.choice(PUBLIC_KINDS)
    obj, statut = one(random, model), random.choice([Statut.PUBLIE, Statut.PUBLIE, Statut.RETIRE, Statut.BROUILLON])
    if obj:
        model.objects.filter(pk=obj.pk).update(statut=statut, publie_le=timezone.localdate())
    return f"{model.__name__} {statut}"


def change_address(random: Random) -> str:
    model = random.choice(PUBLIC_KINDS)
    if obj := one(random, model):
        model.objects.filter(pk=obj.pk).update(slug=f"adresse-{random.randrange(10**9)}")
    return f"{model.__name__}.slug"


def change_number(random: Random) -> str:
    Fiche.objects.filter(pk=one(random, Fiche).pk).update(numero=random.randrange(2_000, 10**6))
    return "Fiche.numero"


def change_origin(random: Random) -> str:
    if obj := one(random, Experience):
        foundation = random.choice([None, *Repere.objects.order_by("pk")])
        Experience.objects.filter(pk=obj.pk).update(
            origine=random.choice(Experience.Origin.values), fondement=foundation, fondement_origine="source"
        )
    return "Experience.origine, fondement"


def link(random: Random) -> str:
    """Tie two texts, or untie them."""
    fiche, other, experience = one(random, Fiche), one(random, Fiche), one(random, Experience)
    if random.random() < 0.5 and experience:
        tie, created = Prolongement.objects.get_or_create(fiche=fiche, experience=experience)
        if not created:
            tie.delete()
    elif fiche.prepare.filter(pk=other.pk).exists():
        fiche.prepare.remove(other)
    elif fiche != other:
        fiche.prepare.add(other)
    return "liens"


def cross(random: Random) -> str:
    fiche, mission, theme = one(random, Fiche), one(random, Mission), one(random, Theme)
    fiche.missions.set([mission])
    fiche.themes.set([theme])
    return "croisements"


def add(random: Random) -> str:
    published = random.random() < 0.7
    experience = an_experience(published)
    a_fiche(published, steps=1, experiences=[experience])
    return "nouveaux textes"


def delete(random: Random) -> str:
    model = random.choice([Fiche, Experience, Terme, Etape, Outil, Reference])
    if model.objects.count() > 2:
        one(random, model).delete()
    return f"suppression {model.__name__}"


def move_date(random: Random) -> str:
    Fiche.objects.filter(pk=one(random, Fiche).pk).update(
        modifie_le=timezone.now() + timedelta(days=random.randrange(9))
    )
    return "Fiche.modifie_le"


EDITS: list[Callable[[Random], str]] = [
    *[write] * 8,
    write_by_console,
    save,
    *[change_state] * 3,
    change_address,
    change_number,
    change_origin,
    *[link] * 2,
    cross,
    add,
    delete,
    move_date,
]
