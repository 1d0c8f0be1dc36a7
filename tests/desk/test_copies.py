"""A working copy is a real row: all that a text says goes to it and comes back, and nobody meets it on the way."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q

from dts_platform.content.owned import owned
from dts_platform.content.rows import said_fields
from dts_platform.content.whole import read, units
from dts_platform.desk.copies import Overtaken, Refused, bring_up_to_date, copy_of, open_copy, put_in_place
from dts_platform.desk.difference import three_columns
from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.kinds import with_states
from dts_platform.editorial.versions import NAMES, STATE, Version
from experiences.models import ChiffreCle, Experience, Source
from fiches.models import Etape, Fiche
from missions.models import Mission, Public
from tests.desk.texts import KINDS, rewrite
from tests.factories import a_fiche, an_account

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
SAID = STATE | NAMES


def said(text) -> dict:
    return units(read(type(text)._base_manager.get(pk=text.pk)), SAID)


@every_kind
def test_copy_says_all_that_its_text_says(model):
    text = KINDS[model]()
    copy = open_copy(text, an_account())
    assert said(copy) == said(text)
    assert [len(rows) for rows in said(text).values() if isinstance(rows, list)].count(0) == 0
    assert copy.slug == text.slug


@every_kind
def test_text_stays_as_it_is_while_its_copy_changes(model):
    text = KINDS[model]()
    before = said(text)
    rewrite(open_copy(text, an_account()), "MARQUE")
    assert said(text) == before


@every_kind
def test_copy_put_in_place_is_what_the_text_says(model):
    text, who = KINDS[model](), an_account("nationale")
    names = [getattr(text, name) for name in ("pk", "slug", "publie_le", "statut")]
    copy = open_copy(text, who)
    rewrite(copy, "MARQUE")
    wanted = said(copy)
    assert wanted != said(text)
    put_in_place(copy, who)
    text.refresh_from_db()
    assert said(text) == wanted
    assert [getattr(text, name) for name in ("pk", "slug", "publie_le", "statut")] == names
    assert not with_copies(model).filter(copie_de__isnull=False).exists()
    assert Version.objects.of(text)[0].nature == Version.Nature.PUBLISHED


def test_rows_recognized_in_a_copy_keep_their_keys():
    fiche = a_fiche(steps=3)
    keys = list(fiche.etapes.values_list("pk", flat=True))
    copy = open_copy(fiche, an_account())
    steps = list(copy.etapes.all())
    steps[0].delete()
    steps[1].texte = "Avancer mieux."
    steps[1].save()
    put_in_place(copy, an_account("nationale"))
    assert list(fiche.etapes.values_list("pk", flat=True)) == keys[1:]


def test_figure_of_a_copy_rests_on_the_source_of_the_copy():
    text = KINDS[Experience]()
    copy = open_copy(text, an_account())
    assert {figure.source.experience_id for figure in copy.chiffres.all()} == {copy.pk}
    assert set(ChiffreCle.objects.filter(source__in=Source.objects.filter(experience=text))) == set(text.chiffres.all())


# What the managers hide, and what they cannot


@every_kind
def test_default_manager_hides_copies(model):
    text = KINDS[model]()
    count = model.objects.count()
    copy = open_copy(text, an_account())
    assert model.objects.count() == count
    assert not model.objects.filter(pk=copy.pk).exists()
    assert model.objects.get_by_natural_key(text.slug) == text
    assert model._default_manager is model.objects
    assert copy_of(text) == copy


def test_relations_hide_copies_where_joins_and_rows_show_them():
    """What a query on another table must say by itself: joins, counts and rows see copies."""
    fiche = a_fiche()
    mission = fiche.missions.first()
    counted = Mission.objects.filter(pk=mission.pk).annotate(n=Count("fiches"))
    before, joined = mission.fiches.count(), counted[0].n
    copy = open_copy(fiche, an_account())
    assert mission.fiches.count() == before
    assert counted[0].n == joined + 1
    assert counted.annotate(o=Count("fiches", filter=Q(fiches__copie_de__isnull=True)))[0].o == before
    assert Mission.objects.filter(fiches=copy.pk).exists()
    assert Etape.objects.filter(fiche__slug=fiche.slug).count() == 2 * fiche.etapes.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM fiches_fiche WHERE slug = %s", [fiche.slug])
        assert cursor.fetchone() == (2,)


def test_text_has_no_relation_that_would_look_empty():
    """« original.copies » would go through the manager that hides them: there is none."""
    assert not hasattr(Fiche, "copies")
    assert "copies" not in {field.name for field in Fiche._meta.get_fields()}


def test_second_copy_is_refused_by_form_act_and_database():
    fiche, who = a_fiche(), an_account()
    open_copy(fiche, who)
    with pytest.raises(Refused):
        open_copy(fiche, who)
    second = Fiche.objects.get(pk=fiche.pk)
    second.pk, second.copie_de, second.statut = None, fiche, "brouillon"
    second._state.adding = True
    with pytest.raises(ValidationError, match="Une proposition est déjà ouverte"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@every_kind
def test_copy_is_never_public(model):
    copy = open_copy(KINDS[model](), an_account())
    for state in ("publie", "retire"):
        copy.statut = state
        with pytest.raises(ValidationError, match="ne se publie pas"):
            copy.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


@every_kind
def test_two_texts_have_not_one_address(model):
    text = KINDS[model]()
    other = model.objects.get(pk=text.pk)
    other.pk, other._state.adding = None, True
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert "slug" in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_every_kind_of_text_with_a_state_is_tried():
    assert set(KINDS) == {kind.model for kind in with_states()}


def test_every_row_that_goes_with_a_text_is_part_of_it():
    names = {model.__name__ for text in KINDS for model, _ in owned(text)}
    assert {"Etape", "Outil", "Prolongement", "Reference", "Source", "ChiffreCle", "PointDeRepere"} <= names
    assert not {"ThemeDeFiche", "ThemeDExperience"} & names
    assert [model.__name__ for model, _ in owned(Experience)].index("Source") < [
        model.__name__ for model, _ in owned(Experience)
    ].index("ChiffreCle")


# A text that changed meanwhile


def test_copy_of_a_text_that_changed_meanwhile_is_not_put_in_place():
    fiche, who = a_fiche(), an_account("nationale")
    copy = open_copy(fiche, who)
    Fiche.objects.filter(pk=fiche.pk).update(resume="Changé par un fichier.")
    with pytest.raises(Overtaken):
        put_in_place(copy, who)


def rename_all_that_it_names(text) -> set[str]:
    """Give another slug to every row that a text names, but its own; return the names of their models."""
    renamed = {}
    for entry in read(text):
        for field in said_fields(apps.get_model(entry["model"])):
            model, value = field.related_model, entry["fields"][field.name]
            if field.is_relation and value and model.NATURAL_KEY == ("slug",) and model is not type(text):
                keys = value if field.many_to_many else [value]
                renamed |= dict.fromkeys((model, *key) for key in keys)
    for number, (model, slug) in enumerate(renamed):
        model._base_manager.filter(slug=slug).update(slug=f"autre-nom-{number}")
    return {model.__name__ for model, _ in renamed}


NAMED = {
    "Fiche": {"Mission", "Principe", "Strategie", "Theme", "Public", "Document", "Regle", "Experience"},
    "Experience": {"Theme", "Document", "Repere"},
    "Repere": {"Document"},
    "Regle": {"Perimetre"},
}


@every_kind
def test_copy_is_published_though_what_its_text_names_was_renamed(model):
    text, who = KINDS[model](), an_account("nationale")
    copy = open_copy(text, who)
    assert rename_all_that_it_names(text) >= NAMED.get(model.__name__, set())
    rewrite(copy, "MARQUE")
    live = read(model.objects.get(pk=text.pk))
    assert [row for row in three_columns(who, copy.base.content, live, read(copy)) if row.live_changed] == []
    wanted = said(copy)
    assert bring_up_to_date(copy, who) == set()
    assert said(copy) == wanted
    put_in_place(with_copies(model).get(pk=copy.pk), who)
    text.refresh_from_db()
    assert said(text) == wanted


def test_copy_is_put_in_place_as_it_was_opened_though_a_public_was_renamed():
    text, who = a_fiche(), an_account("nationale")
    public = Public.objects.first()
    text.publics.set([public])
    copy = open_copy(text, who)
    Public.objects.filter(pk=public.pk).update(slug="autre-nom")
    put_in_place(copy, who)
    assert [one.slug for one in text.publics.all()] == ["autre-nom"]


def test_copy_takes_what_changed_in_its_text_and_keeps_its_own_words():
    fiche, who = a_fiche(steps=2), an_account("nationale")
    copy = open_copy(fiche, who)
    Fiche.with_copies.filter(pk=copy.pk).update(pourquoi="De la copie.", duree="De la copie.")
    copy.etapes.filter(ordre=1).update(texte="De la copie.")
    Fiche.objects.filter(pk=fiche.pk).update(resume="Du texte.", duree="Du texte.")
    fiche.outil.titre = "Du texte"
    fiche.outil.save()
    assert bring_up_to_date(copy, who) == {"duree"}
    copy.refresh_from_db()
    assert (copy.resume, copy.pourquoi, copy.duree) == ("Du texte.", "De la copie.", "De la copie.")
    assert (copy.outil.titre, copy.etapes.first().texte) == ("Du texte", "De la copie.")
    put_in_place(copy, who)
    fiche.refresh_from_db()
    assert (fiche.resume, fiche.pourquoi) == ("Du texte.", "De la copie.")


def test_copy_follows_a_text_that_takes_another_address():
    fiche, who = a_fiche(), an_account("nationale")
    copy = open_copy(fiche, who)
    Fiche.objects.filter(pk=fiche.pk).update(slug="autre-adresse", numero=99999)
    rewrite(copy, "MARQUE")
    put_in_place(copy, who)
    fiche.refresh_from_db()
    assert (fiche.slug, fiche.numero) == ("autre-adresse", 99999)
    assert "MARQUE" in fiche.outil.corps + fiche.etapes.first().texte
