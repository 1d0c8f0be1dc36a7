"""The index mirrors the texts: whatever is written, however, wherever, the next request sees it, and nothing else."""

from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import TextField
from django.http import QueryDict

from dts_platform.editorial.states import Statut
from dts_platform.models import Synonyme
from dts_platform.search import mirror
from dts_platform.search.check import differences
from dts_platform.search.indexing import catch_up
from dts_platform.search.tables import SearchPosting, SearchRow, SearchTouch, SearchWord
from experiences.filters import find as find_experiences
from experiences.models import Experience
from fiches.filters import find
from fiches.models import Etape, Fiche, Outil, Partie
from missions.models import Mission, Terme, Theme
from tests.factories import a_fiche, an_experience
from tests.search.index import listed_slugs, published_slugs

pytestmark = pytest.mark.django_db
LEFT_OUT = ("fondement_raison",)  # says why a foundation is shown, which may not be public


def test_index_equals_what_the_texts_say():
    catch_up()
    assert list(differences()) == []
    assert set(listed_slugs()) == published_slugs()


WRITES = {
    "save": lambda f: (setattr(f, "statut", Statut.RETIRE), f.save()),
    "update": lambda f: Fiche.objects.filter(pk=f.pk).update(statut=Statut.RETIRE),
    "bulk_update": lambda f: (setattr(f, "statut", Statut.RETIRE), Fiche.objects.bulk_update([f], ["statut"])),
    "delete": lambda f: f.delete(),
    "sql": lambda f: connection.cursor().execute("UPDATE fiches_fiche SET statut = 'retire' WHERE id = %s", [f.pk]),
}


@pytest.mark.parametrize("way", WRITES)
def test_withdrawn_fiche_leaves_the_index_however_it_is_written(fiche, way):
    slug = fiche.slug
    assert slug in listed_slugs()
    WRITES[way](fiche)
    assert slug not in listed_slugs()
    assert slug not in listed_slugs("q=balafon")
    assert list(differences()) == []


CHANGES = [
    (lambda f: f.missions.clear(), "mission=creation-activites", False),
    (lambda f: f.themes.clear(), "theme=percussions", False),
    (lambda f: Outil.objects.filter(fiche=f).delete(), "q=carillon", False),
    (lambda f: Etape.objects.filter(fiche=f).update(texte="Accorder un glockenspiel."), "q=glockenspiel", True),
    (lambda f: Fiche.objects.filter(pk=f.pk).update(titre="Monter un glockenspiel"), "q=glockenspiels", True),
    (lambda f: Theme.objects.filter(slug="percussions").update(name="Glockenspiel"), "q=glockenspiel", True),
    (lambda f: Fiche.objects.filter(pk=f.pk).update(region="bretagne"), "region=bretagne", True),
    (lambda f: Fiche.objects.filter(pk=f.pk).update(partie=Partie.VIVRE), "partie=vivre", True),
]


@pytest.mark.parametrize(("change", "query_string", "inside"), CHANGES)
def test_change_to_any_part_of_a_fiche_is_indexed(fiche, change, query_string, inside):
    assert (fiche.slug in listed_slugs(query_string)) != inside
    change(fiche)
    assert (fiche.slug in listed_slugs(query_string)) == inside
    assert list(differences()) == []


a_sought_experience = partial(an_experience, cherche_le=date(2026, 1, 1), cherche_dans="Un essai.")


@pytest.mark.parametrize(
    ("model", "make", "find_texts"),
    [(Fiche, a_fiche, find), (Experience, a_sought_experience, find_experiences)],
    ids=["fiche", "experience"],
)
def test_word_of_any_field_of_prose_finds_its_text(model, make, find_texts):
    prose = [field.name for field in model._meta.concrete_fields if isinstance(field, TextField)]
    words = dict(zip(prose, ("kora", "sanza", "balafon", "djembe", "oud", "rebab", "cithare", "gong", "shamisen", "sitar", "luth"), strict=False))  # fmt: skip
    assert len(words) == len(prose) > 5
    text = make(**{name: f"Jouer du {word}." for name, word in words.items()})
    missed = [
        name for name, word in words.items() if find_texts(QueryDict(f"q={word}"), mirror.current()).keys != [text.pk]
    ]
    assert missed == [name for name in prose if name in LEFT_OUT]


def test_renamed_label_and_new_synonym_are_indexed(fiche):
    Mission.objects.filter(slug="creation-activites").update(titre_court="Bâtir")
    index = find(QueryDict(), mirror.current()).index
    assert index.facets["mission"].values["creation-activites"].label == "Bâtir"
    assert listed_slugs("q=glockenspiel") == []
    Synonyme.objects.create(slug="glockenspiel", formes="glockenspiel, balafon")
    assert fiche.slug in listed_slugs("q=glockenspiel")
    Terme.objects.create(slug="xyl", sigle="XYL", nom="balafon", definition="Un essai.")
    assert fiche.slug in listed_slugs("q=xyl")


def test_mission_with_a_new_slug_keeps_its_fiches():
    mission = Mission.objects.get(slug="creation-activites")
    before = len(listed_slugs("mission=creation-activites"))
    mission.slug = "creer"
    mission.save()
    assert len(listed_slugs("mission=creer")) == before > 0
    assert list(differences()) == []


def test_word_of_a_hidden_text_is_never_proposed(fiche):
    Fiche.objects.filter(pk=fiche.pk).update(titre="Zorglubation pécheur")
    assert fiche.slug in listed_slugs("q=zorglubation")
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    Fiche.objects.filter(pk=a_fiche().pk).update(titre="Le pêcheur")
    finder = find(QueryDict("q=pexheur"), mirror.current())
    assert list(finder.corrections.values()) == ["pêcheur"]
    assert not SearchWord.objects.filter(word__startswith="zorglub").exists()
    assert list(find(QueryDict("q=zorglubatoin"), mirror.current()).corrections) == []


def test_rolled_back_write_leaves_the_index_unchanged(fiche):
    before = mirror.current()
    try:
        with transaction.atomic():
            Fiche.objects.filter(pk=fiche.pk).update(titre="Glockenspiel")
            assert fiche.slug in listed_slugs("q=glockenspiel")
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert listed_slugs("q=glockenspiel") == []
    assert mirror.current().kinds == before.kinds
    assert not SearchWord.objects.filter(word="glockenspiel", documents__gt=0).exists()
    assert list(differences()) == []


def test_hidden_text_leaves_no_word_in_the_index(fiche):
    assert fiche.slug in listed_slugs("q=balafon")
    Fiche.objects.filter(pk=fiche.pk).update(titre="Quetzalcoatl", statut=Statut.BROUILLON)
    mirror.current()
    row = SearchRow.objects.get(kind="fiche", object_id=fiche.pk)
    assert not row.live
    assert {row.record, row.mirror, row.words, row.stems, row.body, row.level} == {""}
    assert not SearchPosting.objects.filter(slot=row.slot).exists()
    assert "balafon" not in mirror.vocabulary(mirror.current()).words
    assert "quetzalcoatl" not in mirror.vocabulary(mirror.current()).words


def test_withdrawn_experience_leaves_the_index():
    experience = an_experience()
    before = find_experiences(QueryDict(), mirror.current()).total
    Experience.objects.filter(pk=experience.pk).update(statut=Statut.RETIRE)
    assert find_experiences(QueryDict(), mirror.current()).total == before - 1
    assert SearchTouch.objects.count() == 0
