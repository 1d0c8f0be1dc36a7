"""Addresses that texts give are asked one by one, at a distance from one another; what they answered is kept and told."""

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from references import links
from references.links import Answer, addresses, ask, broken_links, check_all, forget, note, stale
from references.models import LinkCheck
from tests.factories import a_fiche, a_reference, a_rule, an_account, signed_in

pytestmark = pytest.mark.django_db
Result = LinkCheck.Result


class _Site(BaseHTTPRequestHandler):
    """Answers what its path says: /200, /404, /301 (to /200), /405 (to HEAD only)…"""

    def _answer(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        code = int(self.path.strip("/").split("/")[0])
        if code == 405 and self.command == "GET":
            code = 200
        if self.path == "/100/silent":
            self.server.closing.wait(2)
            code = 200
        self.send_response(code)
        if code == 301:
            self.send_header("Location", "/200/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.asked, server.closing = [], threading.Event()
    server.daemon_threads = False  # closing waits for those that answer
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("/200", Result.FINE),
        ("/301", Result.MOVED),
        ("/404", Result.GONE),
        ("/410", Result.GONE),
        ("/401", Result.REFUSED),
        ("/429", Result.REFUSED),
        ("/500", Result.SILENT),
        ("/405", Result.FINE),
    ],
)
def test_answer_is_read_from_the_code(site, path, result):
    answer = ask(site.address + path, allow_private=True)
    assert answer.result == result
    assert answer.leads_to == (f"{site.address}/200/elsewhere" if result == Result.MOVED else "")
    assert all(agent.startswith(settings.SITE_URL) for *_, agent in site.asked)


def test_server_that_says_nothing_is_silent_and_holds_nobody(site, monkeypatch):
    monkeypatch.setattr(links, "TIMEOUT", 0.2)
    assert ask(f"{site.address}/100/silent", allow_private=True).result == Result.SILENT


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "http://exemple.invalid/",
        "http://[::1/",
        "ftp://127.0.0.1/",
        "http://",
        "http://é\u0000/",
    ],
)
def test_address_that_leads_nowhere_is_an_answer_not_an_error(address):
    assert ask(address, allow_private=True).result == Result.SILENT


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "192.168.1.1"])
def test_private_network_is_not_asked(site, host):
    answer = ask(f"http://{host}:{site.server_port}/200")
    assert answer.result == Result.SILENT
    assert "réseau privé" in answer.said
    assert site.asked == []


def test_redirection_into_the_private_network_is_not_followed(site, monkeypatch):
    seen = []

    def refuse_the_second(host):
        seen.append(host)
        if len(seen) > 1:
            raise links.PrivateHost("l’adresse mène dans un réseau privé")

    monkeypatch.setattr(links, "refuse_private", refuse_the_second)
    assert ask(f"{site.address}/301").result == Result.SILENT
    assert [path for _, path, _ in site.asked] == ["/301"]


def test_one_host_is_not_asked_twice_within_the_delay(site):
    started = time.monotonic()
    asked = [f"{site.address}/200/{number}" for number in range(3)]
    assert len(list(check_all(asked, between=0.2, allow_private=True))) == 3
    assert time.monotonic() - started >= 0.4


def test_every_table_of_addresses_is_read(db):
    rule = a_rule(adresse="https://exemple.fr/regle")
    reference = a_reference(a_fiche())
    reference.document.adresse = "https://exemple.fr/document"
    reference.document.save()
    found = addresses()
    assert {rule.adresse, reference.document.adresse} <= set(found)
    assert found == sorted(set(found))
    assert len(found) > 200  # those of landmarks and experiences too


def test_failure_is_told_when_it_lasts_and_forgotten_when_it_ends(db):
    for answer, failures in ((Answer(404), 1), (Answer(None, said="x"), 2), (Answer(200), 0), (Answer(500), 1)):
        assert note("https://exemple.fr/", answer).failures == failures
        assert bool(broken_links()) is (failures >= 2)
    check = LinkCheck.objects.get()
    assert check.failing_since is not None
    assert check.code == 500


def test_first_page_of_the_administration_tells_of_addresses_that_no_longer_answer(db):
    editor = signed_in(an_account("nationale"))
    assert "ne répond plus" not in editor.get("/admin/").content.decode()
    for _ in range(2):
        note("https://exemple.fr/", Answer(404))
    assert "1\u00a0adresse citée ne répond plus" in editor.get("/admin/").content.decode()
    assert "https://exemple.fr/" in editor.get("/admin/references/linkcheck/").content.decode()


def test_addresses_looked_at_lately_wait_and_those_never_seen_come_first(db):
    for address, days in (("https://a.fr/", 1), ("https://b.fr/", 30), ("https://c.fr/", 60)):
        note(address, Answer(200))
        LinkCheck.objects.filter(address=address).update(checked=timezone.now() - timedelta(days))
    asked = ["https://a.fr/", "https://b.fr/", "https://c.fr/", "https://d.fr/"]
    assert stale(asked, timedelta(7)) == ["https://d.fr/", "https://c.fr/", "https://b.fr/"]
    forget(asked[:2])
    assert set(LinkCheck.objects.values_list("address", flat=True)) == set(asked[:2])


def test_command_checks_each_address_and_keeps_what_it_said(site, monkeypatch):
    given = [f"{site.address}/{path}" for path in ("200", "404", "301")]
    monkeypatch.setattr("dts_platform.management.commands.check_links.addresses", lambda: given)
    output = StringIO()
    call_command("check_links", between=0, allow_private=True, stdout=output)
    said = dict(LinkCheck.objects.values_list("address", "result"))
    assert said == dict(zip(given, (Result.FINE, Result.GONE, Result.MOVED), strict=True))
    assert "3 adresses vérifiées sur 3, 1 à regarder." in output.getvalue()
    call_command("check_links", between=0, allow_private=True, stdout=output)
    assert "0 adresses vérifiées sur 3" in output.getvalue()
    call_command("check_links", between=0, allow_private=True, older_than=-1, limit=2, stdout=output)
    assert "2 adresses vérifiées sur 3" in output.getvalue()
