"""The server, as it is started."""

import socket
import urllib.error
import urllib.request

import pytest

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
