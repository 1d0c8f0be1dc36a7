"""No public page holds a word that only who builds the site would write, nor what stands for a text to come."""

import html
import re

import pytest

from tests.addresses import ONE_OF_EACH_KIND, every_address

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1>|<[^>]+>", re.S)
# Who reads the page of the data is told the names of its columns, and how files are written.
FOR_PROGRAMS = "/donnees/"
TECHNICAL = re.compile(r"\bslugs?\b|\butf-8\b|\bmodifie_le\b", re.I)
NEVER = re.compile(
    r"\blorem\b|\btodo\b|\bfixme\b|\bxxx+\b|\bplaceholder\b|\{\{|\}\}|\{%|\bNone\b|\bundefined\b|\bNaN\b|\bnull\b"
    r"|coordonnées sont à inscrire|à inscrire ici|à compléter ici|texte à venir|bientôt disponible|en construction"
    r"|\ble chercheur\b|pour les croiser|à chaque croisement|autres choix appliqués|étrangère au manuel"
    r"|\bfacettes?\b|\btemplates?\b|\bgabarits?\b|\bwidgets?\b|\bendpoints?\b|\bback-?office\b|\bwebmaster\b|\bdjango\b"
    r"|cliquez ici|\bvoir[ \u00a0]0\b|aucun texte ne contient ces mots|-{3,}"
    r"|les mots de cette page|(?-i:Autre structure\b(?! d))",
    re.I,
)
ONCE = re.compile(r"déduit par nous", re.I)  # a label is said once a page


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(HIDDEN.sub(" ", page)))


def wrong(address: str, words: str) -> list[str]:
    """What a page says that it should not."""
    found = [match[0] for match in NEVER.finditer(words)]
    if not address.startswith(FOR_PROGRAMS):
        found += [match[0] for match in TECHNICAL.finditer(words)]
    return found + ONCE.findall(words)[1:]


def test_no_public_page_holds_a_word_of_its_builders(visitor):
    addresses = dict.fromkeys([*every_address(), *ONE_OF_EACH_KIND])
    assert len(addresses) > 250
    said = {address: wrong(address, words_of(visitor.get(address).content.decode())) for address in addresses}
    assert {address: found for address, found in said.items() if found} == {}


@pytest.mark.parametrize(
    "page",
    [
        "<p>Ses coordonnées sont à inscrire ici.</p>",
        "<td>None</td>",
        "<button>Voir&nbsp;0&nbsp;fiche</button>",
        "<p>Voir ces fiches dans le chercheur, pour les croiser</p>",
        "<p>slug, titre</p>",
        "<h2>Les mots de cette page</h2>",
        "<p>Dole · Autre structure</p>",
        "<li>Coopération (déduit par nous)</li><li>Transversalité (déduit par nous)</li>",
    ],
)
def test_word_of_a_builder_is_told(page):
    assert wrong("/fiches/", words_of(page))
    assert not wrong(
        "/fiches/",
        "Des chercheurs d’emploi, une autre structure, un modèle à compléter, une fiche à inscrire à l’ordre du jour.",
    )
