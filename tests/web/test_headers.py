"""The security headers, and the pages that say what went wrong."""

import pytest
from django.http import HttpRequest, HttpResponse

from dts_platform.web.headers import policies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/", "/fiches/", "/admin/login/", "/absente/", "/donnees/fiches.json", "/fiches/?q=%00", "/sante/"]
)
def test_every_response_carries_the_security_headers(visitor, address):
    headers = visitor.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Resource-Policy" in headers
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("kind", "is_page"),
    [
        ("text/css; charset=utf-8", False),
        ("text/javascript", False),
        ("font/woff2", False),
        ("text/html; charset=utf-8", True),
        ("image/svg+xml", True),
        ("application/pdf", True),
    ],
)
def test_what_is_never_a_page_goes_without_the_policies_of_pages(kind, is_page):
    response = policies(lambda request: HttpResponse(content_type=kind))(HttpRequest())
    for name in ("Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Embedder-Policy"):
        assert (name in response.headers) is is_page
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "is_page"),
    [
        ("/", True),
        ("/absente/", True),
        ("/donnees/fiches.json", False),
        ("/sitemap.xml", False),
        ("/admin/login/", False),
    ],
)
def test_public_page_has_its_faces_asked_for_before_it_is_read(visitor, address, is_page):
    asked = visitor.get(address).headers.get("Link", "")
    assert asked.count("rel=preload; as=font") == (3 if is_page else 0)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("/donnees/", True),
        ("/donnees/fiches.json", True),
        ("/donnees/experiences.csv", True),
        ("/donnees/absente.json", True),
        ("/fiches/", False),
        ("/recherche/suggestions/", False),
    ],
)
def test_open_data_alone_may_be_read_from_another_site(visitor, address, is_open):
    headers = visitor.get(address).headers
    assert headers.get("Access-Control-Allow-Origin") == ("*" if is_open else None)
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_open else "same-origin")
    assert ("Cross-Origin-Embedder-Policy" in headers) is not is_open


def test_missing_page_answers_404_in_french(visitor):
    response = visitor.get("/fiches/absente/")
    assert response.status_code == 404
    assert "Cette page n’existe pas, ou n’est plus publiée" in response.content.decode()


def test_exception_answers_500_in_french_with_the_security_headers(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("dts_platform.portal.views.HomePage.of", lambda *_: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert "Quelque chose s’est cassé chez nous" in response.content.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
