"""Names that never die: what an address or a number leads to once its text was renamed, renumbered, withdrawn, merged."""

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.editorial.former_addresses import with_present_names
from dts_platform.editorial.kinds import facets_of_texts
from dts_platform.editorial.links import PublicLinks
from dts_platform.editorial.name_triggers import install_name_triggers
from dts_platform.editorial.names import PublicName, Withdrawal, find, next_number, present_slugs
from dts_platform.editorial.states import Statut
from dts_platform.search import mirror
from dts_platform.search.triggers import present_triggers
from dts_platform.text.html_tree import parse, serialize
from experiences.models import Experience
from fiches.kinds import KINDS
from fiches.models import Fiche, Situation
from fiches.selection.address import Selection
from missions.models import Mission, Principe, Public, Repere, Strategie, Theme
from references.models import Document, Perimetre
from tests.factories import a_fiche, an_experience
from tests.long import long_or

pytestmark = pytest.mark.django_db
REASON = "La loi sur laquelle ce texte reposait a été abrogée."


def rename(text, slug: str) -> None:
    type(text).objects.filter(pk=text.pk).update(slug=slug)


def withdraw(text, successor=None, merged=False) -> None:
    type(text).objects.filter(pk=text.pk).update(statut=Statut.RETIRE)
    Withdrawal.objects.create(
        kind=text._meta.model_name, key=text.pk, reason=REASON, successor=successor and successor.pk, merged=merged
    )


def asked(path: str) -> tuple[int, str]:
    response = Client().get(path)
    return response.status_code, response.headers.get("Location", "")


FICHE_PATHS = {"/fiches/{}/": "page", "/fiches/{}.pdf": "PDF", "/fiches/{}/outil.pdf": "tool"}


@pytest.mark.parametrize("path", FICHE_PATHS)
def test_former_address_of_a_fiche_leads_to_the_same_page_or_document(path):
    fiche = a_fiche(slug="premier-nom")
    rename(fiche, "deuxieme-nom")
    rename(fiche, "troisieme-nom")
    for former in ("premier-nom", "deuxieme-nom"):
        assert asked(path.format(former)) == (301, path.format("troisieme-nom"))
    assert asked(f"{path.format('premier-nom')}?depuis=livre")[1] == f"{path.format('troisieme-nom')}?depuis=livre"


def test_name_taken_up_again_by_its_text_makes_no_circle():
    fiche = a_fiche(slug="premier-nom")
    rename(fiche, "deuxieme-nom")
    redirect = Client().get("/fiches/premier-nom/")
    assert "no-cache" in redirect.headers["Cache-Control"]  # a redirection kept for ever would lead round and round
    rename(fiche, "premier-nom")
    assert asked("/fiches/premier-nom/") == (200, "")
    assert asked("/fiches/deuxieme-nom/") == (301, "/fiches/premier-nom/")


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (an_experience, "/experiences/{}/"),
        (an_experience, "/experiences/{}.pdf"),
        (lambda slug: renamed_first(Repere.objects.published().first(), slug), "/reperes/{}/"),
        (lambda slug: renamed_first(Mission.objects.first(), slug), "/missions/{}/"),
    ],
)
def test_former_address_of_any_text_leads_to_it(make, path):
    text = make(slug="premier-nom")
    rename(text, "deuxieme-nom")
    assert asked(path.format("premier-nom")) == (301, path.format("deuxieme-nom"))


def renamed_first(text, slug: str):
    rename(text, slug)
    return text


def test_former_number_leads_to_the_same_fiche():
    fiche = a_fiche(numero=901, slug="une-fiche")
    Fiche.objects.filter(pk=fiche.pk).update(numero=902)
    assert asked("/fiches/901/") == (301, "/fiches/une-fiche/")
    assert asked("/fiches/902/") == (302, "/fiches/une-fiche/")


