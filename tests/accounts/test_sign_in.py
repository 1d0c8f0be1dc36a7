"""Signing in: wrong passwords are counted, nobody is kept out for long, and no answer tells one account from another."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dts_platform.accounts.sign_in import ACCOUNT_PACE, ADDRESS_PACE
from dts_platform.background import outgoing
from dts_platform.background.sending import send_waiting
from dts_platform.models import Bucket, OutgoingMail, User
from dts_platform.models import buckets as buckets_module
from tests.factories import an_account

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "une phrase que je retiens", "une phrase fausse"
ROOM, HOME, ELSEWHERE = "203.0.113.7", "198.51.100.4", "192.0.2.55"
TOO_MANY = "Trop d’essais"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time of the buckets, which passes only by hand: `clock(seconds=60)`."""
    moment = [timezone.now()]

    class Stopped:
        @staticmethod
        def now():
            return moment[0]

    monkeypatch.setattr(buckets_module, "timezone", Stopped)

    def forward(**duration):
        moment[0] += timedelta(**duration)

    return forward


def with_password(user: User) -> User:
    user.set_password(RIGHT)
    user.save()
    return user


def sign_in(name: str, typed: str = RIGHT, address: str = ROOM, path: str = "/admin/login/", **headers):
    client = Client(REMOTE_ADDR=address, **headers)
    return client.post(path, {"username": name, "password": typed})


def came_in(response) -> bool:
    return response.status_code == 302


def test_wrong_passwords_are_refused_then_the_right_one_too():
    with_password(an_account(username="marie"))
    for _ in range(ACCOUNT_PACE.at_once):
        assert not came_in(sign_in("marie", WRONG))
    page = sign_in("marie").content.decode()
    assert TOO_MANY in page
    assert "une minute" in page


def test_after_a_minute_the_right_password_is_enough(clock):
    with_password(an_account(username="marie"))
    for _ in range(3 * ACCOUNT_PACE.at_once):
        sign_in("marie", WRONG)
    clock(seconds=61)
    assert came_in(sign_in("marie"))


def test_right_passwords_are_not_counted():
    with_password(an_account(username="marie"))
    assert all(came_in(sign_in("marie")) for _ in range(2 * ACCOUNT_PACE.at_once))


def test_twelve_people_of_one_room_sign_in_with_three_errors_each():
    names = [with_password(an_account()).username for _ in range(12)]
    for name in names:
        assert [came_in(sign_in(name, typed)) for typed in (WRONG, WRONG, WRONG, RIGHT)] == [False] * 3 + [True]


def test_address_that_tries_every_account_is_slowed_and_no_header_helps():
    for number in range(ADDRESS_PACE.at_once):
        sign_in(f"compte-{number}", WRONG, HOME)
    with_password(an_account(username="marie"))
    for header in (
        {},
        {"HTTP_X_FORWARDED_FOR": ELSEWHERE},
        {"HTTP_FORWARDED": f"for={ELSEWHERE}"},
        {"HTTP_X_REAL_IP": "::9"},
    ):
        assert TOO_MANY in sign_in("marie", address=HOME, **header).content.decode()
    assert came_in(sign_in("marie", address=ELSEWHERE))


def test_attack_from_elsewhere_does_not_keep_its_holder_out():
    with_password(an_account(username="marie"))
    assert came_in(sign_in("marie", address=HOME))
    for number in range(2 * ACCOUNT_PACE.at_once):
        sign_in("marie", WRONG, f"192.0.2.{number}")
    assert TOO_MANY in sign_in("marie", address=ELSEWHERE).content.decode()
    assert came_in(sign_in("marie", address=HOME))


def test_whatever_the_case_of_a_name_it_is_one_account():
    for number in range(ACCOUNT_PACE.at_once):
        sign_in("Marie" if number % 2 else "ＭＡＲＩＥ", WRONG)
    assert TOO_MANY in sign_in("marie", WRONG).content.decode()


