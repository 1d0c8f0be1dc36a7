"""What robots send is put aside and reaches nobody; what people send, however short, is not taken for it."""

from datetime import timedelta

import pytest
from django.test import Client

from contact import receiving
from contact.advertising import looks_like_advertising
from contact.models import Doubt, Message, Notice
from contact.opening import new_opening
from dts_platform.background.sending import send_waiting
from dts_platform.models.buckets import Pace
from tests.contact.sending import MESSAGE, OURS, SERVED, WORDS, a_group, letters, opened, send

pytestmark = pytest.mark.django_db

ADVERTS = [
    "Boostez votre site : https://a.example https://b.example https://c.example",
    "Hello, we offer SEO and backlinks for your website, see https://best.example",
    'Best <a href="https://x.example">casino</a>',
    "[url=https://x.example]cheap[/url]",
    "Gagnez de l’argent depuis chez vous : www.riche.example",
    "Предлагаем продвижение вашего сайта",
    "Crédit rapide sans justificatif, contactez www.pret.example",
    "Votre site en première page de Google ? visitez agence-top.com",
]
HONEST = [
    "Bonjour, où trouver la grille de la fiche 13 en version tableur ?",
    "Notre AI de Lannion (https://notre-ai.example) cherche une structure voisine pour une ressourcerie.",
    "Un article parle de vous : https://journal.example/2026/ressourceries et nous : www.chez-nous.example",
    "Le casino municipal ferme et veut donner son mobilier : à qui l’adresser ?",
    "Merci.",
    "Peut-on référencer notre groupement dans vos expériences ?",
    "Mon courriel est contact@structure-solidaire.com, rappelez-moi.",
    "La page http://testserver/fiches/creer-une-ressourcerie/ ne s’imprime pas.",
]


@pytest.mark.parametrize(("texts", "is_one"), [(ADVERTS, True), (HONEST, False)])
def test_advertising_is_told_from_what_readers_write(texts, is_one):
    assert [text for text in texts if looks_like_advertising(text, "") is not is_one] == []


def test_address_of_this_site_is_no_link():
    links = " ".join(f"http://127.0.0.1:8000/fiches/{number}/" for number in range(9))
    assert not looks_like_advertising(f"Ces pages se ressemblent : {links}")


COUNT = 50


def robots(kind: str, client, clock) -> None:
    """Fifty forms that a kind of robot sends."""
    shown = new_opening()
    clock(seconds=10)
    if kind == "replay":
        send(client, MESSAGE, shown)
    for number in range(COUNT):
        words = f"Bonjour, une question numéro {number} sur votre site."
        match kind:
            case "trap filled":
                opening = new_opening()
                clock(seconds=10)
                send(client, MESSAGE, opening, word=words, complement="https://x.example")
            case "form unread":
                send(client, MESSAGE, ["", "xxx", shown[:-1] + "_"][number % 3], word=words)
            case "replay":
                send(client, MESSAGE, shown, word=words)
            case "timed advertising":
                opening = new_opening()
                clock(seconds=10 + number)
                send(client, MESSAGE, opening, word=f"{ADVERTS[number % len(ADVERTS)]} ({number})")
            case "too quick":
                send(client, MESSAGE, new_opening(), word=words)
            case "same words":
                opening = new_opening()
                clock(seconds=10)
                send(client, MESSAGE, opening, word="Notre offre vous intéressera." + "!" * number)


@pytest.mark.parametrize(
    ("kind", "doubt", "allowed"),
    [
        ("trap filled", Doubt.TRAP, 0),
        ("form unread", Doubt.UNREAD, 0),
        ("replay", Doubt.AGAIN, 1),  # that of the reader whose form is replayed
        ("timed advertising", Doubt.ADVERT, 0),
        ("too quick", Doubt.QUICK, 0),
        ("same words", Doubt.REPEATED, 1),  # the first: nothing tells it from a reader’s
    ],
)
def test_fifty_forms_of_a_robot_reach_nobody_and_are_put_aside(client, clock, kind, doubt, allowed):
    a_group()
    robots(kind, client, clock)
    assert len(letters()) == allowed
    assert Message.objects.filter(doubt=doubt).count() == COUNT - (kind == "same words")


def test_fifty_honest_messages_all_leave(client, clock):
    a_group()
    for number in range(COUNT):
        opening = new_opening()
        clock(seconds=10)
        answer = send(client, MESSAGE, opening, word=f"{HONEST[number % len(HONEST)]} ({number}, merci)")
        assert answer.status_code == 200
    assert list(Message.objects.exclude(doubt="").values_list("word", "doubt")) == []
    assert len(letters()) == COUNT
    assert send_waiting() == COUNT


@pytest.mark.parametrize(
    ("headers", "status", "doubt"),
    [
        (OURS, 200, ""),
        ({"sec-fetch-site": "same-origin"}, 200, ""),
        ({}, 200, Doubt.UNTOLD),
        ({"origin": "null"}, 200, Doubt.UNTOLD),
        ({"origin": "https://ailleurs.example"}, 403, None),
        ({"origin": "https://ailleurs.example", "sec-fetch-site": "same-origin"}, 403, None),
        ({"sec-fetch-site": "cross-site"}, 403, None),
        ({"sec-fetch-site": "none"}, 200, Doubt.UNTOLD),
    ],
)
def test_form_that_another_site_sends_comes_back_and_one_of_unknown_origin_is_put_aside(
    client, opening, headers, status, doubt
):
    answer = send(Client(enforce_csrf_checks=True), MESSAGE, opening, headers=headers)
    assert answer.status_code == status
    assert WORDS[MESSAGE]["word"] in answer.content.decode()
    assert list(Message.objects.values_list("doubt", flat=True)) == ([] if doubt is None else [doubt])


def test_short_word_that_two_readers_say_is_no_repetition(client, clock):
    for _ in range(2):
        opening = new_opening()
        clock(seconds=10)
        send(client, SERVED, opening, word="Très utile, merci !")
    assert list(Notice.objects.values_list("doubt", flat=True)) == ["", ""]


def test_flood_is_put_aside_then_no_longer_stored(client, clock, monkeypatch):
    monkeypatch.setattr(receiving, "FROM_ALL", Pace(2, timedelta(hours=1)))
    monkeypatch.setattr(receiving, "IN_DOUBT", Pace(3, timedelta(hours=1)))
    a_group()
    statuses = []
    for number in range(6):
        opening = opened(client, MESSAGE)
        clock(seconds=10)
        statuses.append(send(client, MESSAGE, opening, word=f"Question {number}").status_code)
    assert statuses == [200, 200, 200, 200, 200, 429]
    assert (len(letters()), Message.objects.filter(doubt=Doubt.MANY).count()) == (2, 3)
