"""A text shown before it is public: to its editors, and to who has a link, for as long as the link lasts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dts_platform.desk.copies import open_copy
from dts_platform.desk.preview import PRINTERS
from dts_platform.desk.transitions import publish, send, withdraw
from dts_platform.editorial.preview_links import PreviewLink
from fiches.documents.catalogue import PUBLICATIONS
from fiches.models import Fiche
from missions.models import Repere
from tests.desk.forms import address_of, ask
from tests.desk.texts import KINDS, rewrite
from tests.factories import a_fiche, an_account, signed_in
from tests.pdf.fake_workshop import workshop

__all__ = ["workshop"]  # fixture
pytestmark = pytest.mark.django_db
MARK = "Quetzalcoatl"


@pytest.fixture
def author(db):
    return an_account("referent", region="bretagne")


def a_copy(author, model=Fiche):
    copy = open_copy(KINDS[model](), author)
    rewrite(copy, MARK)
    return copy


def a_link(author, copy) -> str:
    ask(signed_in(author), copy, "share")
    return f"/apercu/{PreviewLink.objects.of(copy).open().get().token}/"


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_link_shows_the_page_of_a_copy_under_a_banner_without_an_account(author, model):
    copy = a_copy(author, model)
    address = a_link(author, copy)
    response = Client().get(address)
    page = response.content.decode()
    assert MARK in page
    assert "ce texte n’est pas publié" in page
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert MARK not in Client().get(copy.get_absolute_url()).content.decode()
    assert "n’est pas publié" not in Client().get(copy.get_absolute_url()).content.decode()


def test_link_gives_the_pdf_too(author, workshop):
    copy = a_copy(author)
    response = Client().get(a_link(author, copy).rstrip("/") + ".pdf")
    assert response["Content-Type"] == "application/pdf"
    assert MARK in b"".join(response).decode()
    assert "no-store" in response["Cache-Control"]
    assert MARK not in b"".join(Client().get(f"/fiches/{copy.slug}.pdf")).decode()


@pytest.mark.parametrize("model", [Fiche, Repere], ids=lambda model: model.__name__)
def test_pdf_of_a_copy_is_for_who_may_open_it(author, workshop, model):
    copy = a_copy(author, model)
    address = f"/admin/{copy._meta.app_label}/{copy._meta.model_name}/{copy.pk}/apercu.pdf"
    stranger = signed_in(an_account("referent", region="occitanie"))
    answers = [client.get(address) for client in (signed_in(author), stranger, Client())]
    if model is Fiche:
        assert [response.status_code for response in answers] == [200, 403, 302]
        assert MARK in b"".join(answers[0]).decode()
    assert all(MARK not in response.content.decode(errors="replace") for response in answers[1:])


def test_each_text_that_the_public_has_as_a_pdf_has_the_pdf_of_its_copies():
    assert {publication.model for publication in PUBLICATIONS if publication.model} == set(PRINTERS)


ENDINGS = {
    "ended": lambda author, copy: ask(signed_in(author), copy, "end_links"),
    "fourteen days later": lambda author, copy: PreviewLink.objects.update(until=timezone.now() - timedelta(seconds=1)),
    "published": lambda author, copy: (send(copy, author), publish(copy, an_account("nationale"))),
    "abandoned": lambda author, copy: ask(signed_in(author), copy, "abandon"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_link_shows_nothing_once_it_is_over(author, ending):
    copy = a_copy(author)
    address = a_link(author, copy)
    assert Client().get(address).status_code == 200
    ENDINGS[ending](author, copy)
    for path in (address, address.rstrip("/") + ".pdf"):
        response = Client().get(path)
        assert response.status_code == 404
        assert MARK not in response.content.decode()


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_link_of_a_draft_shows_nothing_once_visitors_read_it_nor_after_its_withdrawal(author, is_withdrawn):
    draft, reviewer = a_fiche(published=False, region="bretagne", auteur=author, titre=MARK), an_account("nationale")
    address = a_link(author, draft)
    send(draft, author)
    publish(draft, reviewer)
    if is_withdrawn:
        withdraw(draft, reviewer)
    response = Client().get(address)
    assert response.status_code == 404
    assert MARK not in response.content.decode()


def test_link_lasts_fourteen_days(author):
    copy = a_copy(author)
    a_link(author, copy)
    assert abs(PreviewLink.objects.get().until - timezone.now() - timedelta(days=14)) < timedelta(minutes=5)


def test_link_is_made_by_who_may_edit_and_never_for_a_live_text(author):
    copy, live = a_copy(author), a_fiche(region="bretagne")
    for who, text in (
        (an_account("referent", region="occitanie"), copy),
        (author, live),
        (an_account("nationale"), live),
    ):
        assert ask(signed_in(who), text, "share").status_code == 403
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("token", ["x", "é" * 30, "x" * 500, "%00", "0"])
def test_token_that_nobody_made_shows_nothing(token, db):
    assert Client().get(f"/apercu/{token}/").status_code in (400, 404)


def test_preview_of_editors_says_that_the_text_is_not_public(author):
    copy, client = a_copy(author), signed_in(author)
    assert "n’est pas publié" in client.get(address_of(copy, "apercu")).content.decode()
    assert "n’est pas publié" not in client.get(address_of(a_fiche(), "apercu")).content.decode()
