"""A rule of law is one record: its page, the box of the fiches that cite it, what a form refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from dts_platform.search import mirror
from fiches.documents.dependencies import Dependencies
from fiches.documents.printing import fiche_document
from fiches.models import Fiche
from references.models import NOT_READ, Perimetre, Regle
from tests.factories import a_fiche, a_rule, an_account, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Quarante et une heures de balafon."


def page(path: str) -> str:
    return Client().get(path).content.decode()


def printed(fiche: Fiche) -> str:
    return fiche_document(Fiche.objects.with_everything().get(pk=fiche.pk)).sections[0].html


@pytest.mark.parametrize(
    ("day", "precision", "said"),
    [
        (date(2025, 1, 15), "jour", "copie du 15 janvier 2025"),
        (date(2025, 1, 1), "jour", "copie du 1er janvier 2025"),
        (date(2026, 8, 1), "mois", "copie d’août 2026"),
        (date(2026, 10, 1), "mois", "copie d’octobre 2026"),
        (date(2026, 3, 1), "mois", "copie de mars 2026"),
        (date(2012, 1, 1), "annee", "copie de 2012"),
        (None, "jour", "copie sans date"),
    ],
)
def test_copy_says_no_more_of_its_date_than_is_known(day, precision, said):
    assert Regle(copie_du=day, copie_precision=precision).copy == said


def test_reading_names_who_read_the_rule_or_says_in_those_words_that_nobody_did():
    assert Regle().reading == NOT_READ == "pas encore relue par un juriste"
    assert (
        Regle(relue_par="Une juriste", relue_le=date(2026, 11, 2)).reading == "relue par Une juriste le 2 novembre 2026"
    )


def test_box_stands_on_the_page_and_on_paper_of_the_fiches_that_cite_the_rule():
    holder, other = a_fiche(), a_fiche()
    rule = a_rule(valeur=WORDS, held_by=[holder], concerns=["ai", "aci"], article="Code des essais, L. 41")
    for html in (page(holder.get_absolute_url()), printed(holder), page(rule.get_absolute_url())):
        for said in (WORDS, "Code des essais, L. 41", "AI, ACI", NOT_READ, "copie sans date"):
            assert said in html
    assert WORDS not in page(other.get_absolute_url()) + printed(other)
    assert holder.titre in page(rule.get_absolute_url())
    assert other.titre not in page(rule.get_absolute_url())


def test_boxes_stand_in_the_order_of_the_fiche():
    fiche = a_fiche()
    rules = [a_rule(titre=f"Règle {name}", held_by=[fiche]) for name in ("seconde", "première")]
    for rule, rank in zip(rules, (2, 1), strict=True):
        fiche.regles_citees.filter(regle=rule).update(ordre=rank)
    html = page(fiche.get_absolute_url())
    assert html.index("Règle première") < html.index("Règle seconde")


def test_draft_of_a_rule_comes_out_through_no_fiche_and_no_list():
    fiche = a_fiche()
    rule = a_rule(published=False, titre="Règle canari", valeur=WORDS, held_by=[fiche])
    pages = [
        fiche.get_absolute_url(),
        "/regles/",
        "/regles/?q=balafon",
        "/donnees/regles.json",
        "/recherche/?q=balafon",
    ]
    assert [path for path in pages if WORDS in page(path) or "Règle canari" in page(path)] == []
    assert WORDS not in printed(fiche)
    assert Client().get(rule.get_absolute_url()).status_code == 404


def test_draft_of_a_fiche_is_not_named_by_the_rule_that_it_cites():
    fiche = a_fiche(published=False, titre="Fiche canari")
    rule = a_rule(held_by=[fiche])
    assert "Fiche canari" not in page(rule.get_absolute_url())
    assert fiche.slug not in page("/donnees/regles.json")


@pytest.mark.parametrize("published", [True, False])
def test_writing_a_rule_moves_the_fiches_that_cite_it_and_no_other(published):
    holder, other = a_fiche(), a_fiche()
    rule = a_rule(published=published, held_by=[holder])
    mirror.current()
    before = Dependencies.read(mirror.current())
    Regle.objects.filter(pk=rule.pk).update(valeur=WORDS)
    mirror.current()
    after = Dependencies.read(mirror.current())
    assert (before.of_fiche(holder.pk) != after.of_fiche(holder.pk)) is published
    assert before.of_fiche(other.pk) == after.of_fiche(other.pk)


def test_whom_a_rule_concerns_moves_the_fiches_that_cite_it():
    holder = a_fiche()
    rule = a_rule(held_by=[holder], concerns=["ai"])
    for write in (
        lambda: Perimetre.objects.filter(slug="ai").update(sigle="A. I."),
        lambda: rule.perimetres.add(Perimetre.objects.get(slug="etti")),
        lambda: rule.citations.update(effet="Ici, rien."),
    ):
        mirror.current()
        before = Dependencies.read(mirror.current()).of_fiche(holder.pk)
        write()
        mirror.current()
        assert Dependencies.read(mirror.current()).of_fiche(holder.pk) != before


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"echeance": date(2027, 1, 1)}, True),
        ({"echeance_objet": "Fin."}, True),
        ({"echeance": date(2027, 1, 1), "echeance_objet": "Fin."}, False),
        ({"relue_par": "Une juriste"}, True),
        ({"relue_le": date(2026, 1, 1)}, True),
        ({"relue_par": "Une juriste", "relue_le": date(2026, 1, 1)}, False),
    ],
)
def test_deadline_says_what_happens_and_reading_says_who_and_when(fields, refused):
    rule = a_rule()
    for name, value in fields.items():
        setattr(rule, name, value)
    if refused:
        with pytest.raises(ValidationError, match="remplissez les deux"):
            rule.full_clean()
    else:
        rule.full_clean()


def test_rule_that_a_fiche_cites_is_not_deleted():
    rule = a_rule(published=False, held_by=[a_fiche()])
    response = signed_in(an_account("admin")).post(f"/admin/references/regle/{rule.pk}/delete/", {"post": "yes"})
    assert response.status_code < 500
    assert Regle.objects.filter(pk=rule.pk).exists()
