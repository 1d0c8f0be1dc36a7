"""What the site believes of a proxy, and how it answers it."""

import pytest

from dts_platform.web.proxy import SCHEME, VISITOR, behind_proxy


@pytest.mark.parametrize(
    ("peer", "believed"), [("127.0.0.1", True), ("::1", True), ("203.0.113.9", False), ("", False), (None, False)]
)
def test_scheme_of_a_visit_is_believed_from_this_machine_alone(peer, believed):
    seen = {}
    environ = {SCHEME: "https"} | ({} if peer is None else {"REMOTE_ADDR": peer})
    behind_proxy(lambda environ, start_response: seen.update(environ) or [b""])(environ, None)
    assert (seen.get(SCHEME) == "https") is believed


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "forged, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.4", "203.0.113.9", "198.51.100.4"),
    ],
)
def test_address_of_a_visit_is_what_the_proxy_of_this_machine_says(peer, said, address):
    seen = {}
    environ = {"REMOTE_ADDR": peer, VISITOR: said}
    behind_proxy(lambda environ, start_response: seen.update(environ) or [b""])(environ, None)
    assert (seen["REMOTE_ADDR"], VISITOR in seen) == (address, False)


class Response:
    """An answer in pieces, as Django gives it."""

    def __init__(self, *pieces):
        self.pieces, self.closed = pieces, False

    def __iter__(self):
        return iter(self.pieces)

    def close(self):
        self.closed = True


def test_answer_in_pieces_is_given_whole_and_closed():
    response = Response(b"une ", b"page")
    assert behind_proxy(lambda *_: response)({}, None) == [b"une page"]
    assert response.closed


def test_answer_that_breaks_is_closed():
    response = Response(b"une ", 1 / 2)
    with pytest.raises(TypeError):
        behind_proxy(lambda *_: response)({}, None)
    assert response.closed
