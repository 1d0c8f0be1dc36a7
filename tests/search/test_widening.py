"""A list that was widened leads to the same without what was added: fewer texts, all of them listed before, or no link."""

import re
from html import unescape
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest

from dts_platform.search.query import Query, as_a_phrase

LINK = re.compile(r'<a href="([^"]+)">Chercher «\s([^<]+)\s» seulement</a>')


def links(visitor, path: str, **asked: str) -> dict[str, str]:
    """The addresses offered, by what they seek alone."""
    page = visitor.get(path, asked).content.decode()
    return {typed: unescape(address) for address, typed in LINK.findall(page)}


def listed(visitor, address: str) -> int:
    return int(re.search(r'data-total="(\d+)"', visitor.get(address).content.decode())[1])


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("embauche", "embauche", "«\u00a0embauche\u00a0»"),
        ("embauche", "l’embauche", "l’«\u00a0embauche\u00a0»"),
        ("argent", "manque d'argent", "manque d'«\u00a0argent\u00a0»"),
        ("emploi", '"emploi', "«\u00a0emploi\u00a0»"),
        ("emploi", "--emploi", "«\u00a0emploi\u00a0»"),
        ("emploi", "(emploi), aide", "«\u00a0emploi\u00a0» aide"),
        ("emploi", "emploi/aide", "«\u00a0emploi\u00a0» aide"),
        ("emploi", "retour-emploi", "retour «\u00a0emploi\u00a0»"),
        ("car", "carte en car", "carte en «\u00a0car\u00a0»"),
        ("argent", "travail", ""),
    ],
)
def test_words_among_others_are_put_between_quotation_marks(typed, text, expected):
    assert as_a_phrase(typed, text) == expected


@pytest.mark.parametrize("text", ['l\'"embauche"', "l’« embauche »", "l’ « embauche »"])
def test_phrase_after_an_elision_is_a_phrase(text):
    assert Query.read(text) == Query(phrases=(("embauche",),))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/recherche/", "/fiches/", "/experiences/", "/regles/"])
@pytest.mark.parametrize(
    "typed",
    [
        "l’embauche",
        "manque d’argent",
        "perte d’emploi",
        "demandeurs/euses d’emploi",
        '"emploi',
        "--emploi",
        "virer",
        "sans emploi",
        "bénévol·e·s",
        "mairie",
        "la mairie -vélo",
    ],
)
def test_link_to_what_was_typed_alone_leads_to_fewer_texts_and_to_some(visitor, path, typed):
    before = listed(visitor, f"{path}?q={quote_plus(typed)}")
    for alone, address in links(visitor, path, q=typed).items():
        assert alone in typed
        assert 0 < listed(visitor, address) < before
        assert alone not in links(visitor, address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "alone"),
    [("l’embauche", "embauche"), ('"emploi', "emploi"), ("--emploi", "emploi"), ("mairie", "mairie")],
)
def test_link_to_what_was_typed_alone_is_offered_where_texts_hold_it(visitor, typed, alone):
    assert [*links(visitor, "/recherche/", q=typed)] == [alone]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "typed"), [("/recherche/", "virer"), ("/regles/", "sans emploi")])
def test_link_that_would_list_nothing_is_not_offered(visitor, path, typed):
    page = visitor.get(path, {"q": typed}).content.decode()
    assert "Élargi à" in page
    assert not LINK.search(page)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "view"), [("/fiches/", "tableau"), ("/experiences/", "carte")])
def test_link_to_what_was_typed_alone_keeps_the_view(visitor, path, view):
    (address,) = links(visitor, path, q="mairie", vue=view).values()
    assert parse_qs(urlsplit(address).query)["vue"] == [view]
    assert listed(visitor, address) > 0
