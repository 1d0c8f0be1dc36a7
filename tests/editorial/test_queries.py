"""Every list and every form of the administration asks few queries, as many for three times as many rows."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Count, Model, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contact.models import Message, Notice
from dts_platform.background.outgoing import OutgoingMail
from dts_platform.content.territoires import REGIONS
from dts_platform.desk.copies import open_copy
from dts_platform.editorial.states import Publishable
from dts_platform.models import Affectation, Editeur, FoundSearch, FruitlessSearch, GroupeRessource, Referent, User
from experiences.models import Experience, IllustrationStrategie
from fiches.models import BuiltDocument, Edition, Outil
from missions.models import Strategie
from references.links import Answer, note
from references.models import LinkCheck
from tests.editorial.test_two_people import EXAMPLES
from tests.factories import an_account, signed_in
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db
MOST = 30
FEW, THREE_TIMES = 1, 3  # rows that a list shows
SOME_REGIONS = list(REGIONS)[:3]
MADE = {  # what the content has none or too few of: how to make one
    User: lambda number: an_account("referent", region="bretagne"),
    Group: lambda number: Group.objects.create(name=f"Groupe {number}"),
    GroupeRessource: lambda number: GroupeRessource.objects.create(region=SOME_REGIONS[number], nom="Un groupe"),
    OutgoingMail: lambda number: OutgoingMail.objects.create(to="a@exemple.fr", subject=f"Essai {number}"),
    FruitlessSearch: lambda number: FruitlessSearch.objects.create(jour=date(2026, 1, 1), texte=f"mot {number}"),
    FoundSearch: lambda number: FoundSearch.objects.create(jour=date(2026, 1, 1), texte=f"mot {number}"),
    Message: lambda number: Message.objects.create(key=f"m{number}", word="Une question."),
    Notice: lambda number: Notice.objects.create(key=f"n{number}", answer="oui"),
    BuiltDocument: lambda number: BuiltDocument.objects.create(nom=f"essai-{number}.pdf"),
    Edition: lambda number: Edition.objects.create(nom=f"n{number}", slug=f"n{number}", date=date(2026, 1, number + 1)),
    LinkCheck: lambda number: note(f"https://exemple.fr/{number}", Answer(404)),
}
MORE = {  # rows of which no text of the content has enough: how to make three of them for one text
    Affectation: lambda: [Affectation.objects.create(user=User.objects.first(), region=name) for name in SOME_REGIONS],
    Referent: lambda: [
        Referent.objects.create(groupe=group, nom="Un nom", ordre=n) for group in [a_group("corse")] for n in (1, 2, 3)
    ],
    IllustrationStrategie: lambda: [
        IllustrationStrategie.objects.create(experience=Experience.objects.first(), strategie=strategie, raison="Oui.")
        for strategie in Strategie.objects.exclude(illustrations__experience=Experience.objects.first())
    ],
}
REGISTRY = admin.site._registry
FORMS = {model: model_admin for model, model_admin in REGISTRY.items() if model in EXAMPLES}
ROWS = [
    (model, rows.model)
    for model, model_admin in FORMS.items()
    for rows in model_admin.inlines
    if rows.model is not Outil  # there is one
]


@pytest.fixture
def client(db) -> Client:
    return signed_in(an_account("admin"))


def queries_of(client: Client, path: str) -> tuple[int, int]:
    """How many queries a page asks once the process has what it keeps in memory, and how many rows it lists."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path)
    assert page.status_code == 200
    return len(asked), len(page.context["cl"].result_list) if "cl" in page.context else 0


def path_of(model: type[Model], rest: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{rest}"


@pytest.mark.parametrize(
    "model", [model for model in REGISTRY if model is not Editeur], ids=lambda model: model.__name__
)
def test_list_asks_as_few_queries_for_three_times_as_many_rows(client, monkeypatch, model):
    for number in range(THREE_TIMES if model in MADE else 0):
        MADE[model](number)
    counts = []
    for rows in (FEW, THREE_TIMES):
        monkeypatch.setattr(REGISTRY[model], "list_per_page", rows)
        asked, shown = queries_of(client, path_of(model))
        assert shown == rows
        counts.append(asked)
    assert counts[0] == counts[1] <= MOST


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_form_asks_few_queries(client, model):
    for rest in ("add/", f"{EXAMPLES[model][0]().pk}/change/"):
        if rest != "add/" or client.get(path_of(model, rest)).status_code == 200:
            assert queries_of(client, path_of(model, rest))[0] <= MOST, rest


def keep_the_first(rows: QuerySet) -> None:
    """Delete the other rows of a text, and what rests on them."""
    others = rows.exclude(pk=rows.first().pk)
    assert others.count() >= 2
    for relation in rows.model._meta.related_objects:
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": others.values("pk")}).delete()
    others.delete()


@pytest.mark.parametrize("is_typed", [False, True])
@pytest.mark.parametrize(("model", "rows"), ROWS, ids=lambda model: model.__name__)
def test_form_asks_as_few_queries_for_as_many_rows_as_a_text_has(client, model, rows, is_typed):
    MORE.get(rows, list)()
    link = next(field.name for field in rows._meta.concrete_fields if field.related_model is model)
    (holder, _), *_ = rows._base_manager.values_list(link).annotate(many=Count("pk")).order_by("-many")
    if is_typed and issubclass(model, Publishable):
        holder = open_copy(model.objects.get(pk=holder), an_account("nationale")).pk
    path = path_of(model, f"{holder}/change/")
    many, _ = queries_of(client, path)
    keep_the_first(rows._base_manager.filter(**{link: holder}))
    few, _ = queries_of(client, path)
    assert many <= min(few, MOST)
