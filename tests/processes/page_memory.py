"""Two servers that remember pages, editors who write beside them: played by a test on a stage of its own.

After each write, noted and not yet indexed, any of the two is asked for any page; what it answers is compared with what
Django makes of the same database, with nothing remembered.
"""

import itertools
import json
import subprocess
import sys
from collections import Counter

from tests.processes.stage import PLAIN_STORAGES, perform, reader, start_process  # isort: skip – sets Django up

from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from dts_platform.editorial.states import Statut
from dts_platform.measures.timing import Visitor
from dts_platform.search import mirror
from experiences.models import Experience
from fiches.models import Etape, Fiche, Prolongement
from missions.models import Terme, Theme
from tests.long import long_or
from tests.web.reading import READ

MODULE = "tests.processes.page_memory"
SLUG = "creer-une-ressourcerie"
ADDRESSES = (
    "/", "/fiches/", "/fiches/?q=insertion", "/fiches/?theme=mobilite&utm_source=x", f"/fiches/{SLUG}/",
    "/fiches/reperer-un-besoin-sans-reponse/", "/recherche/?q=ressourcerie", "/missions/animation-territoire/",
    "/donnees/fiches.json", "/sitemap.xml", "/fiches/neuve-1/", "/fiches/?q=zygomar",
)  # fmt: skip
FACTS: Counter = Counter()
NUMBERS = itertools.count(1)


def serve() -> None:
    """A server: a line asks for a page, a line answers with its status, its validator, its body, and whether it was made."""
    from dts_platform.web.page_memory import PageMemory, remembered_first
    from dts_platform.wsgi import django_application

    made = []

    def application(environ, start_response):
        made.append(environ["PATH_INFO"])
        return django_application(environ, start_response)

    door = Visitor(remembered_first(application, PageMemory(2_000_000)), "localhost", https=False)
    with override_settings(STORAGES=PLAIN_STORAGES):
        for line in sys.stdin:
            made.clear()
            address, extra = json.loads(line)
            status, headers, body = door.get(address, **extra)
            body = READ[headers.get("Content-Encoding")](body).decode()
            print(json.dumps([status, headers.get("ETag", ""), body, bool(made)]), flush=True)


class Server:
    """A server in a process of its own, and the validators that its readers hold."""

    def __init__(self):
        self.process = start_process(MODULE, "serve", stdin=subprocess.PIPE, text=True)
        self.held: dict[str, str] = {}

    def ask(self, address: str, **extra: str) -> list:
        self.process.stdin.write(json.dumps([address, extra]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def as_django_makes_it(address: str) -> tuple[int, str, str]:
    """The page, made with nothing remembered."""
    mirror.current().forget()
    response = reader().get(address)
    return response.status_code, response.headers.get("ETag", ""), response.content.decode()


SERVERS: list[Server] = []


class EditorsAndReaders(RuleBasedStateMachine):
    """Any write, by any way, then any reader of any server: never what the database no longer says."""

    @rule(
        server=st.integers(0, 1),
        address=st.sampled_from(ADDRESSES),
        accepted=st.sampled_from(["", "gzip", "br"]),
        holds=st.booleans(),
    )
    def read(self, server, address, accepted, holds):
        extra = {"HTTP_ACCEPT_ENCODING": accepted}
        held = SERVERS[server].held.get(address) if holds else None
        if held:
            extra["HTTP_IF_NONE_MATCH"] = held
        status, etag, body, made = SERVERS[server].ask(address, **extra)
        expected_status, expected_etag, expected_body = as_django_makes_it(address)
        if status == 304:
            assert held == expected_etag, (address, held, expected_etag)
        else:
            assert (status, body) == (expected_status, expected_body), address
            assert etag == expected_etag, address
            SERVERS[server].held[address] = etag
        FACTS[f"{status}, {'made' if made else 'remembered'}"] += 1

    @rule(server=st.integers(0, 1), address=st.sampled_from(ADDRESSES))
    def read_again(self, server, address):
        for _ in range(2):
            self.read(server, address, "gzip", holds=False)

    @rule(statut=st.sampled_from(Statut), in_bulk=st.booleans())
    def change_state(self, statut, in_bulk):
        fiche = Fiche.objects.get(slug=SLUG)
        if in_bulk:
            Fiche.objects.filter(pk=fiche.pk).update(statut=statut)
        else:
            fiche.statut = statut
            fiche.save()

    @rule(number=st.integers(0, 99))
    def rewrite(self, number):
        Fiche.objects.filter(slug=SLUG).update(pourquoi=f"Une ressourcerie zygomar {number}.")

    @rule(number=st.integers(0, 99))
    def rewrite_a_part(self, number):
        Etape.objects.filter(fiche__slug=SLUG, ordre=1).update(titre=f"Étape {number}")

    @rule(number=st.integers(0, 99))
    def rename_a_theme(self, number):
        Theme.objects.filter(slug="mobilite").update(name=f"Mobilité {number}")

    @rule(number=st.integers(0, 99))
    def define_a_word(self, number):
        Terme.objects.filter(pk=Terme.objects.first().pk).update(definition=f"Définition {number}.")

    @rule(number=st.integers(0, 99), statut=st.sampled_from(Statut))
    def change_an_experience_that_it_shows(self, number, statut):
        shown = Prolongement.objects.filter(fiche__slug=SLUG).first().experience_id
        Experience.objects.filter(pk=shown).update(nom=f"Expérience {number}", statut=statut)

    @rule()
    def create_and_delete(self):
        if Fiche.objects.filter(slug="neuve-1").delete()[0]:
            return
        Fiche.objects.create(
            pk=9_000, numero=900 + next(NUMBERS), partie=1, slug="neuve-1", titre="Neuve", resume="Essai.",
            statut=Statut.PUBLIE, publie_le="2026-01-01",
        )  # fmt: skip

    @rule(server=st.integers(0, 1), address=st.sampled_from(ADDRESSES))
    def write_and_think_better(self, server, address):
        with transaction.atomic():
            Fiche.objects.filter(slug=SLUG).update(titre="Jamais vu")
            transaction.set_rollback(True)
        self.read(server, address, "br", holds=True)


def play_pages() -> dict:
    SERVERS.extend(Server() for _ in range(2))
    try:
        calm = EditorsAndReaders()
        for server, address, holds in itertools.product(range(2), ADDRESSES, (False, False, True)):
            calm.read(server, address, "gzip", holds)
        run_state_machine_as_test(
            EditorsAndReaders,
            settings=settings(
                max_examples=long_or(3, 60),
                stateful_step_count=long_or(15, 50),
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        for server in SERVERS:
            server.process.stdin.close()
            server.process.wait(30)
    return dict(FACTS)


if __name__ == "__main__":
    perform({"serve": serve}, play_pages)