@pytest.fixture
def kinds_of_account(db) -> list[str]:
    """Names of an account that exists, of one that is closed, of one that may not come in, of none."""
    names = [with_password(an_account(**fields)).username for fields in ({}, {"is_active": False})]
    without_role = with_password(an_account("none"))
    User.objects.filter(pk=without_role.pk).update(is_staff=False)
    return [*names, without_role.username, "personne"]


def what_a_page_says(response, *names: str) -> str:
    """A page without what changes at each request: the token of the form and the name typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    for name in names:
        page = page.replace(name, "NOM")
    return page


def test_accounts_are_told_apart_neither_by_words_nor_by_work(
    kinds_of_account, monkeypatch, django_assert_max_num_queries
):
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *a: hashed.append(1) or encode(*a))
    pages, works = set(), set()
    for name in kinds_of_account:
        hashed.clear()
        pages.add(what_a_page_says(sign_in(name, WRONG), name))
        works.add(len(hashed))
    assert len(pages) == 1
    assert works == {1}


def test_account_that_may_not_come_in_gets_the_words_of_a_wrong_password(kinds_of_account):
    pages = {what_a_page_says(sign_in(name, RIGHT), name) for name in kinds_of_account[1:]}
    pages.add(what_a_page_says(sign_in(kinds_of_account[0], WRONG), kinds_of_account[0]))
    assert len(pages) == 1


def test_refusal_says_the_same_of_an_account_that_does_not_exist(kinds_of_account):
    pages = set()
    for name in kinds_of_account:
        for number in range(ACCOUNT_PACE.at_once):
            sign_in(name, WRONG, f"192.0.2.{number}")
        pages.add(what_a_page_says(sign_in(name, RIGHT), name))
    assert len(pages) == 1


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", ""])
def test_bad_target_leads_to_the_first_page(target):
    with_password(an_account(username="marie"))
    client = Client()
    response = client.post(f"/admin/login/?next={target}", {"username": "marie", "password": RIGHT, "next": target})
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_buckets_hold_no_name_and_no_address_and_go_when_empty(clock):
    sign_in("marie", WRONG)
    held = " ".join(str(row) for row in Bucket.objects.values_list())
    assert Bucket.objects.count() == 2
    assert "marie" not in held
    assert ROOM not in held
    clock(hours=1)
    sign_in("paul", WRONG, HOME)
    assert Bucket.objects.count() == 2


FORGOTTEN = "/admin/mot-de-passe-oublie/"
VALUES = re.compile(r"""'(?:[^']|'')*'(?:::\w+)?|\b\d+\b|\bNULL\b|["]s\d+_x\d+["]""")


def ask(email: str, address: str = ROOM):
    return Client(REMOTE_ADDR=address).post(FORGOTTEN, {"email": email}, follow=True)


def delivered() -> list:
    """The messages that left, once the worker has passed."""
    send_waiting()
    return mail.outbox


def link_of(message) -> str:
    return re.search(r"https?://\S+/nouveau-mot-de-passe/\S+", message.body)[0]


def test_forgotten_password_is_chosen_again_by_mail_and_lets_in(settings):
    settings.SITE_URL = "https://manuel.exemple.fr"
    holder = with_password(an_account(username="marie", email="marie@exemple.fr"))
    assert FORGOTTEN in Client().get("/admin/login/").content.decode()
    ask("Marie@exemple.fr")
    (message,) = delivered()
    assert message.to == ["marie@exemple.fr"]
    assert message.subject == "Choisir un nouveau mot de passe"
    assert link_of(message).startswith("https://manuel.exemple.fr/admin/nouveau-mot-de-passe/")
    client, path = Client(REMOTE_ADDR=HOME), link_of(message).removeprefix("https://manuel.exemple.fr")
    form = client.get(path, follow=True)
    assert "nouveau mot de passe" in form.content.decode().lower()
    refused = client.post(form.request["PATH_INFO"], {"new_password1": "court", "new_password2": "court"})
    assert "12" in refused.content.decode()
    for number in range(2 * ACCOUNT_PACE.at_once):
        sign_in("marie", WRONG, f"192.0.2.{number}")
    new = {"new_password1": "une autre longue phrase", "new_password2": "une autre longue phrase"}
    assert client.post(form.request["PATH_INFO"], new, follow=True).status_code == 200
    assert client.get("/admin/").status_code == 200
    holder.refresh_from_db()
    assert holder.check_password(new["new_password1"])
    assert came_in(sign_in("marie", new["new_password1"], HOME))
    assert "new_password1" not in Client().get(path, follow=True).content.decode()


