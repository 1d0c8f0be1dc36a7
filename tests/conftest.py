"""Every test runs on the whole content, loaded once, with sockets closed but for this machine."""

import socket

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template import engines
from django.test import Client
from jinja2 import StrictUndefined

from dts_platform.content.loader import load
from dts_platform.search.indexing import catch_up


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load(settings.CONTENT_DIR)
        catch_up()


@pytest.fixture(autouse=True)
def _light_settings(settings, tmp_path):
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = settings.STATIC_ROOT = tmp_path
    cache.clear()


@pytest.fixture(autouse=True)
def _no_undefined_variable(monkeypatch):
    """Fail on a template variable that nobody gave."""
    monkeypatch.setattr(engines["jinja2"].env, "undefined", StrictUndefined)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """Refuse a connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"connexion refusée vers {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def visiteur(db) -> Client:
    return Client()


@pytest.fixture
def comptes(db):
    """The demonstration accounts, as signed-in clients by name."""
    from dts_platform.accounts.demonstration import ensure_accounts
    from dts_platform.models import User

    clients = {}
    for nom in ensure_accounts():
        client = Client()
        client.force_login(User.objects.get(username=nom))
        clients[nom] = client
    return clients
