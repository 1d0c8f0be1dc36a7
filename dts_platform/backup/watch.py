"""Whether the last backup is recent, here and in the second folder; when it is not, who is told."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail, compose, keep
from dts_platform.background.sending import message_of, send_waiting
from dts_platform.backup.folders import CLOCKS_DIFFER, newest, stored
from dts_platform.text import formats

STALE = timedelta(hours=26)  # one night was missed
FELL = 2  # a backup that weighs so many times less than the one before tells of a loss

logger = logging.getLogger(__name__)


def backup_trouble(now: datetime | None = None) -> str:
    """What is wrong with the backups, in one French sentence; nothing when all is well, or when none is expected."""
    if not settings.BACKUP_EXPECTED:
        return ""
    now = now or timezone.now()
    here = _trouble_of(Path(settings.BACKUP_DIR), "sauvegarde", now)
    if here or not settings.BACKUP_COPY_DIR:
        return here or _fall(now)
    return _trouble_of(Path(settings.BACKUP_COPY_DIR), "copie de sauvegarde dans le second dossier", now) or _fall(now)


def _trouble_of(folder: Path, what: str, now: datetime) -> str:
    try:
        last = newest(folder, now)
    except FileNotFoundError:
        last = None
    except OSError:
        return f"Le dossier de la {what} ne peut pas être lu."
    if last is None:
        return f"Aucune {what} n’a encore été faite."
    if now - last.made_at > STALE:
        return f"La dernière {what} date du {formats.date(last.made_at, 'j F Y à H:i')}\u00a0: il en faut une par jour."
    return ""


def _fall(now: datetime) -> str:
    """What is said of a last backup that weighs much less than the one before."""
    archives = [archive for archive in stored(Path(settings.BACKUP_DIR)) if archive.made_at <= now + CLOCKS_DIFFER]
    if len(archives) > 1 and archives[0].size * FELL < archives[1].size:
        sizes = [formats.weight(archive.size) for archive in archives[:2]]
        return (
            f"La dernière sauvegarde pèse {sizes[0]}, la précédente {sizes[1]}\u00a0: vérifiez que rien n’a été perdu."
        )
    return ""


def backup_check() -> tuple[bool, str]:
    """The line of the health page: whether all is well, in one sentence."""
    if not settings.BACKUP_EXPECTED:
        return True, "Les sauvegardes ne sont pas surveillées sur ce site."
    trouble = backup_trouble()
    return not trouble, trouble or "Les sauvegardes sont récentes."


def tell_administrators(trouble: str) -> None:
    """Write a trouble with the backups to those who keep the site, once a day at most; the worker sends it.

    When the database holds no letter, and its absence may be the trouble, the letter leaves at once.
    """
    context = {"trouble": trouble, "site": settings.SITE_URL}
    for _, address in settings.ADMINS:
        mail = compose("backup_trouble", address, context, once=timezone.localdate().isoformat())
        try:
            with transaction.atomic():
                keep(mail)
        except DatabaseError:
            _hand_over(mail)


def tell_administrators_now(trouble: str) -> None:
    """The same from a command, which sends the letter itself: the worker may be what is down."""
    tell_administrators(trouble)
    try:
        send_waiting()
    except DatabaseError as error:
        logger.error("La base ne répond pas : %s", error)


def _hand_over(mail: OutgoingMail) -> None:
    try:
        message_of(mail).send()
    except Exception as error:  # whatever the mail server: the command has its own failure to tell
        logger.error("Le courriel sur les sauvegardes n’est pas parti : %s", error)


def look() -> None:
    """Tell the administrators when something is wrong with the backups."""
    if trouble := backup_trouble():
        tell_administrators(trouble)
