"""The words of the site’s own pages: those of its rows, everywhere they are read, at the next request."""

import re

import pytest
from django.core.exceptions import ValidationError

from dts_platform.editorial.states import Statut
from dts_platform.models import TexteDuSite, Version
from dts_platform.models.words import SiteWords, words_delivered
from dts_platform.search import mirror
from fiches.documents.dependencies import Dependencies
from fiches.documents.ebook import Ebook
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import Printer
from fiches.models import Fiche, Partie
from missions.models import Repere
from tests.desk.forms import press
from tests.factories import a_fiche, a_rule, an_account, signed_in

pytestmark = pytest.mark.django_db
READ_AT = {
    "pied-de-page": "/",
    "accueil-croiser": "/comprendre/",
    "accueil": "/",
    "situations": "/situations/",
    "territoires": "/territoires/",
    "a-propos": "/a-propos/",
    "accessibilite": "/accessibilite/",
    "mentions-legales": "/mentions-legales/",
    "plaquette": "/plaquette/",
}


def pages(visitor) -> dict[str, str]:
    return {address: visitor.get(address).content.decode() for address in {*READ_AT.values()}}


def address_of(text: TexteDuSite) -> str:
    """The page where it is read; nothing for what documents alone print."""
    slug = text.slug.replace("mentions", "mentions-legales") if text.slug != "mentions-legales" else text.slug
    return next((READ_AT[start] for start in READ_AT if slug.startswith(start)), "")


def test_every_text_is_read_on_its_page_once_it_changed(visitor):
    before = {address: visitor.get(address).headers["ETag"] for address in {*READ_AT.values()}}
    texts = [text for text in TexteDuSite.objects.all() if address_of(text)]
    assert len(texts) > 30
    for number, text in enumerate(texts):
        for name in ("titre", "chapo", "texte"):
            if getattr(text, name):
                setattr(text, name, f"Canari {number} {name}.")
        text.save()
    after = {a: visitor.get(a, headers={"if-none-match": etag}).content.decode() for a, etag in before.items()}
    for number, text in enumerate(texts):
        for name in ("titre", "chapo", "texte"):
            if getattr(text, name):
                assert f"Canari {number} {name}." in after[address_of(text)], (text.slug, name)


def test_what_is_counted_follows_the_content(visitor):
    words = SiteWords.at(mirror.current())
    counted = re.search(r"(\d+)\xa0fiches pratiques", words("accueil").chapo)
    assert int(counted[1]) == Plaquette.read().fiche_count
    assert SiteWords.stored()("accueil") == words("accueil")


@pytest.mark.parametrize("said", ["{fiche}", "{}", "{fiches.__class__}"])
def test_mark_that_nothing_replaces_is_refused(said):
    text = TexteDuSite.objects.get(slug="accueil")
    text.chapo = said
    with pytest.raises(ValidationError):
        text.full_clean()


def test_text_is_never_emptied():
    text = TexteDuSite(slug="essai", emplacement="Essai")
    with pytest.raises(ValidationError):
        text.full_clean()


@pytest.mark.parametrize(
    ("slug", "name"), [("a-propos", "titre"), ("accueil-fiches", "titre"), ("partie-1", "titre"), ("accueil", "chapo")]
)
def test_words_that_a_page_shows_are_never_emptied(slug, name):
    text = TexteDuSite.objects.get(slug=slug)
    setattr(text, name, " ")
    with pytest.raises(ValidationError) as refused:
        text.full_clean()
    assert [*refused.value.message_dict] == [name]


@pytest.mark.parametrize(("slug", "brochure", "fiche"), [("plaquette-origine", True, False), ("partie-1", False, True)])
def test_documents_that_count_rules_in_their_words_follow_the_rules(slug, brochure, fiche):
    TexteDuSite.objects.filter(slug=slug).update(titre="Avec {regles}")
    key = Fiche.objects.published().filter(partie=1).first().pk
    before = Dependencies.read(mirror.current())
    a_rule()  # that no fiche cites
    after = Dependencies.read(mirror.current())
    assert (before.of_brochure() != after.of_brochure()) == brochure
    assert (before.of_fiche(key) != after.of_fiche(key)) == fiche


@pytest.mark.parametrize(("slug", "address"), [("pied-de-page", "/"), ("a-propos", "/a-propos/")])
def test_link_to_a_text_withdrawn_since_is_words_in_the_words_of_the_site(visitor, slug, address):
    fiche = Fiche.objects.get(numero=13)
    TexteDuSite.objects.filter(slug=slug).update(texte=f"Voir [notre fiche]({fiche.get_absolute_url()}).")
    assert f'<a href="{fiche.get_absolute_url()}">notre fiche</a>' in visitor.get(address).content.decode()
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.BROUILLON)
    page = visitor.get(address).content.decode()
    assert "Voir notre fiche." in page
    assert fiche.get_absolute_url() not in page


def test_page_has_its_words_before_the_files_are_loaded(visitor):
    TexteDuSite.objects.all().delete()
    assert words_delivered()["accueil"].titre in visitor.get("/").content.decode()


def test_page_of_error_has_the_foot_of_the_others(visitor):
    foot = words_delivered()["pied-de-page"].texte
    assert foot in visitor.get("/absente/").content.decode()


