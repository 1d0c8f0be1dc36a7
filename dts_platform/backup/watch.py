"""Whether the last backup is recent, here and in the second folder; when it is not, who is told."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

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


def tell_administrators(trouble: str) -> bool:
    """Mail a trouble with the backups to those who keep the site, once a day at most; was it sent now?"""
    told, today = Path(settings.VAR_DIR) / "backup-told.txt", timezone.localdate().isoformat()
    addresses = [address for _, address in settings.ADMINS]
    if not addresses or (told.exists() and told.read_text() == today):
        return False
    try:
        send_mail(f"Sauvegardes de {settings.SITE_URL}", _letter(trouble), settings.SERVER_EMAIL, addresses)
        told.write_text(today)
    except OSError as error:  # SMTP errors are OSErrors; the next look tries again
        logger.error("Le courriel sur les sauvegardes n’est pas parti : %s", error)
        return False
    return True


def _letter(trouble: str) -> str:
    return (
        f"{trouble}\n\nTant que cela dure, ce que les rédacteurs écrivent peut être perdu. Sur le serveur\u00a0:\n\n"
        "    systemctl status territoires-sauvegarde.timer\n    journalctl -u territoires-sauvegarde\n\n"
        "Le guide d’exploitation dit comment faire une sauvegarde et la vérifier. Ce message revient chaque jour "
        "jusqu’à la prochaine sauvegarde.\n"
    )


def look() -> None:
    """Tell the administrators when something is wrong with the backups."""
    if trouble := backup_trouble():
        tell_administrators(trouble)
