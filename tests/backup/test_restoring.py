"""A restore that cannot be done says why in French, and touches nothing."""

import errno
import io

import pytest
from django.core.management import CommandError, call_command

from dts_platform.backup import archive
from tests.backup.test_archive import written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", ["restore", "check_backup"])
def test_archive_larger_than_the_room_left_is_refused(settings, tmp_path, monkeypatch, command):
    settings.BACKUP_DIR = tmp_path / "backups"
    path, _ = written(tmp_path)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "extract", full)
    monkeypatch.setattr("dts_platform.backup.restoring._refuse_what_is_not_of_this_site", lambda manifest: None)
    options = {"interactive": False} if command == "restore" else {}
    with pytest.raises(CommandError, match="n’a pas pu être dépliée. Le système répond"):
        call_command(command, path, stdout=io.StringIO(), **options)
    assert list(settings.BACKUP_DIR.iterdir()) == []
