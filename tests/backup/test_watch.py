"""A backup too old, too light, absent or not copied is told: by health, to editors, by mail once a day."""

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.sending import send_waiting
from dts_platform.backup import watch
from dts_platform.backup.folders import PREVIOUS, REGULAR, name_of
from dts_platform.backup.watch import STALE, backup_trouble, look
from dts_platform.management.commands import build_documents

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path) -> tuple[Path, Path]:
    """The folder of backups and the second one, of a site where backups are expected; both empty."""
    here, elsewhere = tmp_path / "backups", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    settings.BACKUP_EXPECTED = True
    settings.BACKUP_DIR, settings.BACKUP_COPY_DIR = here, ""
    settings.ADMINS = [("", "hebergeur@exemple.fr")]
    return here, elsewhere


def put(folder: Path, age: timedelta, size: int = 1000, kind: str = REGULAR, now: datetime = NOW) -> None:
    (folder / name_of(now - age, kind)).write_bytes(b"x" * size)


def test_backup_is_stale_after_twenty_six_hours_and_no_sooner(folders):
    put(folders[0], STALE)
    assert backup_trouble(NOW) == ""
    assert "27 novembre 2026 à 08:00" in backup_trouble(NOW + timedelta(seconds=1))


def test_site_without_any_backup_says_so(folders):
    assert backup_trouble(NOW) == "Aucune sauvegarde n’a encore été faite."
    folders[0].rmdir()
    assert backup_trouble(NOW) == "Aucune sauvegarde n’a encore été faite."


def test_database_that_a_restore_kept_is_no_backup(folders):
    put(folders[0], timedelta(hours=1), kind=PREVIOUS)
    assert "Aucune sauvegarde" in backup_trouble(NOW)