@pytest.mark.parametrize(("field", "value"), [("numero", 901), ("slug", "une-fiche")])
@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("end", ["renamed", "deleted"])
def test_public_name_is_never_given_to_another_whoever_writes(field, value, published, end):
    fiche = a_fiche(numero=901, slug="une-fiche")
    if end == "renamed":
        Fiche.objects.filter(pk=fiche.pk).update(numero=902, slug="autre-nom")
    else:
        fiche.delete()
    other = a_fiche(published=published)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_fiche(published=published, **{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        Fiche.objects.filter(pk=other.pk).update(**{field: value})


def test_name_of_a_draft_that_was_never_public_is_free_again():
    a_fiche(published=False, numero=901, slug="une-fiche").delete()
    assert a_fiche(numero=901, slug="une-fiche").pk
    assert asked("/fiches/une-fiche/") == (200, "")


WITHDRAWN_PATHS = ["/fiches/une-fiche/", "/fiches/une-fiche.pdf", "/fiches/une-fiche/outil.pdf", "/fiches/901/"]


@pytest.mark.parametrize("path", [*WITHDRAWN_PATHS, "/fiches/ancien-nom/", "/fiches/ancien-nom.pdf"])
def test_withdrawn_text_answers_410_with_reason_date_and_successor_and_never_its_title(path):
    fiche = a_fiche(numero=901, slug="ancien-nom", titre="Titre retiré", resume="Résumé retiré")
    rename(fiche, "une-fiche")
    withdraw(fiche, successor=a_fiche(titre="Lire ceci à la place", slug="a-la-place"))
    Withdrawal.objects.update(since="2026-03-01")
    response = Client().get(path)
    page = response.content.decode()
    assert response.status_code == 410
    assert REASON in page
    assert "mars 2026" in page
    assert 'href="/fiches/a-la-place/"' in page
    assert "Lire ceci à la place" in page
    assert "Titre retiré" not in page
    assert "Résumé retiré" not in page


@pytest.mark.parametrize("path", WITHDRAWN_PATHS)
def test_text_withdrawn_without_a_word_or_deleted_still_answers_410(path):
    fiche = a_fiche(numero=901, slug="une-fiche")
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    assert asked(path) == (410, "")
    fiche.delete()
    assert asked(path) == (410, "")


@pytest.mark.parametrize("path", WITHDRAWN_PATHS)
def test_merged_text_leads_to_the_one_that_holds_it_through_several_mergers(path):
    last = a_fiche(slug="la-derniere")
    middle = a_fiche(slug="celle-du-milieu")
    first = a_fiche(numero=901, slug="une-fiche")
    withdraw(first, successor=middle, merged=True)
    withdraw(middle, successor=last, merged=True)
    rename(last, "encore-renommee")
    assert asked(path) == (301, "/fiches/encore-renommee/")


def test_merger_into_what_is_no_longer_public_is_a_withdrawal_and_a_circle_ends():
    first, second = a_fiche(slug="la-premiere"), a_fiche(slug="la-seconde")
    withdraw(first, successor=second, merged=True)
    withdraw(second, successor=first, merged=True)
    assert asked("/fiches/la-premiere/") == (410, "")


@pytest.mark.parametrize("statut", [Statut.BROUILLON, Statut.RELECTURE])
def test_text_taken_back_to_be_revised_says_so(statut):
    fiche = a_fiche(slug="une-fiche", titre="Titre repris")
    Fiche.objects.filter(pk=fiche.pk).update(statut=statut)
    response = Client().get("/fiches/une-fiche/")
    assert response.status_code == 404
    assert "en cours de révision" in response.content.decode()
    assert "Titre repris" not in response.content.decode()


@pytest.mark.parametrize("statut", [Statut.BROUILLON, Statut.RELECTURE])
def test_text_never_public_answers_like_one_that_never_was(statut):
    a_fiche(published=False, statut=statut, numero=901, slug="un-brouillon")
    answers = {Client().get(path).content for path in ("/fiches/un-brouillon/", "/fiches/901/")}
    assert answers == {Client().get("/fiches/jamais-vue/").content}
    assert asked("/fiches/un-brouillon.pdf") == (404, "")


def test_document_that_a_public_text_does_not_have_is_not_found():
    fiche = a_fiche(slug="une-fiche")
    fiche.outil.delete()
    assert asked("/fiches/une-fiche/outil.pdf") == (404, "")


def test_former_address_is_answered_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    rename(a_fiche(slug="premier-nom"), "deuxieme-nom")
    Client().get("/fiches/")
    with django_assert_max_num_queries(6):
        assert asked("/fiches/premier-nom/")[0] == 301


def test_link_written_before_a_rename_or_a_merger_leads_to_the_present_address():
    fiche, merged, target = a_fiche(slug="premier-nom"), a_fiche(slug="fondue"), a_fiche(slug="la-cible")
    rename(fiche, "deuxieme-nom")
    withdraw(merged, successor=target, merged=True)
    root = parse('<p><a href="/fiches/premier-nom/">une</a>, <a href="/fiches/fondue/">deux</a></p>')
    links = PublicLinks.read()
    links.clean(root)
    assert serialize(root) == '<p><a href="/fiches/deuxieme-nom/">une</a>, <a href="/fiches/la-cible/">deux</a></p>'
    assert links.met == {"/fiches/premier-nom/", "/fiches/deuxieme-nom/", "/fiches/fondue/", "/fiches/la-cible/"}


def shared(address: str) -> tuple[list[str], str]:
    """The texts that a shared selection shows, and what its page says."""
    selection = Selection.current(QueryDict(address.partition("?")[2]), mirror.current())
    return [choice.slug for choice in selection.texts], Client().get(address, follow=True).content.decode()


def test_shared_selection_keeps_its_texts_through_new_names_and_numbers_and_mergers():
    first, second = a_fiche(numero=907, slug="la-sept"), a_fiche(numero=908, slug="la-huit")
    merged, told = a_fiche(numero=909, slug="la-neuf"), an_experience(slug="une-experience-au-long-nom")
    addresses = [
        "/selection/?s=907.909.x:une-experience-au-long-nom",
        "/selection/?f=la-sept&f=909&f=x:une-experience-au-long-nom",
    ]
    for address in addresses:
        assert shared(address)[0] == ["la-sept", "la-neuf", "une-experience-au-long-nom"]
    Fiche.objects.filter(pk=first.pk).update(numero=950)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fiche.objects.filter(pk=second.pk).update(numero=907)
    rename(first, "la-sept-renommee")
    rename(told, "rebaptisee")
    withdraw(merged, successor=second, merged=True)
    for address in addresses:
        assert shared(address)[0] == ["la-sept-renommee", "la-huit", "rebaptisee"]


def test_shared_selection_says_what_was_withdrawn():
    withdraw(a_fiche(numero=907))
    kept, page = shared("/selection/?s=907.1")
    assert len(kept) == 1
    assert "fiche 907" in page


class _Model:
    """What the database ought to answer: who holds each name for ever."""

    def __init__(self):
        self.owners: dict[str, int] = {}

    def may_take(self, key: int, slug: str) -> bool:
        return self.owners.get(slug, key) == key


@hypothesis_settings(
    max_examples=long_or(15, 200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abcde"), st.sampled_from(list(Statut))), max_size=12))
def test_any_run_of_renames_leaves_each_public_name_to_one_text(acts):
    """`acts`: which of three experiences takes which name, in which state."""
    with transaction.atomic():
        texts = [an_experience(published=False, publie_le="2026-01-01", slug=f"texte-{n}") for n in range(3)]
        model, live = _Model(), {text.pk: text.slug for text in texts}
        for which, letter, statut in acts:
            key, slug = texts[which].pk, f"nom-{letter}"
            free = all(other == key or held != slug for other, held in live.items())
            try:
                with transaction.atomic():
                    Experience.objects.filter(pk=key).update(slug=slug, statut=statut)
                done = True
            except IntegrityError:
                done = False
            assert done is (free and model.may_take(key, slug))
            if done:
                live[key] = slug
                if statut.is_public:
                    model.owners[slug] = key
        names = PublicName.objects.filter(kind="experience", name__startswith="nom-")
        assert dict(names.values_list("name", "key")) == model.owners
        transaction.set_rollback(True)


def test_next_number_is_after_all_those_that_were_ever_public():
    a_fiche(numero=9_001).delete()
    assert next_number(KINDS[0]) == 9_002


def test_every_public_text_of_the_site_holds_its_names():
    kind = KINDS[0]
    for numero, slug in Fiche.objects.published().values_list("numero", "slug"):
        assert find(kind, "slug", slug).text == find(kind, "numero", numero).text == Fiche.objects.get(slug=slug)


def test_names_are_noted_by_triggers_of_each_table():
    present = {name for name in present_triggers() if name.startswith("name_")}
    kinds = ("mission", "principe", "strategie", "repere", "experience", "fiche", "situation", "regle")
    values = ("theme", "public", "perimetre", "document")
    fields = [*((kind, "slug") for kind in (*kinds, *values)), ("fiche", "numero")]
    assert present == {f"name_{kind}_{field}_{moment}" for kind, field in fields for moment in ("insert", "update")}


FACETS_OF_TEXTS = {
    "mission": Mission,
    "principale": Mission,
    "principe": Principe,
    "strategie": Strategie,
    "theme": Theme,
    "public": Public,
    "situation": Situation,
    "perimetre": Perimetre,
}
OF_FICHES = ["/fiches/", "/donnees/fiches.json", "/flux.xml"]
LISTS = [*OF_FICHES, "/experiences/", "/donnees/experiences.csv"]
LISTS_OF = {
    **dict.fromkeys(("principale", "public", "situation"), OF_FICHES),
    "strategie": [*LISTS, "/comprendre/"],
    "theme": [*LISTS, "/chiffres/"],
    "perimetre": ["/regles/", "/donnees/regles.json"],
}


def test_every_facet_whose_values_have_names_of_their_own_is_here():
    assert {name: kind.model for name, kind in facets_of_texts().items()} == FACETS_OF_TEXTS


@pytest.mark.parametrize("facet", FACETS_OF_TEXTS)
def test_list_asked_by_a_former_name_sends_to_its_address_under_the_present_one(facet):
    first, second = FACETS_OF_TEXTS[facet].objects.all()[:2]
    former = first.slug
    rename(first, "autre-nom")
    rename(first, "dernier-nom")
    lists = LISTS_OF.get(facet, LISTS)
    for path in lists:
        present = f"{path}?{facet}=dernier-nom"
        assert asked(f"{path}?{facet}={former}") == (301, present)
        assert asked(f"{path}?{facet}=autre-nom&{facet}={former}") == (301, present)
        assert asked(present)[0] == 200
    others = f"{facet}={second.slug}&q=vélo+%26+co"
    path, query = asked(f"{lists[0]}?{facet}={former}&{others}")[1].split("?")
    assert path == lists[0]
    assert QueryDict(query).dict() | {facet: QueryDict(query).getlist(facet)} == {
        facet: ["dernier-nom", second.slug],
        "q": "vélo & co",
    }


@pytest.mark.parametrize("model", [Theme, Public, Perimetre, Document], ids=lambda model: model.__name__)
def test_former_name_of_a_value_may_be_taken_by_another_and_means_it_then(model):
    first, second = model.objects.all()[:2]
    former, left = first.slug, second.slug
    rename(first, "autre-nom")
    assert present_slugs(model, [former]) == {former: "autre-nom"}
    rename(second, former)
    assert present_slugs(model, [former, left]) == {left: former}
    rename(first, left)
    assert present_slugs(model, ["autre-nom", left]) == {"autre-nom": left}


def test_name_of_a_value_that_is_no_more_leads_nowhere():
    theme = Theme.objects.create(name="Éphémère", slug="ephemere")
    rename(theme, "autre-nom")
    theme.delete()
    assert present_slugs(Theme, ["ephemere", "autre-nom"]) == {}
    assert asked("/fiches/?theme=ephemere") == (200, "")


def test_values_that_were_there_before_their_triggers_have_their_names_noted():
    theme = Theme.objects.first()
    former = theme.slug
    PublicName.objects.filter(kind="theme").delete()
    install_name_triggers()
    install_name_triggers()
    rename(theme, "autre-nom")
    assert present_slugs(Theme, [former]) == {former: "autre-nom"}


@pytest.mark.parametrize("make", [a_fiche, an_experience])
def test_former_picture_of_a_text_leads_to_its_picture(make):
    text = make(slug="premier-nom")
    kind = text._meta.model_name
    rename(text, "deuxieme-nom")
    assert asked(f"/partage/{kind}/premier-nom.png") == (301, f"/partage/{kind}/deuxieme-nom.png")
    assert asked(f"/partage/{kind}/deuxieme-nom.png")[0] == 200
    assert asked(f"/partage/{kind}/jamais-vu.png")[0] == 404
    withdraw(text, successor=make(slug="a-la-place"), merged=True)
    assert asked(f"/partage/{kind}/premier-nom.png") == (301, f"/partage/{kind}/a-la-place.png")


def test_list_asked_by_names_that_nobody_bore_stays_where_it_is():
    for value in ("jamais-vu", "x" * 300, ""):
        assert asked(f"/fiches/?mission={value}") == (200, "")


def test_list_under_present_names_costs_no_query_more(django_assert_num_queries):
    asked_of = {facet: model.objects.first().slug for facet, model in FACETS_OF_TEXTS.items()}
    request = RequestFactory().get("/fiches/", asked_of)
    snapshot = mirror.current()
    with django_assert_num_queries(0):
        assert with_present_names(request.GET, snapshot) is None
