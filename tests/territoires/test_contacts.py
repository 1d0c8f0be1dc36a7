"""Whom to reach for a region: its group, else the national one, else nobody; as the database holds it now."""

from datetime import date

import pytest

from dts_platform.models import Editeur, GroupeRessource, Referent
from dts_platform.search import mirror
from territoires.contacts import for_region, group_of, publisher
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("groups", "region", "found"),
    [
        ([], "bretagne", None),
        (["bretagne"], "bretagne", "bretagne"),
        (["bretagne"], "occitanie", None),
        (["", "bretagne"], "bretagne", "bretagne"),
        (["", "bretagne"], "occitanie", ""),
        ([""], "", ""),
        (["bretagne"], "", None),
    ],
)
def test_group_of_region_answers_else_national(groups, region, found):
    for one in groups:
        a_group(one)
    contact = for_region(region)
    assert (None if contact is None else getattr(contact.region, "slug", "")) == found


def test_hidden_group_is_told_to_nobody():
    a_group(visible=False)
    assert for_region("bretagne") is None


def test_change_of_group_or_person_is_read_at_once(django_assert_num_queries):
    group = a_group(horaires="le mardi", verifie_le=date(2026, 11, 2))
    person = Referent.objects.create(
        groupe=group, nom="Personne fictive", fonction="référente", courriel="p@example.org"
    )
    contact = for_region("bretagne")
    assert (contact.horaires, contact.verifie_le, contact.address) == (
        "le mardi",
        date(2026, 11, 2),
        "bretagne@example.org",
    )
    assert [(one.nom, one.fonction) for one in contact.people] == [("Personne fictive", "référente")]
    GroupeRessource.objects.update(courriel="", telephone="01 00 00 00 00")
    assert (for_region("bretagne").address, for_region("bretagne").number) == ("p@example.org", "0100000000")
    person.delete()
    assert (for_region("bretagne").address, for_region("bretagne").people) == ("", ())
    with django_assert_num_queries(0):
        assert group_of("bretagne", snapshot=mirror.last_known())
    group.delete()
    assert for_region("bretagne") is None


def test_publisher_is_what_its_row_says_else_the_settings(settings):
    settings.CONTACT_EMAIL = "regle@example.org"
    Editeur.objects.all().delete()
    assert (publisher().nom, publisher().courriel) == ("", "regle@example.org")
    row = Editeur.objects.create(nom="Maison fictive")
    assert (publisher().nom, publisher().courriel) == ("Maison fictive", "regle@example.org")
    Editeur.objects.filter(pk=row.pk).update(courriel="maison@example.org")
    assert publisher().courriel == "maison@example.org"
