"""Who may see, edit and publish what."""

import pytest
from django.test import Client

from dts_platform.editorial.permissions import may_edit
from dts_platform.editorial.states import Statut
from dts_platform.models import User
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_account, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/fiches/fiche/{}/change/"


CASES = [
    # account, region of the text, state, may edit
    ("admin", "", Statut.PUBLIE, True),
    ("nationale", "", Statut.PUBLIE, True),
    ("nationale", "occitanie", Statut.BROUILLON, True),
    ("bretagne", "bretagne", Statut.BROUILLON, True),
    ("bretagne", "bretagne", Statut.RELECTURE, True),
    ("bretagne", "bretagne", Statut.PUBLIE, False),
    ("bretagne", "occitanie", Statut.BROUILLON, False),
    ("bretagne", "", Statut.BROUILLON, False),
    ("occitanie", "bretagne", Statut.BROUILLON, False),
]


@pytest.mark.parametrize(("account", "region", "status", "allowed"), CASES)
def test_right_to_edit_follows_role_region_and_state(accounts, regional, account, region, status, allowed):
    regional.region, regional.statut = region, status
    regional.save()
    assert may_edit(User.objects.get(username=account), regional) is allowed
    address = ADDRESS.format(regional.pk)
    page = accounts[account].get(address)
    editable = page.status_code == 200 and 'name="_save"' in page.content.decode()
    assert editable is allowed
    if not allowed:
        accounts[account].post(address, {"titre": "Détourné"})
        regional.refresh_from_db()
        assert regional.titre == "Fiche bretonne"


def test_referent_cannot_publish_nor_change_the_region(accounts, regional):
    address = ADDRESS.format(regional.pk)
    sent = (("statut", Statut.PUBLIE, 302), ("_publish", "1", 302), ("region", "occitanie", 200), ("region", "", 200))
    for field, value, answer in sent:
        form = form_fields(accounts["bretagne"].get(address).content.decode())
        assert "statut" not in form
        form[field] = [value]
        assert accounts["bretagne"].post(address, form).status_code == answer
        regional.refresh_from_db()
        assert (regional.statut, regional.region) == (Statut.BROUILLON, "bretagne")


def test_preview_of_a_draft_opens_for_its_editors_only(regional):
    editor = signed_in(an_account("referent", region="bretagne"))
    stranger = signed_in(an_account("referent", region="occitanie"))
    address = f"/admin/fiches/fiche/{regional.pk}/apercu/"
    assert "Fiche bretonne" in editor.get(address).content.decode()
    assert stranger.get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert signed_in(an_account("admin")).get("/admin/fiches/fiche/999999/apercu/").status_code == 403


def test_referent_list_holds_their_texts_and_the_public_ones(accounts, regional):
    a_fiche(titre="Fiche publique")
    page = accounts["bretagne"].get("/admin/fiches/fiche/").content.decode()
    assert "Fiche bretonne" in page
    assert "Fiche publique" not in page
    page = accounts["bretagne"].get("/admin/fiches/fiche/?qui=tous").content.decode()
    assert "Fiche bretonne" in page
    assert "Fiche publique" in page
    assert "Fiche bretonne" not in accounts["occitanie"].get("/admin/fiches/fiche/").content.decode()
