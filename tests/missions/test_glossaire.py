"""The glossary at the point of use: what is linked, and what a page has to define at its foot."""

import re
from html import escape

import pytest

from dts_platform.text.html_tree import parse, serialize
from missions.glossaire import FirstUses, Glossaire
from missions.models import Terme

TERMES = (
    Terme(slug="eti", sigle="ETI", nom="Entreprise de travail d’insertion", definition="…"),
    Terme(slug="insertion", nom="insertion", definition="…"),
    Terme(slug="iae", sigle="IAE", formes="IAE, insertion par l’activité économique", definition="…"),
)


def annotated(*texts: str) -> tuple[list[str], list[str]]:
    """The texts of one page with their links, and the slugs of the terms to define."""
    first_uses = FirstUses(Glossaire.of(TERMES))
    return [annotate(text, first_uses) for text in texts], [terme.slug for terme in first_uses.words]


def annotate(text: str, first_uses: FirstUses) -> str:
    root = parse(text)
    first_uses.annotate(root)
    return serialize(root)


def link(slug: str, word: str) -> str:
    return f'<a class="terme" href="#mot-{slug}">{word}</a>'


def test_first_use_of_a_term_is_linked_and_the_next_ones_are_not():
    texts, words = annotated("<p>L’IAE et l’IAE.</p>", "<p>Encore l’IAE, une ETI.</p>")
    assert texts == [f"<p>L’{link('iae', 'IAE')} et l’IAE.</p>", f"<p>Encore l’IAE, une {link('eti', 'ETI')}.</p>"]
    assert words == ["eti", "iae"]


def test_longest_form_of_a_term_wins():
    (text,), words = annotated("<p>l’insertion par l’activité économique</p>")
    assert (text, words) == (f"<p>l’{link('iae', 'insertion par l’activité économique')}</p>", ["iae"])


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/x/">IAE</a></p>',
        '<p><a href="/x/"><strong>une IAE</strong></a></p>',
        "<h3>IAE</h3>",
        "<table><tr><th>IAE</th></tr></table>",
        "<p><code>IAE</code></p>",
        "<p>IAEs, sous-IAE, IAE-bis</p>",
        '<p title="IAE">rien</p>',
    ],
)
def test_titles_links_code_and_parts_of_words_are_left_as_they_are(html):
    assert annotated(html) == ([html], [])


def test_site_without_any_term_links_nothing():
    first_uses = FirstUses(Glossaire.of([]))
    assert not first_uses.concern("<p>IAE</p>")
    assert annotate("<p>IAE</p>", first_uses) == "<p>IAE</p>"
    assert first_uses.words == ()


@pytest.mark.parametrize("form", ["ESS", "économie sociale", "R&D", "a < b", "20\u00a0%", "l’\u00a0élu", "C"])
def test_term_of_any_form_is_found_where_it_stands(form):
    first_uses = FirstUses(Glossaire.of([*TERMES, Terme(slug="x", formes=form)]))
    html = serialize(parse(f"<p>Voir {escape(form)}, ici.</p>"))
    assert first_uses.concern(html)
    assert "#mot-x" in annotate(html, first_uses)
    assert not first_uses.concern("<p>Rien de tout cela.</p>")


def test_two_pages_of_one_glossaire_do_not_share_their_words():
    glossaire = Glossaire.of(TERMES)
    pages = [FirstUses(glossaire), FirstUses(glossaire)]
    html = [annotate("<p>IAE</p>", page) for page in pages]
    assert html == [f"<p>{link('iae', 'IAE')}</p>"] * 2
    assert [terme.slug for terme in glossaire.defining(["iae", "eti", "iae"])] == ["eti", "iae"]


@pytest.mark.django_db
def test_each_letter_that_begins_a_term_leads_to_the_first(visitor):
    Terme.objects.create(slug="zzz", nom="Œuvre commune", definition="…")
    Terme.objects.create(slug="equipe", nom="Équipe", definition="…")
    page = visitor.get("/reperes/glossaire/").content.decode()
    row = re.search(r'<nav [^>]*id="lettres".*?</nav>', page, re.S)[0]
    letters = dict(re.findall(r'<a href="#(mot-[^"]+)">(\w)</a>', row))
    shown = dict(re.findall(r'<dt id="(mot-[^"]+)">\s*(\w)', page))
    plain = {name: "O" if letter == "Œ" else letter.replace("É", "E").upper() for name, letter in shown.items()}
    assert list(letters.values()) == sorted(set(plain.values()))
    assert letters == {name: plain[name] for name in plain if plain[name] not in _before(plain, name)}


def _before(letters: dict[str, str], name: str) -> list[str]:
    """The letters of the terms shown before one."""
    return list(letters.values())[: list(letters).index(name)]
