"""The news of the manual: by day, the important ones alone, as a feed; nothing that is not public."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from dts_platform.desk.transitions import withdraw
from dts_platform.editorial.names import Withdrawal
from dts_platform.editorial.versions import Version, latest
from tests.desk.publishing import corrected
from tests.factories import a_fiche, an_account

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def page(visitor, address: str = "/nouveautes/") -> str:
    return visitor.get(address).content.decode()


def test_news_show_text_sentence_and_link_by_day_and_follow_each_publication(visitor):
    assert "Aucun changement n’a encore été annoncé" in page(visitor)
    fiche = corrected(a_fiche(titre="Faire vivre un lieu"), "Le plafond passe à <480> heures.", True)
    shown = page(visitor)
    assert f'<a href="{fiche.get_absolute_url()}">{fiche}</a>' in shown
    assert "Le plafond passe à &lt;480&gt; heures." in shown
    assert f'<h2 id="j-{timezone.localdate().isoformat()}">' in shown
    assert "Important</strong>" in shown
    assert "Le plafond passe à &lt;480&gt; heures." in page(visitor, fiche.get_absolute_url())


@pytest.mark.parametrize("address", ["/nouveautes/", "/nouveautes/flux.xml"])
def test_important_news_may_be_read_alone(visitor, address):
    corrected(a_fiche(), "Une virgule.")
    corrected(a_fiche(), "Une date limite.", True)
    assert "Une virgule." in page(visitor, address)
    assert "Une virgule." not in page(visitor, f"{address}?importantes=1")
    assert "Une date limite." in page(visitor, f"{address}?importantes=1")


def test_text_that_is_withdrawn_leaves_the_news_but_for_its_number_and_why(visitor):
    fiche = corrected(a_fiche(titre="Canari jaune"), "Canari bleu.")
    Withdrawal.objects.create(kind="fiche", key=fiche.pk, reason="La loi a changé.")
    withdraw(fiche, an_account("nationale"))
    for address in ("/nouveautes/", "/nouveautes/flux.xml", "/nouveautes/?importantes=1"):
        shown = page(visitor, address)
        assert "Canari" not in shown
        assert fiche.slug not in shown
        assert f"Fiche {fiche.numero}" in shown
        assert "La loi a changé." in shown
    assert visitor.get(f"/fiches/{fiche.numero}/").status_code == 410


def test_pages_of_the_news_follow_one_another_and_odd_numbers_show_the_first(visitor):
    fiche = corrected(a_fiche(), "La dernière.")
    last = latest(fiche)
    for rank in range(1, 60):
        said = {"model": last.model, "key": last.key, "nature": last.nature, "content": [], "digest": ""}
        Version.objects.create(**said, sentence=f"Phrase {rank}.", at=last.at - timedelta(days=rank))
    assert "Phrase 49." in page(visitor)
    assert "Phrase 50." not in page(visitor)
    assert 'href="/nouveautes/?page=2"' in page(visitor)
    assert "Phrase 59." in page(visitor, "/nouveautes/?page=2")
    assert "rien de plus ancien" in page(visitor, "/nouveautes/?page=999999")
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert "La dernière." in page(visitor, f"/nouveautes/?page={odd}")


def test_feed_is_valid_atom_whose_entries_keep_their_names(visitor):
    fiche = corrected(a_fiche(), "Une phrase <b>.", True)
    response = visitor.get("/nouveautes/flux.xml")
    feed = ElementTree.fromstring(response.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "Une phrase <b>."
    assert entry.find(f"{ATOM}link").get("href").endswith(fiche.get_absolute_url())
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    identity = entry.findtext(f"{ATOM}id")
    fiche.slug += "-bis"
    fiche.save()
    again = ElementTree.fromstring(visitor.get("/nouveautes/flux.xml").content)
    assert again.findtext(f"{ATOM}entry/{ATOM}id") == identity
    assert visitor.get("/nouveautes/flux.xml", headers={"If-None-Match": response["ETag"]}).status_code == 200
