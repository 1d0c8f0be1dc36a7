"""What people look for when they need a text, as its editors write it: bounded, sought, told in the excerpt, shown nowhere."""

import pytest
from django.core.exceptions import ValidationError

from dts_platform.content.formatter import format_text
from dts_platform.content.reading import Misread
from dts_platform.search import mirror
from dts_platform.search.check import differences
from experiences.models import Experience
from fiches.models import Fiche
from missions.questions import LONGEST_LINE, MOST_LINES, few_short_lines
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_experience
from tests.search.index import finder_of, listed_slugs

pytestmark = pytest.mark.django_db


def test_as_many_lines_as_allowed_are_accepted_and_empty_ones_do_not_count():
    assert few_short_lines("\n\n".join(["é" * LONGEST_LINE] * MOST_LINES)) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n".join(f"question {n}" for n in range(MOST_LINES + 1)), f"{MOST_LINES + 1} lignes"),
        ("courte\n" + "x" * (LONGEST_LINE + 1), f"La ligne 2 a {LONGEST_LINE + 1} signes"),
    ],
)
def test_too_many_lines_or_too_long_a_line_are_refused_in_french(text, told):
    with pytest.raises(ValidationError) as refusal:
        few_short_lines(text)
    assert told in " ".join(refusal.value.messages)


def test_content_file_with_too_long_a_question_is_refused_with_its_field():
    line = "x" * (LONGEST_LINE + 1)
    file = f"- model: fiches.fiche\n  fields:\n    slug: essai\n    questions: |\n      {line}\n"
    with pytest.raises(Misread, match="questions"):
        format_text(file)


def test_content_file_holds_plain_questions():
    written = format_text(
        "- model: fiches.fiche\n  fields:\n    slug: essai\n    questions: |\n      - un *mot*\n      - deux\n"
    )
    assert written.endswith("    questions: |\n      un mot\n      deux\n")


def test_list_pasted_in_a_form_becomes_plain_questions(accounts):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(accounts["nationale"].get(address).content.decode())
    pasted = "•\tqui répare mon <i>glockenspiel</i>\r\n•\tla sanza"
    assert accounts["nationale"].post(address, form | {"questions": [pasted]}).status_code == 302
    fiche.refresh_from_db()
    assert fiche.questions == "qui répare mon glockenspiel\nla sanza"


def test_form_of_a_fiche_keeps_questions_and_refuses_those_that_are_too_long(accounts):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(accounts["nationale"].get(address).content.decode())
    response = accounts["nationale"].post(address, form | {"questions": ["x" * (LONGEST_LINE + 1)]})
    assert f"{LONGEST_LINE} au plus" in response.content.decode()
    assert (
        accounts["nationale"].post(address, form | {"questions": ["plus de sous\nun glockenspiel"]}).status_code == 302
    )
    fiche.refresh_from_db()
    assert fiche.asked == ["plus de sous", "un glockenspiel"]


@pytest.mark.parametrize(
    ("make", "model", "address"), [(a_fiche, Fiche, "fiches"), (an_experience, Experience, "experiences")]
)
def test_text_found_by_a_question_alone_shows_the_question_that_answers(visitor, make, model, address):
    text = make(questions="un autre air\nqui répare mon glockenspiel cassé ?\nla sanza")
    page = visitor.get(f"/{address}/?q=glockenspiel").content.decode()
    assert "Répond à\u202f: «\u202fqui répare mon <mark>glockenspiel</mark> cassé ?\u202f»" in page
    assert "glockenspiel" not in visitor.get(text.get_absolute_url()).content.decode()
    model.objects.filter(pk=text.pk).update(questions="")
    assert 'data-total="0"' in visitor.get(f"/{address}/?q=glockenspiel").content.decode()
    assert list(differences()) == []


def test_text_that_says_the_words_shows_its_own_passage():
    a_fiche(pourquoi="Le glockenspiel sonne.", questions="un glockenspiel")
    (result,) = finder_of("q=glockenspiel", mirror.current()).results
    assert result.excerpt == "Le <mark>glockenspiel</mark> sonne."


def test_page_of_the_search_shows_the_passage_only_where_it_tells_more_of_the_words_than_the_summary(visitor):
    a_fiche(resume="Avec un balafon.", pourquoi="Le glockenspiel sonne avec le balafon.")
    both = visitor.get("/recherche/?q=glockenspiel balafon").content.decode()
    one = visitor.get("/recherche/?q=balafon").content.decode()
    assert all("Avec un <mark>balafon</mark>." in page for page in (both, one))
    passage = '<p class="card-snippet">Le <mark>glockenspiel</mark> sonne avec le <mark>balafon</mark>.</p>'
    assert passage in both
    assert "card-snippet" not in one


def test_excerpt_escapes_the_question():
    a_fiche(questions="le glockenspiel <b>gras</b> ?")
    (result,) = finder_of("q=glockenspiel", mirror.current()).results
    assert "&lt;b&gt;" in result.excerpt
    assert "<b>" not in result.excerpt


def test_question_tells_more_than_a_passage_and_less_than_a_title():
    said = a_fiche(pourquoi="Le glockenspiel sonne.")
    asked = a_fiche(questions="un glockenspiel\nlouer un glockenspiel\nglockenspiel cassé")
    titled = a_fiche(titre="Monter un glockenspiel")
    assert listed_slugs("q=glockenspiel") == [titled.slug, asked.slug, said.slug]


def test_line_that_holds_all_words_comes_before_words_scattered_over_questions():
    scattered = a_fiche(questions="louer une sanza\nun glockenspiel rouge\nune cithare cassée")
    together = a_fiche(questions="louer une cithare cassée\nune sanza")
    assert listed_slugs("q=louer cithare") == [together.slug, scattered.slug]
