"""What was printed stays true: each code and each address of a frozen manual leads somewhere true, whatever became of its text."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from dts_platform.editorial.names import Withdrawal
from dts_platform.editorial.states import Statut
from experiences.models import Experience
from fiches.documents.manuel import Manuel
from fiches.documents.printing import experience_document, fiche_document
from fiches.models import Fiche
from missions.models import Repere
from tests.factories import a_fiche, an_experience

pytestmark = pytest.mark.django_db


def codes_of(document) -> set[str]:
    """The paths that the codes of a document lead to."""
    found = {url for section in document.sections for url in re.findall(r'src="qr:([^"]+)"', section.html)}
    assert all(url.startswith(settings.SITE_URL) for url in found)
    return {urlsplit(url).path for url in found}


def answer(path: str):
    return Client().get(path, follow=True)


def rename(text):
    type(text).objects.filter(pk=text.pk).update(slug=f"{text.slug}-bis")


def renumber(text):
    if isinstance(text, Fiche):
        Fiche.objects.filter(pk=text.pk).update(numero=text.numero + 5_000)


def withdraw(text):
    type(text).objects.filter(pk=text.pk).update(statut=Statut.RETIRE)


def delete(text):
    text.delete()


def merge(text):
    withdraw(text)
    other = a_fiche() if isinstance(text, Fiche) else an_experience()
    Withdrawal.objects.create(kind=text._meta.model_name, key=text.pk, successor=other.pk, merged=True)


ACTS = [
    ((), 200),
    ((rename,), 200),
    ((renumber, rename, rename), 200),
    ((merge,), 200),
    ((rename, merge), 200),
    ((withdraw,), 410),
    ((rename, withdraw), 410),
    ((rename, delete), 410),
]


@pytest.mark.parametrize(("acts", "status"), ACTS)
@pytest.mark.parametrize("kind", ["fiche", "experience"])
def test_code_printed_on_a_sheet_leads_to_the_text_its_successor_or_a_true_word(kind, acts, status):
    text = a_fiche() if kind == "fiche" else an_experience()
    whole = type(text).objects.with_everything().get(pk=text.pk)
    (path,) = codes_of(fiche_document(whole) if kind == "fiche" else experience_document(whole, []))
    for act in acts:
        act(type(text).objects.get(pk=text.pk))
    assert answer(path).status_code == status


def test_every_code_of_the_manual_leads_somewhere_true_after_all_its_texts_changed():
    paths = codes_of(Manuel.read().document())
    assert len(paths) > 50
    for model in (Fiche, Experience, Repere):
        model.objects.update(slug=Concat("slug", Value("-bis")))
    Fiche.objects.filter(partie=1).update(statut=Statut.RETIRE)
    Fiche.objects.filter(partie=2).delete()
    assert {answer(path).status_code for path in sorted(paths)[::5]} == {200, 410}
