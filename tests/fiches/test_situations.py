"""A situation: a few texts in order, each with its reason, and the booklet made of them; nothing that is not public."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from dts_platform.editorial.states import Statut
from dts_platform.search import mirror
from fiches.models import EtapeDeSituation, Fiche, Situation
from fiches.selection.address import Selection
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_experience

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<h3><a href="([^"]+)">')


@pytest.fixture
def situation(db) -> Situation:
    """The brochure, a fiche, an experience and a draft, in this order."""
    situation = Situation.objects.create(slug="je-passe-a-la-radio", titre="Je passe à la radio", resume="Être clair.")
    texts = [{"plaquette": True}, {"fiche": a_fiche()}, {"experience": an_experience()}, {"fiche": a_fiche(False)}]
    for rank, text in enumerate(texts, 1):
        EtapeDeSituation.objects.create(situation=situation, ordre=rank, raison=f"Pour la raison {rank}.", **text)
    return situation


def page_of(visitor, situation: Situation) -> str:
    response = visitor.get(situation.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_page_gives_public_texts_in_order_with_their_reasons(visitor, situation):
    page = page_of(visitor, situation)
    _, fiche, experience, draft = situation.etapes.all()
    assert LINK.findall(page) == ["/plaquette/", fiche.text.get_absolute_url(), experience.text.get_absolute_url()]
    assert [int(rank) for rank in re.findall(r"Pour la raison (\d)\.", page)] == [1, 2, 3]
    assert draft.text.titre not in page


def test_booklet_holds_the_public_texts_in_order_under_the_title(visitor, situation):
    (address,) = set(re.findall(r'href="/selection\.pdf\?([^"]+)"', page_of(visitor, situation)))
    selection = Selection.current(QueryDict(address.replace("&amp;", "&")), mirror.current())
    _, fiche, experience, _ = situation.etapes.all()
    assert [text.name for text in selection.texts] == [str(fiche.fiche.numero), f"x:{experience.experience.slug}"]
    assert selection.title == "Je passe à la radio"
    assert selection.notices == []
    assert 'href="/plaquette.pdf"' in page_of(visitor, situation)


def test_text_withdrawn_leaves_the_page_the_booklet_and_the_data(visitor, situation):
    fiche = situation.etapes.get(ordre=2).fiche
    assert fiche.get_absolute_url() in page_of(visitor, situation)
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    page = page_of(visitor, situation)
    assert fiche.get_absolute_url() not in page
    assert f"={fiche.numero}" not in page
    records = visitor.get("/donnees/situations.json").json()["situations"]
    (record,) = (record for record in records if record["slug"] == situation.slug)
    assert [address.split("/", 3)[3].split("/")[0] for address in record["textes"]] == ["plaquette.pdf", "experiences"]
    assert record["raisons"] == ["Pour la raison 1.", "Pour la raison 3."]


def test_situation_is_on_the_home_page_the_plan_the_site_map_the_search_and_the_data(visitor, situation):
    assert 'href="/situations/"' in visitor.get("/plan/").content.decode()
    assert situation.titre in visitor.get("/").content.decode()
    assert situation.get_absolute_url() in visitor.get("/situations/").content.decode()
    assert f"{situation.get_absolute_url()}</loc>" in visitor.get("/sitemap.xml").content.decode()
    assert situation.get_absolute_url() in visitor.get("/recherche/?q=passe%20radio").content.decode()
    assert "Être clair." in visitor.get("/donnees/situations.csv").content.decode()
    assert situation.titre in visitor.get("/donnees/situations-tableur.csv").content.decode()


def test_change_of_a_reason_is_on_the_page_at_once(visitor, situation):
    assert "Pour la raison 1." in page_of(visitor, situation)
    EtapeDeSituation.objects.filter(situation=situation, ordre=1).update(raison="Pour une autre raison.")
    assert "Pour une autre raison." in page_of(visitor, situation)


def test_step_leads_to_one_text_and_one_only(situation):
    step = situation.etapes.first()
    step.fiche = a_fiche()
    with pytest.raises(ValidationError, match="une seule des trois"):
        step.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        step.save()
    step.fiche, step.plaquette = None, False
    with pytest.raises(ValidationError, match="une seule des trois"):
        step.full_clean()


def test_reviewer_writes_a_situation_of_three_to_five_texts(accounts):
    form = form_fields(accounts["nationale"].get("/admin/fiches/situation/add/").content.decode())
    form |= {"titre": ["J’ouvre un lieu"], "slug": ["j-ouvre-un-lieu"], "resume": ["Tenir les délais."]}
    fiches = [a_fiche() for _ in range(6)]

    def sent(count: int):
        rows = {f"etapes-{rank}-fiche": [str(fiche.pk)] for rank, fiche in enumerate(fiches[:count])}
        reasons = {f"etapes-{rank}-raison": ["Une raison."] for rank in range(count)}
        empty = {f"etapes-{rank}-{name}": [""] for rank in range(count) for name in ("id", "situation", "ordre")}
        total = {"etapes-TOTAL_FORMS": [str(count)], "etapes-INITIAL_FORMS": ["0"]}
        return accounts["nationale"].post("/admin/fiches/situation/add/", form | empty | rows | reasons | total)

    for count in (2, 6):
        response = sent(count)
        assert f"Une situation réunit de 3 à 5 textes\u202f; celle-ci en a {count}." in response.content.decode()
    assert sent(4).status_code == 302
    assert [step.ordre for step in Situation.objects.get(slug="j-ouvre-un-lieu").etapes.all()] == [1, 2, 3, 4]


def test_referent_does_not_write_situations(accounts, situation):
    assert accounts["bretagne"].get(f"/admin/fiches/situation/{situation.pk}/change/").status_code in (302, 403)
    assert "/admin/fiches/situation/" not in accounts["bretagne"].get("/admin/").content.decode()