def test_answer_is_the_same_whether_an_account_has_this_address_or_not(kinds_of_account, monkeypatch):
    User.objects.filter(username=kinds_of_account[0]).update(email="a@exemple.fr")
    User.objects.filter(username=kinds_of_account[1]).update(email="b@exemple.fr")
    rendered = []
    render = outgoing.render_to_string
    monkeypatch.setattr(outgoing, "render_to_string", lambda *a: rendered.append(a[0]) or render(*a))
    answers = set()
    for email in ("a@exemple.fr", "b@exemple.fr", "personne@exemple.fr"):
        rendered.clear()
        answers.add((what_a_page_says(ask(email), email), tuple(rendered)))
    assert len(answers) == 1
    assert [message.to for message in delivered()] == [["a@exemple.fr"]]


def test_work_is_the_same_whether_an_account_has_this_address_or_not():
    """The same statements in the same order, values apart: equal work, whatever a clock would say."""
    with_password(an_account(email="a@exemple.fr"))
    done = {}
    for email in ("a@exemple.fr", "personne@exemple.fr"):
        Bucket.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        done[email] = [VALUES.sub("?", query["sql"]) for query in queries]
    assert done["a@exemple.fr"] == done["personne@exemple.fr"]
    assert sum("INSERT" in sql and "mail" in sql for sql in done["a@exemple.fr"]) == 1
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("headers", [{"HTTP_HOST": "pirate.exemple"}, {"HTTP_X_FORWARDED_HOST": "pirate.exemple"}])
def test_link_is_made_on_the_address_of_the_site_whatever_the_request_says(settings, headers):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://manuel.exemple.fr", ["*"]
    with_password(an_account(email="a@exemple.fr"))
    Client(REMOTE_ADDR=ROOM, **headers).post(FORGOTTEN, {"email": "a@exemple.fr"})
    (message,) = delivered()
    assert "pirate" not in message.body + message.subject
    assert link_of(message).startswith("https://manuel.exemple.fr/admin/")


def test_link_of_an_account_closed_since_lets_nobody_in():
    user = with_password(an_account(email="a@exemple.fr"))
    ask("a@exemple.fr")
    User.objects.filter(pk=user.pk).update(is_active=False)
    path = "/admin/" + link_of(delivered()[0]).split("/admin/")[1]
    page = Client().get(path, follow=True).content.decode()
    assert "new_password1" not in page


def test_mail_to_one_address_is_asked_three_times_at_most(clock):
    with_password(an_account(email="a@exemple.fr"))
    for number in range(5):
        page = ask("a@exemple.fr", f"192.0.2.{number}").content.decode()
    assert "Trop de demandes. Attendez 20\u00a0minutes" in page
    assert len(delivered()) == 3
    clock(minutes=21)
    ask("a@exemple.fr")
    assert len(delivered()) == 4


@pytest.mark.parametrize(
    "path", [FORGOTTEN, f"{FORGOTTEN}envoye/", "/admin/nouveau-mot-de-passe/", "/admin/nouveau-mot-de-passe/x/x-x/"]
)
def test_page_without_account_is_french_and_brings_nothing_of_its_own(visitor, path):
    page = visitor.get(path).content.decode()
    assert "mot de passe" in page.lower()
    assert not re.search(r"<script>|<style>| style=|\bpassword reset\b", page)
