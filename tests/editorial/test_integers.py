"""Numbers that no column can hold: whatever is asked by them finds nothing, and what else is asked is found."""

import pytest
from django.db.models import Q

from dts_platform.models import User
from experiences.models import ChiffreCle, Experience
from fiches.models import Etape, Fiche, Prolongement
from tests.factories import a_fiche, a_source, an_account, an_experience

pytestmark = pytest.mark.django_db

BEYOND = [2**63, 2**64, -(2**63) - 1, 10**30, -(10**30), int("9" * 4_000)]
ONE = [
    (Fiche, "pk"),
    (Fiche, "numero"),
    (Fiche, "prepare"),
    (Fiche, "prepare__pk"),
    (Fiche, "missions"),
    (Fiche, "etapes"),
    (Fiche, "prolongements__experience"),
    (Fiche, "prolongements__experience_id"),
    (Etape, "fiche"),
    (Etape, "fiche__numero"),
    (Prolongement, "experience"),
    (Experience, "fondement"),
    (Experience, "sources"),
    (ChiffreCle, "source"),
    (ChiffreCle, "source__experience"),
    (User, "groups"),
]


@pytest.fixture
def texts():
    experience = an_experience()
    a_source(experience)
    return a_fiche(experiences=[experience]), an_account("referent")


@pytest.mark.parametrize(("model", "name"), ONE)
def test_question_by_a_number_beyond_any_column_finds_nothing(texts, model, name):
    rows = model._base_manager
    for asked in [*({name: number} for number in BEYOND), *({f"{name}__in": [number]} for number in BEYOND)]:
        assert not rows.filter(**asked).exists(), asked
        assert rows.exclude(**asked).distinct().count() == rows.count(), asked


def test_list_of_keys_finds_those_that_are_there_beside_one_that_cannot_be(texts):
    fiche, account = texts
    beyond = 10**30
    assert Fiche.objects.get(pk__in=[beyond, fiche.pk, None]) == fiche
    assert Fiche.objects.get(numero__in=[fiche.numero, beyond]) == fiche
    assert Etape.objects.filter(fiche__in=[beyond, fiche]).count() == 2
    assert Etape.objects.filter(Q(fiche=beyond) | Q(fiche=fiche)).count() == 2
    assert Fiche.objects.filter(etapes__in=[beyond, *fiche.etapes.all()]).distinct().get() == fiche
    assert User.objects.filter(groups__in=[beyond, *account.groups.all()]).get() == account
    assert Etape.objects.filter(fiche__in=[beyond, fiche.pk]).delete()[0] == 2
