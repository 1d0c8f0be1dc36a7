"""Which archives are kept: all of two days, one a day for two weeks, one a week for two months, one a month for a year."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from dts_platform.backup.folders import PREVIOUS, REGULAR, stored

ALL = timedelta(days=2)
LONGEST: list[tuple[timedelta, Callable[[datetime], tuple]]] = [  # for so long, the last archive of each such period
    (timedelta(days=14), lambda moment: (moment.date(),)),
    (timedelta(weeks=9), lambda moment: moment.isocalendar()[:2]),
    (timedelta(days=366), lambda moment: (moment.year, moment.month)),
]
PREVIOUS_KEPT = 5  # databases that a restored backup replaced


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Those of these moments whose archive stays; the last one always does."""
    ordered = sorted(moments)
    found = {moment for moment in ordered if now - moment <= ALL} | set(ordered[-1:])
    for longest, period in LONGEST:
        last_of = {period(moment): moment for moment in ordered}
        found |= {moment for moment in last_of.values() if now - moment <= longest}
    return found


def rotate(folder: Path, now: datetime) -> list[Path]:
    """Delete the archives of a folder that are not kept; no other file. Those deleted."""
    archives = stored(folder, REGULAR)
    stay = kept([archive.made_at for archive in archives], now)
    gone = [archive.path for archive in archives if archive.made_at not in stay]
    gone += [archive.path for archive in stored(folder, PREVIOUS)[PREVIOUS_KEPT:]]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
