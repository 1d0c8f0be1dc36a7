"""What tests of working copies share: a text of each kind with all that it may own, and each thing it says changed."""

from datetime import date

from django.db import models

from dts_platform.content.owned import owned
from dts_platform.content.rows import said_fields
from experiences.models import ChiffreCle, Experience, IllustrationPrincipe, IllustrationStrategie
from fiches.models import Fiche
from missions.models import ChiffreDeRepere, PointDeRepere, Principe, Repere, SourceDeRepere, Strategie
from references.models import Regle
from tests.factories import a_document, a_fiche, a_reference, a_rule, a_source, a_theme, an_experience


def with_every_relation(text: models.Model) -> models.Model:
    """The same text, each relation that it leaves empty leading somewhere."""
    for field in said_fields(type(text)):
        if field.many_to_many and not getattr(text, field.name).exists():
            getattr(text, field.name).set(field.related_model._default_manager.all()[:1])
    return text


def a_full_fiche(**fields) -> Fiche:
    fiche = a_fiche(**{"themes": [a_theme()], "experiences": [an_experience(), an_experience()], **fields})
    a_reference(fiche)
    a_rule(held_by=[fiche])
    fiche.prepare.set([a_fiche()])
    return with_every_relation(fiche)


def a_full_experience(**fields) -> Experience:
    experience = an_experience(**{"themes": [a_theme()], "fondement": Repere.objects.filter(famille=2)[0], **fields})
    said = {"experience": experience, "raison": "On le voit."}
    IllustrationPrincipe.objects.create(principe=Principe.objects.first(), **said)
    IllustrationStrategie.objects.create(strategie=Strategie.objects.first(), **said)
    for rank, code in enumerate(("brochure", "rapport"), 1):
        source = a_source(experience, code, code=code, ordre=rank)
        ChiffreCle.objects.create(
            experience=experience, ordre=rank, libelle=code, valeur=rank, annee=2014, source=source
        )
    return experience


def a_full_repere(**fields) -> Repere:
    said = {"slug": "repere-d-essai", "titre": "Un repère d’essai", "famille": 1, "resume": "Un résumé."}
    state = {"statut": "publie", "publie_le": date(2026, 1, 1)}
    repere = Repere.objects.create(**{**said, **state, **fields})
    for rank in (1, 2):
        PointDeRepere.objects.create(
            repere=repere, ordre=rank, slug=f"point-{rank}", titre="Un point", texte="Un texte."
        )
        source = SourceDeRepere.objects.create(repere=repere, ordre=rank, document=a_document(f"Source {rank}"))
        figure = {"libelle": "Un chiffre", "valeur": rank, "annee": 2014}
        ChiffreDeRepere.objects.create(repere=repere, ordre=rank, source=source, **figure)
    return repere


def a_full_rule(**fields) -> Regle:
    return a_rule(**{"a_verifier": "À faire relire.", **fields})


KINDS = {Fiche: a_full_fiche, Experience: a_full_experience, Repere: a_full_repere, Regle: a_full_rule}
PROSE = {Fiche: "pourquoi", Experience: "recit", Repere: "corps", Regle: "valeur"}


def words_of(model: type[models.Model]) -> list[str]:
    """The columns of a model that hold free words."""
    free = (models.TextField, models.CharField)
    machine = (models.SlugField, models.URLField)
    return [
        field.name
        for field in said_fields(model)
        if isinstance(field, free) and not isinstance(field, machine) and not field.choices
    ]


def rewrite(text: models.Model, mark: str) -> None:
    """Put a mark in every field where a text says something, and in those of every row that it owns."""
    for name in words_of(type(text)):
        if name != "region" and getattr(text, name):
            setattr(text, name, f"{getattr(text, name)} {mark}"[-60:])
    text.save()
    for model, link in owned(type(text)):
        if isinstance(text, link.related_model):
            rows = model._base_manager.filter(**{link.name: text})
            for row in rows:
                said = {name: getattr(row, name) for name in words_of(model) if getattr(row, name)}
                for name, words in said.items():
                    setattr(row, name, f"{words} {mark}"[-60:])
                row.save()
