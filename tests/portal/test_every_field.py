"""Each field of a text is in a form, on a page, on paper, in a book and in open data, or a table says why not.

One text of each kind is written with a word of its own in every field; the words are then looked for in each place.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatch
from html import unescape

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client, RequestFactory
from django.utils.timezone import localtime

from dts_platform.models.words import SiteWords
from dts_platform.text import formats
from experiences.models import Experience
from fiches.documents.ebook import Ebook
from fiches.documents.manuel import Manuel, ManuelPart
from fiches.models import Fiche, Situation
from fiches.models.typed import Evidence
from missions.models import Mission, Principe, Repere, Strategie
from tests.desk.texts import a_full_experience, a_full_fiche, a_full_repere
from tests.factories import an_account

pytestmark = pytest.mark.django_db
ANYWHERE = ("page", "paper", "book", "data")
DOCUMENTS = ("paper", "book")
# Why fields are not in some places, the places, the fields, each as `model.field`.
REASONS = [
    ("for editors: when it was first published", ANYWHERE, "*.publie_le"),
    ("the end of the text says the day of its last check", ("data",), "*.verifie_le"),
    ("landmarks and rules say of when their sources are", ("page", *DOCUMENTS), "repere.verifie_le"),
    ("a rule in a fiche says of when its copy is; its page says when it was checked", DOCUMENTS, "regle.verifie_le"),
    ("documents and data say it: pages are the text of today", ("page",), "re*.modifie_le"),
    ("the period says it in words; it sorts lists", ANYWHERE, "experience.annee_*"),
    ("the period says it in words; it sorts lists and filters them", ("page", *DOCUMENTS), "chiffre*.annee"),
    ("the exact word stands in its place", ("page", *DOCUMENTS), "chiffre*.unite"),
    (
        "what we infer is said once for all; what a source says, each time",
        ("page", *DOCUMENTS),
        "experience.fondement_origine illustration*.origine",
    ),
    (
        "the list of experiences says its class: tests/finder/test_likeness.py",
        (*DOCUMENTS, "data"),
        "chiffrecle.taille",
    ),
    ("the town stands in its place", ANYWHERE, "experience.territoire"),
    ("lists say it in place of the summary, which the page says", ("page", *DOCUMENTS), "experience.en_une_phrase"),
    ("lists and the head of the page say it in place of the summary", DOCUMENTS, "fiche.en_une_phrase"),
    (
        "words of those who seek, not of the text: the search reads them, and its excerpts say so",
        ("page", *DOCUMENTS),
        "fiche.questions experience.questions",
    ),
    ("names a row in content files", ANYWHERE, "document.slug pointde*.slug"),
    ("stands in place of an address: tests/references/test_absence.py", ANYWHERE, "document.sans_adresse"),
    ("names a value in addresses", ("page", *DOCUMENTS), "public.slug"),
    ("the list of rules says it in full among its filters", ANYWHERE, "perimetre.nom"),
    ("for who chooses a public in a form", ANYWHERE, "public.definition"),
    ("the page says it: a document of a region is read there", DOCUMENTS, "fiche.region"),
    ("the fiche that holds the rule is of its subject", DOCUMENTS, "regle.domaine"),
    ("the deadline says that it is over: tests/references/test_deadlines.py", (*DOCUMENTS, "data"), "regle.passee"),
    ("told to reviewers by mail: tests/references/test_deadlines.py", ANYWHERE, "regle.rappel_pour"),
    ("offers the tool alone, from the page", (*DOCUMENTS, "data"), "outil.imprimable"),
    (
        "a tool and its case are documents, not data: decision 0031",
        ("data",),
        "outil.titre outil.mode_emploi outil.corps outil.cas*",
    ),
    ("a step that leads to the brochure names it", (*DOCUMENTS, "data"), "etapedesituation.plaquette"),
    (
        "data hold what is listed, filtered and counted: a text is read on its page and in its document",
        ("data",),
        "etape.* fiche.pourquoi fiche.pour_qui fiche.avec_qui fiche.duree fiche.moyens fiche.reussite fiche.vigilance prolongement.* regledefiche.* "
        "experience.besoin experience.activites experience.partenaires experience.recit experience.limites "
        "experience.suites experience.resume experience.periode experience.fondement_* illustration*.* reference.note source.note "
        "sourcederepere.note "
        "perimetre.sigle public.nom",
    ),
    (
        "the framework is a text of three missions, eight principles and three strategies: the manual holds it",
        ("data",),
        "mission.[!s]* volet.* pointdevolet.* principe.[!s]* principe.sens facondefaire.* strategie.[!s]*",
    ),
]


def rows() -> Iterator[models.Model]:
    """One text of each kind, then what it owns and what these rest on."""
    fiche, experience, repere = a_full_fiche(), a_full_experience(departement="35"), a_full_repere()
    mission, principe = Mission.objects.first(), Principe.objects.first()
    situation = Situation.objects.first()
    yield from (fiche, experience, repere, mission, principe, Strategie.objects.first(), situation)
    citation, reference = fiche.regles_citees.first(), fiche.references.first()
    yield from (citation, citation.regle, citation.regle.perimetres.first(), reference, reference.document)
    yield from (fiche.etapes.first(), fiche.outil, fiche.prolongements.first(), fiche.publics.first())
    yield from (experience.sources.first(), *experience.chiffres.all()[:2], repere.points.first())
    yield from (repere.sources.first(), *repere.chiffres.all()[:2], situation.etapes.first())
    illustrated = ("mission", "principe", "strategie")
    yield from (getattr(experience, f"illustrations_de_{name}").first() for name in illustrated)
    volet = mission.volets.first()
    yield from (volet, volet.points.first(), principe.facons_de_faire.first())


def value_of_its_own(field: models.Field, row: models.Model, number: int) -> object:
    """What to write in a field: a word or a number that nothing else holds, where a field is free."""
    held = getattr(row, field.name)
    if field.choices:
        return held if held not in ("", None) else field.flatchoices[-1][0]
    if field.name == "corps" and hasattr(row, "cas"):
        return f"balafon{number} [… : Piste ; exemple=Un essai]"
    own = {
        "BooleanField": True,
        "DecimalField": Decimal(7000 + number),
        "URLField": f"https://balafon{number}.fr/",
        "CharField": f"balafon{number}",
        "TextField": f"balafon{number}",
        "DateField": date(1990, 1, 1) + timedelta(days=number),
    }
    if field.name.startswith("annee"):
        return 1000 + number
    return (
        next((own[kind.__name__] for kind in type(field).mro() if kind.__name__ in own), held)
        if own_word(field)
        else held
    )


def own_word(field: models.Field) -> bool:
    """May a field hold any word, or any day?"""
    return not isinstance(field, models.SlugField | models.DateTimeField)


def words_of(field: models.Field, value: object) -> tuple[str, ...]:
    """The words by which readers and programs know a value."""
    if field.choices:
        return str(dict(field.flatchoices)[value]), str(value)
    if isinstance(value, datetime):
        return formats.date(value), value.isoformat(), localtime(value).isoformat()
    if isinstance(value, date):
        return formats.date(value), value.isoformat()
    if isinstance(value, Decimal):
        return formats.number_text(value), str(float(value))
    return (str(value).split()[0],) if value not in ("", None) else (str(value),)


OTHERWISE = {  # what is read in place of a value
    "couverture": ("périmètre non dit par la source", "non-dit"),
    "evaluation": (Evidence.EVALUATED.label, "evaluee"),
}
STANDING = {
    "statut",
    "ordre",
    "numero",
    "famille",
    "partie",
}  # where a text stands, and its state: not words of its own
UNTOUCHED = {*STANDING, "publie_le", "passee", "plaquette", "taille"}


def write(rows: list[models.Model]) -> dict[str, tuple[str, ...]]:
    """{model.field: the words that show it}, once they are written; the second figure says where its perimeter is said."""
    words: dict[str, tuple[str, ...]] = {}
    for rank, row in enumerate(rows):
        values = {}
        for place, field in enumerate(f for f in row._meta.concrete_fields if not f.is_relation and not f.primary_key):
            name = f"{row._meta.model_name}.{field.name}"
            value = value_of_its_own(field, row, 1 + rank * 50 + place)
            if field.name not in {*UNTOUCHED, "perimetre" if name in words else "couverture"}:
                values[field.name] = value
            if field.name not in STANDING:
                words.setdefault(name, OTHERWISE.get(field.name) or words_of(field, value))
        type(row)._base_manager.filter(pk=row.pk).update(**values)
    return words


def page_of(text: models.Model) -> str:
    """Its page; the tool of a fiche has one of its own."""
    addresses = [text.get_absolute_url(), *([f"{text.get_absolute_url()}outil/"] if isinstance(text, Fiche) else [])]
    return "".join(Client().get(address).content.decode() for address in addresses)


def manual(texts: dict[type[models.Model], models.Model]) -> Manuel:
    """A manual of these texts alone, each read as the whole manual reads it."""
    read = {
        model: list(model.objects.with_everything().filter(pk=texts[model].pk)) for model in (Fiche, Experience, Repere)
    }
    return Manuel(
        title="Un essai",
        date=texts[Fiche].modifie_le,
        fiches=read[Fiche],
        experiences=list(Experience.objects.with_everything().with_crossings().filter(pk=texts[Experience].pk)),
        reperes=read[Repere],
        missions=list(Mission.objects.filter(pk=texts[Mission].pk)),
        principes=list(Principe.objects.filter(pk=texts[Principe].pk)),
        strategies=list(Strategie.objects.filter(pk=texts[Strategie].pk)),
        parties=ManuelPart.all(read[Fiche], SiteWords.stored()),
        situations=list(Situation.objects.with_everything().filter(pk=texts[Situation].pk)),
    )


def places(texts: dict[type[models.Model], models.Model]) -> dict[str, str]:
    """All that readers and programs get of these texts, in one string for each place."""
    book = manual(texts)
    sets = ("fiches", "experiences", "reperes", "regles", "chiffres", "situations")
    data = [Client().get(f"/donnees/{name}.json").json() for name in sets]
    return {
        "page": "".join(page_of(text) for text in texts.values()),
        "paper": "".join(section.html for section in book.document().sections),
        "book": "".join(chapter.html for chapter in Ebook.of_manuel(book).chapters()),
        "data": json.dumps(data, ensure_ascii=False),
    }


def is_in(text: str, word: str) -> bool:
    """Does a text hold this word, and not only a longer one?"""
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def excused(place: str, names: Iterable[str]) -> set[str]:
    """The fields that a reason keeps out of a place."""
    patterns = [pattern for _, where, fields in REASONS if place in where for pattern in fields.split()]
    return {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)}


def test_every_field_is_read_in_each_place_or_a_table_says_why_not():
    written = list(rows())
    words = write(written)
    texts = {
        type(row): row for row in written if hasattr(row, "get_absolute_url") and row.get_absolute_url()[-1] == "/"
    }
    unread, unexplained = {}, {}
    for place, html in places(texts).items():
        read = unescape(html).casefold()
        missing = {name for name, shown in words.items() if not any(is_in(read, word.casefold()) for word in shown)}
        unread[place], unexplained[place] = missing - excused(place, words), excused(place, words) - missing
    assert {place: names for place, names in unread.items() if names} == {}
    assert {place: names for place, names in unexplained.items() if names} == {}  # a reason that no longer serves goes


def offered(model: type[models.Model]) -> set[str]:
    """The fields that the administration offers of a model: in a form of its own, among the rows of a text, or both."""
    request = RequestFactory().get("/admin/")
    request.user = an_account("admin")
    registered = admin.site._registry
    inlines = (inline for one in registered.values() for inline in one.get_inline_instances(request))
    forms = [inline.get_formset(request).form() for inline in inlines if inline.model is model]
    forms += [registered[model].get_form(request)()] if model in registered else []
    return {name for form in forms for name in form.fields}


# Given by buttons, by the save or by the worker.
NOT_TYPED = {"statut", "modifie_le", "copie_de", "auteur", "base", "passee", "rappel_pour"}


def test_every_field_is_in_a_form_or_is_not_typed():
    for model in {type(row) for row in rows()}:
        owners = {field.name for field in model._meta.fields if field.is_relation and field.name not in offered(model)}
        fields = {field.name for field in model._meta.concrete_fields if not field.primary_key}
        assert len(owners - NOT_TYPED) <= 1, model  # the text that owns the row
        assert fields - offered(model) - owners == fields & NOT_TYPED - owners, model
