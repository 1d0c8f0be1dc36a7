"""Saves that meet a lock, a full disk, a cut connection, a dead server, another saver: played by tests on a stage."""

import random
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from urllib.parse import urlencode

from tests.processes.stage import PLAIN_STORAGES, perform, start_process  # isort: skip – sets Django up

import waitress
from django.contrib.admin.models import LogEntry
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.test import Client, override_settings

from missions.admin import TermeAdmin
from missions.models import Terme
from tests.deadlines import SECONDS, join_threads, start_threads, wait_until
from tests.editorial.forms import form_fields
from tests.factories import an_account
from tests.long import long_or
from tests.whole.browser import free_port

MODULE = "tests.processes.saves"
ROUNDS = long_or(20, 200)
KILLS, SAVES_BEFORE_A_KILL = long_or(2, 10), 4
SHORT = 0.4  # seconds that a save waits, in place of ten
LONG_TEXT = "Une définition longue. " * 1200
IS_SQLITE = connection.vendor == "sqlite"


def browser(user=None) -> Client:
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(user or an_account("nationale"))
    return client


def form_of(term: Terme) -> str:
    return f"/admin/missions/terme/{term.pk}/change/"


def opened(client: Client, term: Terme, words: str) -> dict:
    """The form of a term as a browser would send it, its definition typed."""
    return form_fields(client.get(form_of(term)).content.decode()) | {"definition": [words]}


def definition(term: Terme) -> str:
    return Terme.objects.values_list("definition", flat=True).get(pk=term.pk)


def attempt(client: Client, term: Terme, form: dict) -> dict:
    """What became of a save: its status, whether the page holds what was typed, whether it is stored."""
    begun = time.monotonic()
    response = client.post(form_of(term), form)
    page = response.content.decode()
    words = form["definition"][0]
    with suppress(Exception):
        connection.rollback()
    return {
        "status": response.status_code,
        "seconds": time.monotonic() - begun,
        "given_back": page.count(words) > 0,
        "again": form_fields(page) if response.status_code != 302 else {},
    }


def outcome(trouble, words: str = "Un texte qui résiste.") -> dict:
    """A save in trouble, then the same form sent again once the trouble is over: as the page that came back holds it."""
    term, client = Terme.objects.first(), browser()
    form, before = opened(client, term, words), definition(term)
    with trouble(term):
        first = attempt(client, term, form)
    connection.close()
    kept = definition(term) == before
    resent = first.pop("again")
    second = attempt(client, term, {**form, **resent})
    return {
        **first,
        "untouched": kept,
        "then": second["status"],
        "stored": definition(term).startswith(words.strip()[:20]),
    }


# Troubles ---------------------------------------------------------------------------------------------------


@contextmanager
def locked(term: Terme):
    """Another holds what the save needs, for longer than it waits."""
    options, before = connection.settings_dict.get("OPTIONS", {}), None
    held, over = threading.Event(), threading.Event()

    def hold():
        if IS_SQLITE:
            with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                held.set()
                over.wait(SECONDS)
            return
        with transaction.atomic():
            Terme.objects.select_for_update().get(pk=term.pk)
            held.set()
            over.wait(SECONDS)
        connections.close_all()

    if IS_SQLITE:
        before, options["timeout"] = options["timeout"], SHORT
    connection.close()
    holder = start_threads(hold, [()])
    assert held.wait(SECONDS)
    with override_settings(DATABASE_PATIENCE=SHORT):
        yield
    over.set()
    join_threads(holder)
    if IS_SQLITE:
        options["timeout"] = before


