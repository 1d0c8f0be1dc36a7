"""Bodies kept from one state of the content to the next: those that a write changes are printed again, and no other."""

import pytest

from dts_platform.editorial.states import Statut
from dts_platform.editorial.versions import Version, record
from dts_platform.models import Editeur, TexteDuSite
from dts_platform.search import mirror
from experiences.models import Experience, Source
from experiences.page import ExperiencePage
from fiches.models import Etape, Fiche, Prolongement
from fiches.page import FichePage
from missions.bodies import Body
from missions.models import Repere, Terme, Theme

pytestmark = pytest.mark.django_db

FICHE, EXPERIENCE = "creer-une-ressourcerie", "jura-service"
OF_FICHE = "fiches/_page_body.html", lambda: Fiche.objects.with_path().get(slug=FICHE)
OF_EXPERIENCE = "experiences/_page_body.html", lambda: Experience.objects.with_everything().get(slug=EXPERIENCE)


def fiche() -> Fiche:
    return Fiche.objects.get(slug=FICHE)


def other_fiche() -> Fiche:
    """One that the fiche does not name."""
    named = Fiche.prepare.through.objects.filter(from_fiche=fiche()).values("to_fiche")
    return Fiche.objects.published().exclude(pk__in=named).exclude(prepare=fiche()).exclude(slug=FICHE).last()


def next_fiche() -> Fiche:
    """One that the fiche prepares, and names."""
    return fiche().prepare.first()


def shown_experience() -> Experience:
    return Prolongement.objects.filter(fiche=fiche()).first().experience


def write(text, **fields) -> None:
    """A write that goes past every method of the model."""
    type(text).objects.filter(pk=text.pk).update(**fields)


WRITES = {
    "the text itself": (lambda: write(fiche(), pourquoi="Autre chose."), True),
    "one of its steps": (lambda: write(Etape.objects.filter(fiche=fiche()).first(), titre="Autre"), True),
    "an experience that it shows": (lambda: write(shown_experience(), nom="Autre nom"), True),
    "an experience that it shows, withdrawn": (lambda: write(shown_experience(), statut=Statut.BROUILLON), True),
    "an experience that it shows, another origin": (
        lambda: write(shown_experience(), origine=Experience.Origin.NEIGHBOURING),
        True,
    ),
    "an experience that it shows, words that it does not say": (
        lambda: write(shown_experience(), resume="Autre chose."),
        False,
    ),
    "a fiche that it names, another title": (lambda: write(next_fiche(), titre="Autre titre"), True),
    "a fiche that it names, another number": (lambda: write(next_fiche(), numero=400), True),
    "a fiche that it names, withdrawn": (lambda: write(next_fiche(), statut=Statut.BROUILLON), True),
    "a fiche that it names, words that it does not say": (lambda: write(next_fiche(), resume="Autre chose."), False),
    "a fiche that comes to prepare it": (lambda: other_fiche().prepare.add(fiche()), True),
    "a fiche that it comes to prepare": (lambda: fiche().prepare.add(other_fiche()), True),
    "a word": (lambda: Terme.objects.filter(pk=Terme.objects.first().pk).update(definition="Autre."), True),
    "a new word": (lambda: Terme.objects.create(slug="dechets", nom="déchets", definition="Ce qui reste."), True),
    "another fiche": (lambda: write(other_fiche(), pourquoi="Autre chose."), False),
    "another fiche, withdrawn": (lambda: write(other_fiche(), statut=Statut.BROUILLON), False),
    "a theme it does not carry": (lambda: write(Theme.objects.exclude(fiches=fiche()).first(), name="Autre"), False),
}


def read_fiche() -> FichePage:
    return FichePage.read(FICHE, mirror.current())


def as_printed_today(template: str, read) -> str:
    return Body.of(read(), template, mirror.current()).html


@pytest.mark.parametrize("name", WRITES)
def test_body_of_a_fiche_is_printed_again_when_what_it_shows_changes(name):
    change, concerns_it = WRITES[name]
    before = read_fiche()
    assert read_fiche().body is before.body
    change()
    after = read_fiche()
    assert after.body == as_printed_today(*OF_FICHE)
    assert (after.body is before.body) is not concerns_it


def a_fiche_beside() -> Fiche:
    """One that the page shows beside its text."""
    return Fiche.objects.get(numero=read_fiche().related[0][0].numero)


