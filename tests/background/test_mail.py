"""Outgoing mail: written with the act it tells of, sent once, tried again, in plain text."""

import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from dts_platform.background import life, outgoing, sending
from dts_platform.background.life import SignOfLife
from dts_platform.background.outgoing import OutgoingMail, write
from dts_platform.background.personal import purge
from dts_platform.background.sending import DELAYS, LEASE, send_waiting
from tests.factories import an_account, signed_in

pytestmark = pytest.mark.django_db
WORDS = {"site_name": "Manuel", "protocol": "https", "domain": "exemple.fr", "uid": "x", "token": "y-z"}


def a_mail(to="a@exemple.fr") -> OutgoingMail:
    write("forgotten_password", to, {**WORDS, "user": an_account()})
    return OutgoingMail.objects.latest("pk")


@pytest.fixture
def clock(monkeypatch):
    """Call it with a length of time to let it pass."""
    passed = [timedelta(0)]
    now = timezone.now

    def let_pass(**length):
        passed[0] += timedelta(**length)

    monkeypatch.setattr(timezone, "now", lambda: now() + passed[0])
    return let_pass


@pytest.fixture
def server(monkeypatch):
    """A mail server that fails as often as told, with what it was handed."""

    class Server:
        failures = 0
        handed: list[EmailMessage] = []

        def send(self, message):
            if self.failures:
                self.failures -= 1
                raise smtplib.SMTPServerDisconnected("fermé")
            self.handed.append(message)

    server = Server()
    server.handed = []
    monkeypatch.setattr(EmailMessage, "send", lambda message, **_: server.send(message))
    return server


def test_message_leaves_once_in_plain_text_from_whom_the_settings_say(settings):
    settings.DEFAULT_FROM_EMAIL, settings.REPLY_TO_EMAIL = "site@exemple.fr", "equipe@exemple.fr"
    a_mail()
    assert mail.outbox == []
    assert (send_waiting(), send_waiting()) == (1, 0)
    (message,) = mail.outbox
    assert (message.from_email, message.reply_to, message.to) == (
        "site@exemple.fr",
        ["equipe@exemple.fr"],
        ["a@exemple.fr"],
    )
    assert message.message().get_content_type() == "text/plain"
    assert message.subject == "Choisir un nouveau mot de passe"


def test_answers_go_to_whom_a_message_speaks_for_and_that_is_not_kept(settings):
    settings.REPLY_TO_EMAIL = "equipe@exemple.fr"
    write("backup_trouble", "a@exemple.fr", {"trouble": "x", "site": "y"}, reply_to="lectrice@exemple.fr")
    send_waiting()
    assert mail.outbox[0].reply_to == ["lectrice@exemple.fr"]
    assert OutgoingMail.objects.get().reply_to == ""


def test_message_of_an_act_that_fails_is_never_sent():
    def act():
        a_mail()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transaction.atomic(act)()
    assert send_waiting() == 0
    assert not OutgoingMail.objects.exists()


def test_words_of_a_sent_message_are_not_kept_and_its_row_goes_after_a_month(clock):
    a_mail()
    send_waiting()
    assert OutgoingMail.objects.get().body == ""
    clock(days=31)
    purge()
    assert not OutgoingMail.objects.exists()


def test_message_to_nobody_is_written_and_never_leaves():
    assert a_mail(to="").body == ""
    assert send_waiting() == 0


def test_message_about_the_same_thing_is_written_once_even_after_it_left():
    words = {"trouble": "Aucune sauvegarde.", "site": "https://exemple.fr"}
    for to, day in [("a@exemple.fr", "1"), ("a@exemple.fr", "1"), ("b@exemple.fr", "1"), ("a@exemple.fr", "2")]:
        write("backup_trouble", to, words, once=day)
        send_waiting()
    assert [message.to[0][0] for message in mail.outbox] == ["a", "b", "a"]


def test_failed_message_is_tried_again_later_under_the_same_number(server, clock):
    key = a_mail().key
    server.failures = 2
    assert send_waiting() == send_waiting() == 0
    clock(minutes=2)
    assert send_waiting() == 0
    clock(minutes=6)
    assert send_waiting() == 1
    (message,) = server.handed
    assert message.extra_headers["Message-ID"].startswith(f"<{key}@")
    assert OutgoingMail.objects.get().attempts == 3


def test_message_that_never_leaves_is_given_up_and_told(server, clock):
    a_mail()
    server.failures = 100
    for _ in range(len(DELAYS) + 3):
        send_waiting()
        clock(days=2)
    found = OutgoingMail.objects.get()
    assert (found.given_up, found.attempts) == (True, len(DELAYS) + 1)
    assert "SMTPServerDisconnected" in found.error
    assert "1\u00a0courriel n’a pas pu partir." in life.told()[1]


def test_message_that_fails_keeps_no_other_back(server):
    a_mail("a@exemple.fr")
    a_mail("b@exemple.fr")
    server.failures = 1
    assert send_waiting() == 1
    assert server.handed[0].to == ["b@exemple.fr"]


def test_message_taken_by_a_worker_is_left_to_it_until_its_lease_ends(server, clock):
    one = a_mail()
    assert sending._take(OutgoingMail.objects.get(pk=one.pk))
    assert not sending._take(one)  # as another worker that read it before
    assert send_waiting() == 0
    clock(seconds=LEASE.total_seconds() + 1)  # the first one died
    assert send_waiting() == 1
    assert len(server.handed) == 1


