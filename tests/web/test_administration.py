"""Session, account and messages: for the administration, and nobody else."""

import pytest
from django.core.management import call_command

from experiences.models import Experience
from fiches.models import Fiche

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/fiches/", "/manuel/", "/selection/?s=13", "/absente/", "/sante/"])
def test_page_of_visitors_reads_no_session_even_for_who_is_signed_in(accounts, address):
    request = accounts["nationale"].get(address).wsgi_request
    assert [hasattr(request, name) for name in ("session", "user", "_messages")] == [False] * 3


@pytest.mark.parametrize("address", ["/", "/fiches/?q=bois", "/contact/", "/flux.xml", "/absente/", "/sante/"])
@pytest.mark.parametrize("token", ["autre-site", "é", "x" * 3_000])
def test_visitor_who_sends_the_token_of_another_site_is_given_no_cookie(client, address, token):
    response = client.get(address, headers={"cookie": f"csrftoken={token}; sessionid={token}"})
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/absente/"])
def test_administration_has_session_account_and_messages(client, address):
    request = client.get(address).wsgi_request
    assert [hasattr(request, name) for name in ("session", "user", "_messages")] == [True] * 3


@pytest.mark.parametrize("model", [Fiche, Experience])
def test_preview_knows_who_asks(accounts, client, model):
    pk = model.objects.published().values_list("pk", flat=True).first()
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{pk}/apercu/"
    assert accounts["nationale"].get(address).status_code == 200
    assert client.get(address).status_code == 302


def test_checks_of_the_administration_find_what_they_want():
    call_command("check", fail_level="WARNING")
