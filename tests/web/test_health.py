"""The health page: 200 while pages can be served and documents written, 503 and a sentence otherwise."""

import os
import shutil
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection

pytestmark = pytest.mark.django_db
WORKER = (
    "Le travail de fond n’a pas commencé (les courriels et les documents)\u202f: lancez «\u202fmanage.py work\u202f»."
)
WELL = {
    "base": "La base de données répond.",
    "documents": "Le dossier des documents accepte les écritures.",
    "editions": "Les documents suivent leurs textes.",
    "sauvegardes": "Les sauvegardes ne sont pas surveillées sur ce site.",
    "travaux": WORKER,
}


def no_database(monkeypatch):
    def cursor():
        raise DatabaseError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "cursor", cursor)


def closed_folder(monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)


def full_disk(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=199 * 1024 * 1024))


FAILURES = [
    (no_database, "base", "La base de données ne répond pas."),
    (closed_folder, "documents", "Le dossier des documents n’accepte pas d’écriture."),
    (full_disk, "documents", "Il reste moins de 200 Mo sur le disque des documents."),
]


def test_healthy_site_answers_200_and_says_so(client):
    response = client.get("/sante/")
    assert response.status_code == 200
    assert response.json() == {"etat": "ok", "controles": WELL}


@pytest.mark.parametrize(("failure", "check", "sentence"), FAILURES)
def test_failing_check_answers_503_and_says_which(client, monkeypatch, failure, check, sentence):
    failure(monkeypatch)
    response = client.get("/sante/")
    assert response.status_code == 503
    assert response.json()["etat"] == "en panne"
    told = response.json()["controles"]
    assert told == {name: (WELL | {check: sentence})[name] for name in told}
    assert {"base", "documents"} <= set(told)


def test_disk_with_more_than_the_least_room_is_well(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=201 * 1024 * 1024))
    assert client.get("/sante/").json() == {"etat": "ok", "controles": WELL}


def test_missing_documents_folder_is_checked_by_the_nearest_one_that_exists(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "absent" / "media"
    response = client.get("/sante/")
    assert response.status_code == 200
    assert response.json()["controles"]["documents"] == WELL["documents"]