AROUND = {
    "a fiche like it": lambda: write(a_fiche_beside(), titre="Autre titre"),
    "a fiche like it, withdrawn": lambda: write(a_fiche_beside(), statut=Statut.BROUILLON),
    "the fiche before it": lambda: write(Fiche.objects.get(numero=read_fiche().previous.numero), titre="Autre"),
    "a theme it carries": lambda: write(Theme.objects.filter(fiches=fiche()).first(), name="Autre thème"),
    "a mission it serves": lambda: write(fiche().missions.first(), titre_court="Autre mission"),
    "the part it stands in": lambda: TexteDuSite.objects.update_or_create(
        slug=fiche().part.anchor, defaults={"titre": "Autre partie"}
    ),
    "who publishes": lambda: Editeur.objects.update_or_create(
        pk=1, defaults={"nom": "Autre", "courriel": "a@exemple.fr"}
    ),
    "its checking": lambda: write(fiche(), verifie_le="2026-02-03"),
    "its publication": lambda: (
        record(fiche(), None, Version.Nature.PUBLISHED),
        write(fiche(), pourquoi="Autre chose."),
        record(fiche(), None, Version.Nature.PUBLISHED),
    ),
}


@pytest.mark.parametrize("name", WRITES | AROUND)
def test_page_of_a_fiche_is_the_one_that_would_be_made_today(client, name):
    address = fiche().get_absolute_url()
    before = client.get(address).content
    change = AROUND.get(name) or WRITES[name][0]
    change()
    after = client.get(address).content
    assert name in WRITES or after != before
    mirror.current().forget()
    assert after == client.get(address).content


def test_page_around_a_body_is_printed_once_while_what_it_shows_stands(client):
    def printed() -> object:
        client.get(fiche().get_absolute_url())
        return mirror.current().lasting.get(("printed", "fiches/fiche.html", FICHE))

    first = printed()
    assert first
    write(other_fiche(), pourquoi="Autre chose.")
    assert printed() is first
    AROUND["a fiche like it"]()
    assert printed() is not first


def test_link_to_a_text_comes_and_goes_with_it():
    target = other_fiche()
    write(fiche(), pourquoi=f"Voir [la fiche voisine]({target.get_absolute_url()}).")
    for statut, leads_there in [(Statut.PUBLIE, True), (Statut.BROUILLON, False), (Statut.PUBLIE, True)]:
        write(target, statut=statut)
        assert (f'href="{target.get_absolute_url()}"' in read_fiche().body) is leads_there
    kept = read_fiche().body
    write(target, titre="Autre titre")  # the link does not say it
    assert read_fiche().body is kept


def test_body_of_an_experience_is_printed_again_when_its_public_foundation_changes():
    foundation = Repere.objects.published().first()
    write(Experience.objects.get(slug=EXPERIENCE), fondement=foundation.pk)
    for change, concerns_it in [
        (lambda: write(foundation, titre="Autre fondement"), True),
        (lambda: write(foundation, statut=Statut.BROUILLON), True),
        (lambda: write(foundation, titre="Titre d’un brouillon"), False),
        (lambda: Source.objects.filter(experience__slug=EXPERIENCE).update(passage="Une autre page"), True),
        (lambda: write(other_fiche(), titre="Autre"), False),
    ]:
        before = ExperiencePage.read(EXPERIENCE, mirror.current()).body
        change()
        after = ExperiencePage.read(EXPERIENCE, mirror.current()).body
        assert after == as_printed_today(*OF_EXPERIENCE)
        assert (after is before) is not concerns_it


def test_preview_of_a_draft_is_printed_each_time():
    pages = [FichePage.of(Fiche.objects.with_path().get(slug=FICHE), mirror.current()) for _ in range(2)]
    assert pages[0].body == pages[1].body
    assert pages[0].body is not pages[1].body


def test_body_read_while_what_it_names_changes_is_printed_again_at_the_next_view(monkeypatch):
    text = Fiche.objects.published().with_path().get(slug=FICHE)
    monkeypatch.setattr("fiches.page.get_object_or_404", lambda *_, **__: text)  # read a moment before the write
    snapshot = mirror.current()
    write(next_fiche(), titre="Autre titre")
    FichePage.read(FICHE, snapshot)
    monkeypatch.undo()
    assert "Autre titre" in read_fiche().body
