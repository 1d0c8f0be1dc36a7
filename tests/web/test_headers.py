"""The security headers, and the pages that say what went wrong."""

import pytest

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
