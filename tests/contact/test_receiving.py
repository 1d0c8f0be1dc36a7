"""What readers send: stored once, handed over once, given back with its words when it cannot be."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError
from django.utils import timezone

from contact import receiving
from contact.models import Message, Notice
from contact.receiving import hand_over
from contact.subject import recipient_of
from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.sending import send_waiting
from dts_platform.models import Editeur
from dts_platform.models.buckets import Pace
from dts_platform.search import mirror
from tests.contact.sending import ERROR, FICHE, MESSAGE, OURS, SERVED, WORDS, a_group, letters, opened, send

pytestmark = pytest.mark.django_db
KNOWN_HEADERS = [
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
]
HELD = {MESSAGE: Message, ERROR: Notice, SERVED: Notice}


@pytest.mark.parametrize("address", HELD)
def test_what_a_reader_sends_is_stored_with_the_text_it_speaks_of_and_given_back_as_a_copy(client, opening, address):
    answer = send(client, address, opening)
    page = answer.content.decode()
    row = HELD[address].objects.get()
    assert answer.status_code == 200
    assert (row.word, row.address, row.model, row.doubt) == (WORDS[address]["word"], FICHE, "fiches.fiche", "")
    assert WORDS[address]["word"] in page
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert len(letters()) == (address == MESSAGE)  # a notice is read in the administration


@pytest.mark.parametrize(
    ("groups", "publisher", "asked", "to"),
    [
        (["bretagne", ""], "", {"region": "bretagne", "texte": ""}, "bretagne@example.org"),
        (["bretagne", ""], "", {"region": "corse", "texte": ""}, "france@example.org"),
        (["bretagne"], "maison@example.org", {"region": "corse", "texte": ""}, "maison@example.org"),
        (["bretagne"], "maison@example.org", {"texte": "/absente/", "region": "<b>"}, "maison@example.org"),
        (
            ["", "auvergne-rhone-alpes"],
            "",
            {"texte": "/experiences/groupe-archer-pole-sud/"},
            "auvergne-rhone-alpes@example.org",
        ),
    ],
)
def test_message_goes_to_the_group_of_the_region_else_the_national_one_else_the_publisher(
    client, clock, groups, publisher, asked, to
):
    Editeur.objects.create(courriel=publisher)
    for region in groups:
        a_group(region)
    opening = opened(client, MESSAGE)
    clock(seconds=10)
    page = send(client, MESSAGE, opening, **asked).content.decode()
    (letter,) = letters()
    assert (letter.to, letter.reply_to) == (to, "lectrice@exemple.fr")
    assert to not in page
    assert to not in client.get(MESSAGE, asked).content.decode()


def test_message_without_anyone_to_receive_it_waits_in_the_administration(client, clock):
    opening = opened(client, MESSAGE)
    clock(seconds=10)
    send(client, MESSAGE, opening)
    assert (Message.objects.with_mail().get().state, letters()) == ("à lire ici", [])


def test_mail_says_who_asks_about_which_page_and_answers_go_to_them(client, opening):
    send(client, MESSAGE, opening)
    assert send_waiting() == 1
    (letter,) = mail.outbox
    assert letter.reply_to == ["lectrice@exemple.fr"]
    assert letter.subject == "Question d’un lecteur : 13. Créer une ressourcerie"
    for said in ("Une lectrice", WORDS[MESSAGE]["word"], FICHE, "lectrice@exemple.fr"):
        assert said in letter.body
    assert Message.objects.with_mail().get().state == "parti"


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "a@exemple.fr\r\nBcc: b@exemple.fr"},
        {"email": "a@exemple.fr\nSubject: x"},
        {"email": '"a\nb"@exemple.fr'},
        {"email": '"a b"@exemple.fr'},
        {"email": "a@exemple.fr, b@exemple.fr"},
        {"email": "é" * 300 + "@exemple.fr"},
        {"email": ""},
        {"word": ""},
        {"word": "x" * 4001},
        {"name": "x" * 121},
    ],
)
def test_message_filled_in_wrongly_comes_back_as_it_was_typed_and_nothing_leaves(client, opening, fields):
    answer = send(client, MESSAGE, opening, **fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Rien n’est parti" in page
    assert "word" in fields or WORDS[MESSAGE]["word"] in page
    assert opening in page  # mended at once, it is not too quick
    assert (letters(), Message.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "name", ["Une lectrice\r\nBcc: b@exemple.fr", "x\nSubject: y", "\x00\x1b[31m", "Ô «\u202fdu\u202f» 😀"]
)
def test_no_header_is_written_by_a_name_or_a_message(client, opening, name):
    assert send(client, MESSAGE, opening, name=name, word=f"{name}\r\n.\r\nMAIL FROM:<a@b>").status_code == 200
    send_waiting()
    message = mail.outbox[0].message()
    assert sorted(message.keys()) == sorted([*KNOWN_HEADERS, "Message-ID", "Auto-Submitted"])
    assert message["To"] == "france@example.org"
    assert "\n" not in mail.outbox[0].subject


def test_form_sent_twice_is_stored_and_sent_once_and_gives_the_same_copy(client, opening):
    pages = [send(client, MESSAGE, opening).content for _ in range(3)]
    assert pages[0] == pages[1] == pages[2]
    assert (Message.objects.count(), len(letters())) == (1, 1)


@pytest.mark.parametrize("length", ["", "x", "-1", "²"])
def test_length_that_is_no_number_ends_in_no_error(client, length):
    assert client.post(MESSAGE, {}, headers=OURS, CONTENT_LENGTH=length).status_code in (200, 400)


def test_form_open_for_more_than_a_week_comes_back_with_its_words(client, opening, clock):
    clock(days=8)
    page = send(client, MESSAGE, opening).content.decode()
    assert "plus d’une semaine" in page
    assert WORDS[MESSAGE]["word"] in page
    assert not Message.objects.exists()


def test_reader_who_writes_too_often_is_told_how_long_to_wait_and_keeps_the_words(client, clock, monkeypatch):
    monkeypatch.setattr(receiving, "FROM_ADDRESS", Pace(2, timedelta(minutes=3)))
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    answers = []
    for number in range(3):
        opening = opened(client, MESSAGE)
        clock(seconds=10)
        answers.append(send(client, MESSAGE, opening, word=f"Question {number}"))
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Question 2" in answers[2].content.decode()
    clock(minutes=6)
    assert send(client, MESSAGE, opening, word="Question 2").status_code == 200
    assert Message.objects.filter(doubt="").count() == 3  # held back, it is neither lost nor suspect


@pytest.mark.parametrize("domain", ["\u202eexemple.fr", "é" * 60 + ".fr"], ids=["turning", "long"])
def test_address_that_no_mail_can_bear_is_refused_and_the_words_come_back(client, opening, domain):
    answer = send(client, MESSAGE, opening, email=f"a@{domain}")
    assert answer.status_code == 400
    assert "Cette adresse n’en est pas une" in answer.content.decode()
    assert WORDS[MESSAGE]["word"] in answer.content.decode()


def test_form_too_heavy_is_refused_before_it_is_read(client, opening):
    answer = send(client, MESSAGE, opening, word="é" * 40_000)
    assert answer.status_code == 413
    assert "Raccourcissez" in answer.content.decode()
    assert send(client, MESSAGE, opening, word="é😀" * 2_000).status_code == 200  # the longest that is allowed


def test_message_that_the_database_does_not_take_comes_back_with_its_words_and_leaves_the_second_time(
    client, opening, monkeypatch
):
    def held(*_, **__):
        raise OperationalError("locked")

    with monkeypatch.context() as busy:
        busy.setattr(receiving, "write", held)
        answer = send(client, MESSAGE, opening)
    assert answer.status_code == 503
    assert WORDS[MESSAGE]["word"] in answer.content.decode()
    assert not Message.objects.exists()
    assert send(client, MESSAGE, opening).status_code == 200
    assert (Message.objects.get().doubt, len(letters())) == ("", 1)


@pytest.mark.parametrize(
    "body", ["", "word=%ff%00&opening=%00", "a=" + "&a=" * 1000, json.dumps({"word": "x"}), "email=" + "%0A" * 50]
)
@pytest.mark.parametrize("address", HELD)
def test_nothing_sent_ends_in_an_error(client, address, body):
    for kind in ("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"):
        answer = client.post(address, body, content_type=kind, headers=OURS)
        assert answer.status_code in (200, 400), (kind, answer.status_code)


# The bar: a thousand messages, a server that is down, workers that die


class Killed(BaseException):
    """A worker that ends between handing a message over and noting it."""


@pytest.mark.any_database
def test_thousand_messages_are_each_stored_once_sent_once_and_told(clock, monkeypatch):
    """Handed over twice, as by two who take one up again at once; the server is down at first, then fails now and then."""
    a_group()
    snapshot = mirror.current()
    for number in range(1_000):
        message = Message.objects.create(key=str(number), word=f"Question {number}", email="lectrice@exemple.fr")
        for _ in range(1 + (number % 100 == 0)):
            hand_over(message, recipient_of("", snapshot))
    handed, turn = [], iter(range(10_000))

    def deliver(message, **_):
        attempt = next(turn)
        if attempt < 120 or attempt % 97 == 0:
            raise OSError("le serveur ne répond pas")
        handed.append(message.extra_headers["Message-ID"])
        if attempt % 331 == 0:
            raise Killed

    monkeypatch.setattr("django.core.mail.EmailMessage.send", deliver)
    killed = 0
    while OutgoingMail.objects.filter(sent__isnull=True, given_up=False).exists():
        try:
            while send_waiting():
                pass
        except Killed:
            killed += 1
        clock(minutes=6)
    assert killed >= 3
    assert (Message.objects.count(), OutgoingMail.objects.count()) == (1_000, 1_000)
    assert len(set(handed)) == 1_000
    assert len(handed) == 1_000 + killed  # the same message again, under the same number, by which mailboxes know it
    assert {message.state for message in Message.objects.with_mail()} == {"parti"}
    assert not OutgoingMail.objects.filter(given_up=True).exists()


def state_of_the_message() -> str:
    return Message.objects.with_mail().get().state


def test_state_of_a_message_is_told_until_the_mail_that_took_it_is_forgotten(client, opening, clock):
    send(client, MESSAGE, opening)
    states = [state_of_the_message()]
    OutgoingMail.objects.update(error="Refusé")
    states.append(state_of_the_message())
    OutgoingMail.objects.update(given_up=True)
    states.append(state_of_the_message())
    OutgoingMail.objects.update(given_up=False, sent=timezone.now())
    states.append(state_of_the_message())
    OutgoingMail.objects.all().delete()
    assert [*states, state_of_the_message()] == ["en attente", "à réessayer", "abandonné", "parti", "parti"]
