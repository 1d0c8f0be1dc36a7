"""Versions of another time are taken up again, and what they said in fields that are no more is not lost."""

import pytest

from dts_platform.desk.transitions import publish, send
from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.versions import Version, place_of
from experiences.models import ChiffreCle, Source
from fiches.models import Fiche
from references.models import Document
from tests.desk.forms import address_of, ask
from tests.factories import a_fiche, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
SAID = {"titre": "Un rapport fictif", "editeur": "Un éditeur", "date": "2014", "adresse": "https://exemple.fr/rapport"}


def version_of(text, *records: dict) -> Version:
    """A version of a text that also held these rows."""
    model, key, copy = place_of(text)
    name = "titre" if isinstance(text, Fiche) else "nom"
    first = {"model": model, "fields": {"slug": text.slug, name: getattr(text, name)}}
    return Version.objects.create(
        model=model, key=key, copy=copy, nature="trouvee", content=[first, *records], digest="autre temps"
    )


def a_reference_of_that_time(fiche, rank=1, **said) -> dict:
    fields = {"fiche": [fiche.slug], "ordre": rank, "note": "À lire.", "evaluation": False, **SAID, **said}
    return {"model": "fiches.reference", "fields": fields}


def restored(text, version: Version):
    """The working copy that a reviewer gets of this version, by the button of the history."""
    client = signed_in(an_account("nationale"))
    page = client.get(address_of(text, "history"), {"avant": version.pk, "apres": version.pk})
    assert page.status_code == 200
    ask(client, text, "propose", version=version.pk)
    return with_copies(type(text)).get(copie_de=text)


KNOWN = [
    # what is known of the document today, what the reference says of it once restored
    (None, ("Un rapport fictif", "", "À lire.")),
    (SAID, ("Un rapport fictif", "", "À lire.")),
    (SAID | {"titre": "Le rapport"}, ("Le rapport", "Un rapport fictif", "À lire.")),
    (SAID | {"date": "2015"}, ("Un rapport fictif", "", "À lire. (Cité\u202f: Un éditeur, 2014.)")),
]


@pytest.mark.parametrize(("known", "expected"), KNOWN)
def test_reference_that_described_its_document_leads_to_it(known, expected):
    fiche = a_fiche()
    if known:
        Document.objects.create(slug="le-rapport", **known)
    before = Document.objects.count()
    (reference,) = restored(fiche, version_of(fiche, a_reference_of_that_time(fiche))).references.all()
    assert (reference.document.titre, reference.passage, reference.note) == expected
    assert Document.objects.count() == before + (known is None)


def test_references_of_two_documents_of_one_title_keep_both():
    fiche = a_fiche()
    rows = [a_reference_of_that_time(fiche, n, adresse=f"https://exemple.fr/{n}") for n in (1, 2)]
    copy = restored(fiche, version_of(fiche, *rows))
    assert [r.document.adresse for r in copy.references.all()] == ["https://exemple.fr/1", "https://exemple.fr/2"]
    author = copy.auteur
    send(copy, author)
    publish(copy, an_account("nationale"))
    assert fiche.references.count() == 2


def test_field_that_a_version_did_not_know_says_what_the_text_says_now():
    fiche = a_fiche(resume="Le résumé d’aujourd’hui.")
    assert restored(fiche, version_of(fiche)).resume == "Le résumé d’aujourd’hui."


def test_unit_typed_as_a_word_stays_beside_the_figure():
    experience = an_experience()
    source = {"model": "experiences.source", "fields": {"experience": [experience.slug], "code": "a", "titre": "A"}}
    figure = {"experience": [experience.slug], "ordre": 1, "libelle": "Des repas", "valeur": "12", "unite": "plateaux"}
    figure |= {"annee": 2014, "source": [experience.slug, "a"]}
    copy = restored(experience, version_of(experience, source, {"model": "experiences.chiffrecle", "fields": figure}))
    (chiffre,) = ChiffreCle.objects.filter(experience=copy)
    assert (chiffre.unite, chiffre.note, chiffre.source) == ("", "plateaux", Source.objects.get(experience=copy))