def test_national_team_changes_a_text_and_its_history_is_kept():
    text = TexteDuSite.objects.get(slug="accueil-terrain")
    press(signed_in(an_account("nationale")), text, "_save", titre="Près d’ici")
    text.refresh_from_db()
    assert text.titre == "Près d’ici"
    assert [v.content[0]["fields"]["titre"] for v in Version.objects.of(text)] == ["Près d’ici", "Sur le terrain"]


def test_referent_reads_the_texts_of_the_site_and_changes_none():
    text = TexteDuSite.objects.get(slug="accueil-terrain")
    client = signed_in(an_account("referent", "bretagne"))
    address = f"/admin/dts_platform/textedusite/{text.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"titre": "Pris"}).status_code == 403


@pytest.mark.parametrize(
    ("slug", "brochure", "manuel"),
    [("plaquette-enjeux", True, False), ("mode-d-emploi", False, True), ("colophon-faits", False, True)]
    + [("a-propos", False, False), ("accueil", False, False), ("partie-2", False, True)],
)
def test_documents_depend_on_the_words_they_print(slug, brochure, manuel):
    before = Dependencies.read(mirror.current())
    TexteDuSite.objects.filter(slug=slug).update(texte="Canari.", chapo="Canari.")
    after = Dependencies.read(mirror.current())
    assert (before.of_brochure() != after.of_brochure()) == brochure
    assert (before.of_manuel() != after.of_manuel()) == manuel


@pytest.mark.parametrize("kind", [Partie, Repere.Family])
def test_each_part_and_family_has_its_name(kind):
    prefix = "partie" if kind is Partie else "famille"
    assert {f"{prefix}-{one.value}": one.label for one in kind} == {
        slug: words.titre for slug, words in words_delivered().items() if slug.startswith(prefix)
    }


def test_part_and_family_are_named_everywhere_as_editors_name_them(visitor):
    fiche, repere = Fiche.objects.published().first(), Repere.objects.published().first()
    TexteDuSite.objects.filter(slug=f"partie-{fiche.partie}").update(titre="Canari de partie")
    TexteDuSite.objects.filter(slug=f"famille-{repere.famille}").update(titre="Canari de famille")
    for address in (fiche.get_absolute_url(), "/fiches/", "/manuel/"):
        assert "Canari de partie" in visitor.get(address).content.decode(), address
    for address in (repere.get_absolute_url(), "/reperes/"):
        assert "Canari de famille" in visitor.get(address).content.decode(), address
    section = Printer(page_references=False).fiche(Fiche.objects.with_everything().get(pk=fiche.pk))
    assert "Canari de partie" in section.running_heads[0]
    assert "Canari de partie" in section.html


FORMS_AND_LISTS = [("fiches/fiche", Fiche, "partie"), ("missions/repere", Repere, "famille")]


@pytest.mark.parametrize(("table", "model", "field"), FORMS_AND_LISTS)
def test_forms_and_lists_name_parts_and_families_as_editors_do(table, model, field):
    client, published = signed_in(an_account("nationale")), model.objects.published().first()
    slug = f"{field}-{getattr(published, field)}"
    TexteDuSite.objects.filter(slug=slug).update(titre="Canari de la rangée")
    for page in ("add/", f"{published.pk}/change/", "?qui=tous"):
        shown = client.get(f"/admin/{table}/{page}").content.decode()
        assert "Canari de la rangée" in shown, page
        assert words_delivered()[slug].titre not in shown, page


LINK = "Lire [cette fiche]({})."


def test_link_of_the_brochure_to_a_withdrawn_text_becomes_words_on_the_page_and_on_paper(visitor):
    fiche = a_fiche()
    TexteDuSite.objects.filter(slug="plaquette-enjeux").update(texte=LINK.format(fiche.get_absolute_url()))

    def skins() -> tuple[str, str]:
        return visitor.get("/plaquette/").content.decode(), plaquette_document(Plaquette.read()).sections[0].html

    assert all(fiche.get_absolute_url() in html for html in skins())
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    assert all("Lire cette fiche." in html and fiche.slug not in html for html in skins())


def test_link_of_the_manual_to_a_withdrawn_text_becomes_words_on_paper():
    fiche = a_fiche()
    TexteDuSite.objects.filter(slug="mode-d-emploi-fiche").update(texte=LINK.format(fiche.get_absolute_url()))
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    html = Printer(page_references=True).html("print/how_to_use.html", "Essai", document=Manuel.read())
    assert "Lire cette fiche." in html
    assert fiche.slug not in html


def test_documents_print_the_words_of_the_rows():
    TexteDuSite.objects.filter(slug__in=["mode-d-emploi", "mode-d-emploi-livre", "colophon-faits"]).update(
        titre="Canari"
    )
    manuel = Manuel.read()
    html = Printer(page_references=True).html("print/how_to_use.html", "Essai", document=manuel)
    assert "<h1>Canari</h1>" in html
    chapters = {chapter.title: chapter.html for chapter in Ebook.of_manuel(manuel).chapters()}
    assert "<h1>Canari</h1>" in chapters["Comment se servir de ce manuel"]
    assert "<h2>Canari</h2>" in chapters["À propos de ce livre"]


def test_brochure_without_room_for_its_words_is_refused():
    text = TexteDuSite.objects.get(slug="plaquette-enjeux")
    answer = press(signed_in(an_account("nationale")), text, "_save", texte="Un mot de plus. " * 120)
    assert "La plaquette imprimée n’a pas la place de ces mots" in answer.content.decode()
    assert TexteDuSite.objects.get(pk=text.pk).texte == text.texte
