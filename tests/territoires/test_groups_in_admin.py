"""Who may keep which resource group: a referent that of their regions, the national team all of them."""

import pytest
from django.contrib.admin.models import LogEntry

from dts_platform.editorial.versions import erase
from dts_platform.models import GroupeRessource, Referent, Version
from tests.desk.forms import form_fields
from tests.factories import an_account, signed_in
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db
LIST = "/admin/dts_platform/grouperessource/"


def form_of(group) -> str:
    return f"{LIST}{group.pk}/change/"


def sent(client, address, **changes):
    """The form at this address, sent with these changes."""
    page = client.get(address)
    return client.post(address, form_fields(page.content.decode()) | changes)


@pytest.mark.parametrize(
    ("role", "region", "opens"),
    [
        ("referent", "bretagne", {"bretagne"}),
        ("referent", "occitanie", {"occitanie"}),
        ("referent", "", set()),
        ("none", "", set()),
        ("nationale", "", {"", "bretagne", "occitanie"}),
        ("admin", "", {"", "bretagne", "occitanie"}),
    ],
)
def test_group_is_opened_and_written_by_those_of_its_region_alone(role, region, opens):
    groups = {slug: a_group(slug) for slug in ("", "bretagne", "occitanie")}
    client = signed_in(an_account(role, region))
    listed = client.get(LIST)
    names = listed.content.decode() if listed.status_code == 200 else ""
    for slug, group in groups.items():
        assert (group.nom in names) == (slug in opens)
        assert (client.get(form_of(group)).status_code == 200) == (slug in opens)
        client.post(form_of(group), {"nom": "Pris", "region": slug, "referents-TOTAL_FORMS": 0})
        group.refresh_from_db()
        assert group.nom != "Pris" or slug in opens


def test_referent_changes_their_group_and_its_contact():
    group, client = a_group("bretagne"), signed_in(an_account("referent", "bretagne"))
    rows = {
        "referents-0-nom": "Personne fictive",
        "referents-0-ordre": "1",
        "referents-0-courriel": "p@example.org",
        "referents-TOTAL_FORMS": "1",
    }
    answer = sent(client, form_of(group), horaires="le mardi", **rows)
    assert answer.status_code == 302
    group.refresh_from_db()
    assert (group.horaires, group.referents.get().nom) == ("le mardi", "Personne fictive")


@pytest.mark.parametrize("other", ["", "occitanie"])
def test_referent_gives_their_group_to_no_other_region(other):
    group, client = a_group("bretagne"), signed_in(an_account("referent", "bretagne"))
    sent(client, form_of(group), region=other)
    group.refresh_from_db()
    assert group.region == "bretagne"


def test_referent_makes_the_group_that_their_region_lacks_once():
    client = signed_in(an_account("referent", "bretagne"))
    assert sent(client, f"{LIST}add/", nom="Groupe fictif", region="").status_code == 200
    assert sent(client, f"{LIST}add/", nom="Groupe fictif", region="bretagne").status_code == 302
    assert GroupeRessource.objects.get().region == "bretagne"
    assert sent(client, f"{LIST}add/", nom="Un autre", region="bretagne").status_code == 200
    assert GroupeRessource.objects.get().nom == "Groupe fictif"


def test_history_holds_what_a_group_said_and_nobody_who_left_it():
    group, client = a_group("bretagne"), signed_in(an_account("referent", "bretagne"))
    for number, name in enumerate(("Personne une", "Personne deux"), 1):
        Referent.objects.create(groupe=group, nom=name, ordre=number, telephone=f"0{number} 00 00 00 00")
    sent(client, form_of(group), presentation="Avant.")
    sent(client, form_of(group), presentation="Après.")
    said = [version.content[0]["fields"]["presentation"] for version in Version.objects.of(group)]
    assert {"Avant.", "Après."} <= {*said}
    sent(client, form_of(group), **{"referents-0-DELETE": "on"})
    kept = str([version.content for version in Version.objects.of(group)])
    assert "Personne une" not in kept
    assert "01 00" not in kept
    assert "Personne deux" in kept


def history_of(group) -> str:
    return f"{LIST}{group.pk}/history/"


def oldest(group) -> str:
    return str(Version.objects.of(group).order_by("pk").first().pk)


@pytest.mark.parametrize("region", ["", "occitanie"])
def test_old_version_moves_a_group_to_no_other_region(region):
    group, referent = a_group(region, nom="D’avant"), signed_in(an_account("referent", "bretagne"))
    sent(signed_in(an_account("nationale")), form_of(group), region="bretagne", nom="D’après")
    answer = referent.post(history_of(group), {"version": oldest(group)})
    assert answer.status_code == 302
    group.refresh_from_db()
    assert (group.region, group.nom) == ("bretagne", "D’avant")


def test_old_version_that_the_form_would_not_take_is_refused_and_told():
    group, client = a_group("bretagne", visible=False, courriel=""), signed_in(an_account("referent", "bretagne"))
    sent(client, form_of(group), visible="on", courriel="b@example.org")
    first = Version.objects.of(group).order_by("pk").first()
    content = [{**first.content[0], "fields": first.content[0]["fields"] | {"visible": True}}]
    erase(first, None, content=content)
    page = client.post(history_of(group), {"version": str(first.pk)}, follow=True).content.decode()
    assert "Cette version ne peut plus être reprise. Un groupe visible donne un moyen de le joindre" in page
    group.refresh_from_db()
    assert group.courriel == "b@example.org"


def test_person_taken_out_by_an_old_version_is_kept_nowhere():
    group, client = a_group("bretagne"), signed_in(an_account("referent", "bretagne"))
    sent(client, form_of(group), presentation="Sans elle.")
    rows = {"referents-0-nom": "Personne une", "referents-0-ordre": "1", "referents-0-telephone": "01 99 00 00 01"}
    sent(client, form_of(group), **rows, **{"referents-TOTAL_FORMS": "1"})
    client.post(history_of(group), {"version": oldest(group)})
    assert not group.referents.exists()
    kept = str([version.content for version in Version.objects.of(group)])
    kept += str([entry.change_message for entry in LogEntry.objects.all()])
    assert "Personne une" not in kept
    assert "01 99" not in kept


def test_person_taken_out_by_the_form_is_not_named_in_the_journal_and_others_are():
    group, client = a_group("bretagne"), signed_in(an_account("referent", "bretagne"))
    for number, name in enumerate(("Personne une", "Personne deux"), 1):
        Referent.objects.create(groupe=group, nom=name, ordre=number)
    sent(client, form_of(group), **{"referents-0-fonction": "a", "referents-1-fonction": "b"})
    sent(client, form_of(group), **{"referents-0-DELETE": "on"})
    kept = str([entry.change_message for entry in LogEntry.objects.all()])
    assert "Personne une" not in kept
    assert "Personne deux" in kept


def test_contact_that_a_person_withdraws_is_in_no_version():
    group, client = a_group("bretagne"), signed_in(an_account("referent", "bretagne"))
    Referent.objects.create(groupe=group, nom="Personne une", ordre=1, telephone="01 99 00 00 01")
    sent(client, form_of(group), presentation="Avant.")
    sent(client, form_of(group), **{"referents-0-telephone": ""})
    kept = str([version.content for version in Version.objects.of(group)])
    assert "Personne une" in kept
    assert "01 99" not in kept