def test_folder_that_is_none_is_told_not_raised(folders, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "file"
    settings.BACKUP_DIR.touch()
    assert "ne peut pas être lu" in backup_trouble(NOW)


def test_backup_half_as_heavy_as_the_one_before_is_told(folders):
    put(folders[0], timedelta(days=1), 1_000_000)
    put(folders[0], timedelta(hours=1), 500_000)
    assert backup_trouble(NOW) == ""
    put(folders[0], timedelta(minutes=1), 200_000)
    assert "pèse 200\u00a0ko, la précédente 500\u00a0ko" in backup_trouble(NOW)


def test_copy_in_the_second_folder_must_be_recent_too(folders, settings):
    here, elsewhere = folders
    settings.BACKUP_COPY_DIR = str(elsewhere)
    put(here, timedelta(hours=1))
    assert "Aucune copie" in backup_trouble(NOW)
    put(elsewhere, timedelta(days=3))
    assert "La dernière copie de sauvegarde dans le second dossier date du 25 novembre" in backup_trouble(NOW)
    put(elsewhere, timedelta(hours=1))
    assert backup_trouble(NOW) == ""


@pytest.mark.usefixtures("accounts")
def test_stale_backup_shows_in_health_and_on_the_first_page_of_every_editor(client, accounts):
    response = client.get("/sante/")
    assert response.status_code == 200  # pages are served
    assert response.json()["etat"] == "à surveiller"
    assert response.json()["controles"]["sauvegardes"] == "Aucune sauvegarde n’a encore été faite."
    for editor in accounts.values():
        assert "Aucune sauvegarde n’a encore été faite." in editor.get("/admin/").content.decode()


def test_recent_backup_shows_in_health_and_nowhere_else(client, accounts, folders):
    put(folders[0], timedelta(hours=1), now=datetime.now(UTC))
    assert client.get("/sante/").json()["etat"] == "ok"
    assert client.get("/sante/").json()["controles"]["sauvegardes"] == "Les sauvegardes sont récentes."
    assert "sauvegarde" not in accounts["admin"].get("/admin/").content.decode()


def test_site_that_expects_no_backup_tells_nobody(client, settings):
    settings.BACKUP_EXPECTED = False
    look()
    assert client.get("/sante/").json()["etat"] == "ok"
    assert mail.outbox == []


def test_stale_backup_is_written_once_a_day_to_each_administrator_and_sent_by_the_worker(monkeypatch, settings):
    settings.ADMINS = [("", "hebergeur@exemple.fr"), ("", "autre@exemple.fr")]
    day = NOW.date()
    monkeypatch.setattr(watch.timezone, "localdate", lambda: day)
    for _ in range(3):
        look()
    assert mail.outbox == []
    assert send_waiting() == 2
    look()
    assert send_waiting() == 0
    assert sorted(message.to for message in mail.outbox) == [["autre@exemple.fr"], ["hebergeur@exemple.fr"]]
    assert "Aucune sauvegarde" in mail.outbox[0].body
    day += timedelta(days=1)
    look()
    assert send_waiting() == 2


def test_letter_that_could_not_leave_is_tried_again_as_any_other(monkeypatch):
    def refuse(*args, **options):
        raise smtplib.SMTPServerDisconnected("no")

    look()
    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", refuse)
        assert send_waiting() == 0
    OutgoingMail.objects.update(due=timezone.now())
    assert send_waiting() == 1


@pytest.mark.parametrize("server_answers", [True, False])
def test_letter_leaves_at_once_when_the_database_keeps_none(monkeypatch, caplog, server_answers):
    """It does not answer, or it is that of a site not upgraded yet, which has no table for letters."""

    def refuse(*args, **options):
        raise OperationalError("no such table")

    monkeypatch.setattr(watch, "keep", refuse)
    monkeypatch.setattr(watch, "send_waiting", refuse)
    if not server_answers:
        monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    watch.tell_administrators_now("La base ne répond pas.")
    assert [message.to for message in mail.outbox] == ([["hebergeur@exemple.fr"]] if server_answers else [])
    assert ("n’est pas parti" in caplog.text) is not server_answers
    assert not OutgoingMail.objects.exists()


def test_site_without_administrator_mails_nobody(settings):
    settings.ADMINS = []
    look()
    assert mail.outbox == []


def test_errors_of_pages_are_not_mailed_to_those_who_keep_the_backups():
    """A scanner that tries names of hosts would send them a letter each time."""
    logging.getLogger("django.request").error("Internal Server Error")
    assert logging.getLogger("django").handlers == []
    assert mail.outbox == []


def test_watcher_of_documents_looks_at_the_backups(monkeypatch):
    """Where no timer was ever set, somebody is told all the same."""

    class Enough(Exception):
        pass

    def stop(seconds):
        raise Enough

    command = build_documents.Command()
    monkeypatch.setattr(build_documents.signal, "signal", lambda *_: None)
    monkeypatch.setattr(build_documents.os, "nice", lambda _: None)
    monkeypatch.setattr(build_documents.time, "sleep", stop)
    monkeypatch.setattr(build_documents, "TIDY_EVERY", -1.0)
    monkeypatch.setattr(build_documents, "close_old_connections", lambda: None)
    for name in ("reconcile", "tidy"):
        monkeypatch.setattr(command, name, lambda **_: None)
    command.only = ()
    with pytest.raises(Enough):
        command.watch()
    assert OutgoingMail.objects.count() == 1


def test_backup_that_fails_is_mailed(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "file"
    settings.BACKUP_DIR.touch()
    with pytest.raises(CommandError, match="n’accepte pas d’écriture"):
        call_command("backup")
    assert "n’accepte pas d’écriture" in mail.outbox[0].body


def test_check_without_archive_fails_and_mails_when_there_is_none():
    with pytest.raises(CommandError, match="il n’y en a pas"):
        call_command("check_backup")
    assert len(mail.outbox) == 1


def test_check_of_a_damaged_archive_fails_and_mails_when_it_is_the_last(folders, tmp_path):
    put(folders[0], timedelta(hours=1), now=datetime.now(UTC))
    (named := tmp_path / "other.tar").write_bytes(b"x")
    with pytest.raises(CommandError, match="abîmée"):
        call_command("check_backup", named)
    assert mail.outbox == []
    with pytest.raises(CommandError, match="abîmée"):
        call_command("check_backup")
    assert len(mail.outbox) == 1


def test_folder_of_backups_inside_that_of_stored_files_is_refused(settings):
    settings.BACKUP_DIR = Path(settings.MEDIA_ROOT) / "backups"
    with pytest.raises(CommandError, match="MEDIA_ROOT"):
        call_command("backup")