@contextmanager
def full_disk(term: Terme):
    """No page may be added to the file of the database."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # free pages within the file are room too
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def cut(term: Terme):
    """The connection is cut in the middle of the save."""
    saved = TermeAdmin.save_related

    def cut_just_after(self, request, form, formsets, change):
        if IS_SQLITE:
            connection.connection.close()
        else:
            with closing(connection.copy()) as other, other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return saved(self, request, form, formsets, change)

    TermeAdmin.save_related = cut_just_after
    yield
    TermeAdmin.save_related = saved


@contextmanager
def gone(term: Terme):
    """The database is no longer where it was."""
    settings = connection.settings_dict
    before = dict(settings)
    connection.close()
    settings.update(
        {"NAME": "/nowhere/at/all.sqlite3"} if IS_SQLITE else {"HOST": "127.0.0.1", "PORT": str(free_port())}
    )
    yield
    connection.close()
    settings.update(before)


@contextmanager
def silent_commit(term: Terme):
    """The save is committed, and the connection cut before its answer."""
    kind = type(connections[DEFAULT_DB_ALIAS])
    committed = kind._commit

    def commit_and_cut(self):
        committed(self)
        kind._commit = committed
        raise OperationalError("cut just after the commit")

    kind._commit = commit_and_cut
    yield
    kind._commit = committed


def play_silent_commit() -> dict:
    acts = LogEntry.objects.count()
    return {**outcome(silent_commit, "Un texte enregistré sans réponse."), "acts": LogEntry.objects.count() - acts}


# Two savers -------------------------------------------------------------------------------------------------


def play_two_people() -> dict:
    """Rounds of two people who save the same term at once: how many won, whether the other kept both texts."""
    people = [browser(), browser()]
    term, rounds = Terme.objects.last(), Counter()
    for number in range(ROUNDS):
        forms = [
            opened(client, term, f"Le texte {who} du tour {number}.") for who, client in zip("ab", people, strict=True)
        ]
        answers, together = {}, threading.Barrier(2)

        def save(who: int, forms=forms, answers=answers, together=together):
            together.wait(SECONDS)
            answers[who] = people[who].post(form_of(term), forms[who])
            connections.close_all()

        join_threads(start_threads(save, [(0,), (1,)]))
        statuses = sorted(answer.status_code for answer in answers.values())
        winner = next((who for who, answer in answers.items() if answer.status_code == 302), 0)
        page = answers[1 - winner].content.decode()
        texts = [f"Le texte {'ab'[who]} du tour {number}." for who in (winner, 1 - winner)]
        rounds["one winner"] += statuses == [200, 302]
        rounds["winner stored"] += definition(term) == texts[0]
        rounds["both kept"] += texts[1] in page and f"readonly>{texts[0]}" in page
    return {"rounds": ROUNDS, **rounds}


def play_double_click() -> dict:
    """The same form of a new term sent by four threads at once."""
    client = browser()
    form = form_fields(client.get("/admin/missions/terme/add/").content.decode())
    form |= {"nom": ["Deux clics"], "slug": ["deux-clics"], "definition": ["Un geste."]}
    answers, together = [], threading.Barrier(4)

    def send():
        one = Client(raise_request_exception=False, SERVER_NAME="localhost")
        one.cookies = client.cookies
        together.wait(SECONDS)
        answers.append(one.post("/admin/missions/terme/add/", form))
        connections.close_all()

    join_threads(start_threads(send, [()] * 4))
    terms = Terme.objects.filter(nom="Deux clics").count()
    return {"statuses": Counter(str(answer.status_code) for answer in answers), "terms": terms}


# A server that dies -----------------------------------------------------------------------------------------


def serve() -> None:
    """Serve the stage on the port that the environment names, until killed."""
    port = int(sys.stdin.readline())
    with override_settings(STORAGES=PLAIN_STORAGES):
        waitress.serve(get_wsgi_application(), host="127.0.0.1", port=port, threads=4, _quiet=True)


class Visitor:
    """A browser that speaks to a real server, and keeps its cookies when that server is replaced."""

    def __init__(self, user):
        self.root = ""
        self.open = urllib.request.build_opener(NoRedirect()).open
        self.cookies = {"sessionid": browser(user).cookies["sessionid"].value}

    def ask(self, path: str, form: dict | None = None) -> tuple[int, str]:
        data = urlencode(form, True).encode() if form else None
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = urllib.request.Request(self.root + path, data, {"Cookie": cookies, "Origin": self.root})
        try:
            response = self.open(request, timeout=SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, response.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def play_dead_server() -> dict:
    """A server killed while forms are saved, several times: what was acknowledged is there, what was not is saved once."""
    rng, visitor, term = random.Random(15), Visitor(an_account("nationale")), Terme.objects.first()
    facts = Counter()
    LogEntry.objects.all().delete()
    for turn in range(KILLS):
        with serving(visitor) as server:
            form, acknowledged, saves = save_until_it_dies(server, visitor, term, turn, rng.uniform(0.05, 0.6))
        connection.close()
        sent = form.get("definition", [acknowledged])[0]
        facts["kills"] += 1
        facts["acknowledged there"] += definition(term) in (acknowledged, sent)
        with serving(visitor):
            facts["resent"] += sent == acknowledged or visitor.ask(form_of(term), form)[0] == 302
        facts["resent there"] += definition(term) == sent
        facts["saves"] += saves + (sent != acknowledged)
    return {**facts, "acts": LogEntry.objects.count()}


def save_until_it_dies(server, visitor: Visitor, term: Terme, turn: int, delay: float) -> tuple[dict, str, int]:
    """Save one text after another; after some, the server is killed. The last form sent, what was acknowledged, how often."""
    form, acknowledged, saves = {}, definition(term), 0
    killer = threading.Timer(delay, server.kill)
    with suppress(OSError, ValueError, HTTPException):
        for number in range(1000):
            if number == SAVES_BEFORE_A_KILL:
                killer.start()
            shown = form_fields(visitor.ask(form_of(term))[1])
            form = shown | {"definition": [f"Tour {turn}, texte {number}."]}
            status, _ = visitor.ask(form_of(term), form)
            assert status == 302, status
            acknowledged, saves = form["definition"][0], saves + 1
    return form, acknowledged, saves


@contextmanager
def serving(visitor: Visitor):
    """A server that this browser speaks to; it is dead at the end."""
    port = free_port()
    server, visitor.root = start_process(MODULE, "serve", stdin=-1, text=True), f"http://127.0.0.1:{port}"

    def answers() -> bool:
        with suppress(OSError):
            return visitor.ask("/sante/")[0] in (200, 503)
        return False

    try:
        with server.stdin, server.stdout:
            server.stdin.write(f"{port}\n")
            server.stdin.flush()
            wait_until(answers, "the server does not answer")
            yield server
    finally:
        server.kill()
        server.wait(SECONDS)


def play() -> dict:
    troubles = {"locked": locked, "cut": cut, "gone": gone}
    facts = {name: outcome(trouble) for name, trouble in troubles.items()}
    if IS_SQLITE:
        facts["full disk"] = outcome(full_disk, LONG_TEXT)
    return facts | {
        "silent commit": play_silent_commit(),
        "double click": play_double_click(),
        "two people": play_two_people(),
        "dead server": play_dead_server(),
    }


if __name__ == "__main__":
    perform({"serve": serve}, play)
