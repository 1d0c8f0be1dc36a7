"""The server, as it is started."""

import http.client
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.deadlines import wait_until
from tests.whole.browser import MANAGE, free_port, running

pytestmark = pytest.mark.slow


def test_sixty_slow_readers_leave_the_site_answering(site):
    """Sixty connections that send a request byte by byte; an ordinary page still answers."""
    port = int(site[0].rsplit(":", 1)[1])
    slow_readers = []
    for _ in range(60):
        connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lent: ")
        slow_readers.append(connection)
    try:
        assert urllib.request.urlopen(f"{site[0]}/sante/", timeout=10).status == 200
    finally:
        for connection in slow_readers:
            connection.close()


HOST = "manuel.exemple.fr"
PRODUCTION = {"ALLOWED_HOSTS": HOST, "SECRET_KEY": "une-clé-de-soixante-caractères-pour-un-essai-de-production-0123"}
OF_THE_FIRST_EDITION = [
    str(Path(sys.executable).with_name("waitress-serve")), "--threads=8", "--trusted-proxy=127.0.0.1",
    "--trusted-proxy-headers=x-forwarded-proto",
]  # fmt: skip
SERVERS = {
    "as it is chosen": lambda port: [*MANAGE, "serve", "--no-documents", f"--port={port}"],
    "waitress": lambda port: [*MANAGE, "serve", "--no-documents", f"--port={port}", "--server=waitress"],
    "a unit of the first edition": lambda port: [
        *OF_THE_FIRST_EDITION, f"--listen=127.0.0.1:{port}", "dts_platform.wsgi:application",
    ],
}  # fmt: skip


def ask(port: int, path: str, host: str = HOST, scheme: str = "https", **headers: str) -> http.client.HTTPResponse:
    """The answer to a request as a proxy of this machine passes it on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": scheme, **headers})
    response = connection.getresponse()
    response.whole = response.read()
    connection.close()
    return response


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("server", ["granian", "waitress"])
def test_port_that_another_program_holds_is_refused_before_the_site_says_where_it_is(capsys, server):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Le port {port} de 127.0.0.1 ne peut pas servir : il est déjà pris"):
            call_command("serve", port=port, server=server)
    assert "Le site est à l’adresse" not in capsys.readouterr().out


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("127.0.0.1", -1), ("192.0.2.1", 8_000)])
def test_address_that_is_none_of_this_machine_is_refused_in_a_sentence(host, port):
    with pytest.raises(CommandError, match=r"^(Un port est un nombre|Le port 8000 de 192\.0\.2\.1 ne peut pas servir)"):
        call_command("serve", host=host, port=port)


@pytest.mark.parametrize("server", SERVERS)
def test_production_site_is_served_behind_a_proxy(prepared, server):
    port = free_port()
    with running(SERVERS[server](port), port, {**prepared[0], **PRODUCTION}):
        page = ask(port, "/fiches/")
        assert (page.status, b"Fiches pratiques" in page.whole) == (200, True)
        for _ in range(4):  # by whichever process
            again = ask(port, "/fiches/")
            assert (again.status, again.whole, again.headers["ETag"]) == (200, page.whole, page.headers["ETag"])
        assert ask(port, "/fiches/", **{"If-None-Match": page.headers["ETag"]}).status == 304
        assert ask(port, "/fiches/", scheme="http").headers["Location"] == f"https://{HOST}/fiches/"
        assert ask(port, "/fiches/", host="ailleurs.example").status == 400
        assert ask(port, "/absente/", **{"If-None-Match": page.headers["ETag"]}).status == 404
        assert ask(port, "/static/css/tokens.css").status == 200
        assert ask(port, "/admin/login/").status == 200


def test_process_that_dies_is_replaced_and_all_end_with_the_server(prepared):
    port = free_port()
    command = [*SERVERS["as it is chosen"](port), "--workers=2"]
    with running(command, port, {**prepared[0], **PRODUCTION}) as server:
        wait_until(lambda: len(children(server.pid)) == 2, "two processes do not serve")
        first = children(server.pid)
        os.kill(first[0], signal.SIGKILL)
        wait_until(lambda: len(set(children(server.pid)) - set(first)) == 1, "the dead process is not replaced")
        assert {ask(port, "/fiches/").status for _ in range(6)} == {200}
        last = children(server.pid)
    assert not any(Path(f"/proc/{child}").exists() for child in last)