def test_every_wording_has_a_subject_on_its_first_line_and_stands_in_one_place():
    folder = Path(site.BASE_DIR) / "dts_platform/templates/mail"
    files = sorted(folder.glob("*"))
    assert files
    for file in files:
        subject, blank, *_ = file.read_text().replace("{% autoescape off %}", "").splitlines()
        assert file.suffix == ".txt"
        assert 5 < len(subject) < 100
        assert blank == ""


def test_subject_is_one_line_whatever_its_words(monkeypatch):
    monkeypatch.setattr(outgoing, "render_to_string", lambda *_: "Un\tsujet \r\n\r\nLe texte")
    assert outgoing.wording("x", {}) == ("Un sujet", "Le texte\n")


def test_subject_is_no_longer_than_what_holds_it():
    write("text_published", "a@exemple.fr", {"text": "Un titre sans fin " * 30, "who": "", "kind": "", "page": ""})
    assert len(OutgoingMail.objects.get().subject) <= OutgoingMail._meta.get_field("subject").max_length


# The worker


@pytest.fixture
def no_sign(monkeypatch):
    monkeypatch.setattr(life, "_noted", {})


def test_worker_run_once_sends_the_mail_and_gives_a_sign_of_life(no_sign, monkeypatch):
    asked = []
    monkeypatch.setattr("dts_platform.management.commands.work.call_command", lambda *a, **o: asked.append(a[0]))
    a_mail()
    call_command("work", once=True, quiet=True)
    assert len(mail.outbox) == 1
    assert asked == ["build_documents"]
    assert SignOfLife.objects.get().duty == life.MAILS


@pytest.mark.parametrize(
    ("silent", "expected", "healthy", "said"),
    [
        ({}, True, True, "Le travail de fond se fait."),
        ({"courriels": 20}, True, False, "est arrêté depuis le"),
        ({"documents": 20}, True, False, "(les documents)"),
        ({"courriels": 20}, False, True, "(les courriels)"),
        ({"courriels": None, "documents": None}, True, False, "n’a pas commencé (les courriels et les documents)"),
    ],
)
def test_health_tells_which_duty_is_silent(client, settings, silent, expected, healthy, said):
    """`silent`: minutes since the last sign of a duty, or None for one that never gave any."""
    settings.WORKER_EXPECTED = expected
    for duty in (life.MAILS, life.DOCUMENTS):
        minutes = silent.get(duty, 0)
        if minutes is not None:
            SignOfLife.objects.create(duty=duty, last=timezone.now() - timedelta(minutes=minutes))
    response = client.get("/sante/")
    assert response.status_code == 200  # pages are served all the same
    assert response.json()["etat"] == ("ok" if healthy else "à surveiller")
    assert said in response.json()["controles"]["travaux"]


def test_sign_of_life_is_noted_at_most_every_few_seconds(no_sign, django_assert_num_queries):
    life.beat(life.MAILS)
    with django_assert_num_queries(0):
        life.beat(life.MAILS)


MAILS = "/admin/dts_platform/outgoingmail/"


def test_administrator_reads_what_became_of_each_message_and_never_its_words():
    write("forgotten_password", "", {**WORDS, "token": "secret-0", "user": an_account()})
    waiting, lost = a_mail("attend@exemple.fr"), a_mail("perdu@exemple.fr")
    OutgoingMail.objects.filter(pk=lost.pk).update(given_up=True, attempts=7, error="Refusé : boîte pleine")
    client = signed_in(an_account("admin"))
    pages = [client.get(path).content.decode() for path in (MAILS, f"{MAILS}{lost.pk}/change/")]
    for told in ("perdu@exemple.fr", "Choisir un nouveau mot de passe", "abandonné", "Refusé : boîte pleine"):
        assert all(told in page for page in pages), told
    assert "attend@exemple.fr" in pages[0]
    assert not any("y-z" in page or "ouvrez cette adresse" in page for page in pages)
    assert pages[0].count('class="action-select"') == 2  # none for the message to nobody
    assert waiting.body


def test_message_given_up_is_tried_again_by_hand_and_leaves(server, clock):
    mail_row = a_mail()
    server.failures = len(DELAYS) + 1
    for _ in range(len(DELAYS) + 1):
        send_waiting()
        clock(days=2)
    assert OutgoingMail.objects.get().state == "abandonné"
    client = signed_in(an_account("admin"))
    page = client.post(MAILS, {"action": "try_again", "_selected_action": [mail_row.pk]}, follow=True)
    assert "À réessayer\u00a0: 1." in page.content.decode()
    assert OutgoingMail.objects.get().attempts == 0
    assert send_waiting() == 1
    assert OutgoingMail.objects.get().state == "parti"


def test_message_sent_or_in_the_hands_of_a_worker_is_not_tried_again(server):
    sent, held = a_mail(), a_mail()
    OutgoingMail.objects.filter(pk=held.pk).update(due=timezone.now() + timedelta(hours=1))
    send_waiting()
    OutgoingMail.objects.filter(pk=held.pk).update(due=timezone.now())
    assert sending._take(OutgoingMail.objects.get(pk=held.pk))
    assert sending.try_again(OutgoingMail.objects.all()) == 0
    assert OutgoingMail.objects.get(pk=sent.pk).sent
