"""Who publishes the site: asked for before production, told to editors and to readers until it is said."""

import pytest
from django.core.management import CommandError, call_command

from dts_platform.models import Editeur
from dts_platform.models.site import check_publisher
from tests.factories import an_account, signed_in

pytestmark = pytest.mark.django_db
SAID = {
    "nom": "Maison fictive",
    "adresse": "1 rue fictive",
    "courriel": "maison@example.org",
    "directeur": "Personne fictive",
    "hebergeur": "Hébergeur fictif",
    "hebergeur_adresse": "2 rue fictive",
}


@pytest.mark.parametrize("left_out", [*SAID, None])
def test_deployment_is_refused_until_all_is_said(left_out, visitor):
    Editeur.objects.create(**{name: value for name, value in SAID.items() if name != left_out})
    name = str(Editeur._meta.get_field(left_out).verbose_name) if left_out else ""
    found = check_publisher()
    legal, desk = visitor.get("/mentions-legales/"), signed_in(an_account("nationale")).get("/admin/")
    if left_out:
        assert name in found[0].msg
        assert name in legal.content.decode().partition('class="notice"')[2]
        assert name in desk.content.decode()
        with pytest.raises(CommandError):
            call_command("check", deploy=True, tags=["security"])
    else:
        assert found == []
        assert 'class="notice"' not in legal.content.decode()
        assert "qui le publie" not in desk.content.decode()


def test_legal_notice_says_who_publishes_and_who_hosts_at_the_next_request(visitor):
    row = Editeur.objects.create(**SAID)
    first = visitor.get("/mentions-legales/")
    for value in SAID.values():
        assert value in first.content.decode()
    Editeur.objects.filter(pk=row.pk).update(nom="Autre maison fictive")
    second = visitor.get("/mentions-legales/", headers={"if-none-match": first.headers["ETag"]})
    assert "Autre maison fictive" in second.content.decode()


def test_settings_alone_say_where_to_write(settings):
    settings.CONTACT_EMAIL = "regle@example.org"
    assert "adresse de courriel publique" not in Editeur.missing()
    settings.CONTACT_EMAIL = ""
    assert "adresse de courriel publique" in Editeur.missing()
