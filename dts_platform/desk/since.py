"""What changed since a copy that a reader has: its moment in an address, the news of a text since, its words then and now."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone

from dts_platform.content.whole import read
from dts_platform.desk.difference import VISITORS, Change, changes
from dts_platform.desk.news import UNTOLD, publications
from dts_platform.editorial.versions import Version, place_of

COPY = "copie"  # the parameter of an address that says of when a copy is
_MOMENT, _DAY = re.compile(r"\d{14}", re.ASCII), re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEARS = "1990", "9000"  # between which every moment has a day in every time zone


@dataclass(frozen=True)
class ReaderCopy:
    """A copy that a reader has. It holds what was public before `end`; of one known by its `day` alone, that day is in doubt."""

    end: datetime
    day: date
    written: str

    @classmethod
    def asked(cls, parameters: QueryDict) -> "ReaderCopy | None":
        """The copy that an address speaks of: a moment, as printed codes hold it, or a day, as a reader types it."""
        written = parameters.get(COPY) or ""
        if not _YEARS[0] <= written[:4] < _YEARS[1]:
            return None
        try:
            if _MOMENT.fullmatch(written):
                end = datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC) + timedelta(seconds=1)
            elif _DAY.fullmatch(written):
                end = timezone.make_aware(datetime.combine(date.fromisoformat(written), time.min))
            else:
                return None
        except ValueError:
            return None
        return cls(end, timezone.localdate(end), written)


def query_of(moment: datetime) -> str:
    """What an address says of a copy that holds all that was public at a moment."""
    return f"{COPY}={moment.astimezone(UTC):%Y%m%d%H%M%S}"


@dataclass(frozen=True)
class TextSince:
    """What became of a public text since a copy: whether it changed, and what readers were told, the last first."""

    copy: ReaderCopy
    changed: bool
    told: list[Version]

    @classmethod
    def of(cls, text: Model, copy: ReaderCopy | None) -> "TextSince | None":
        """One query, if the text changed."""
        if copy is None:
            return None
        changed = text.modifie_le >= copy.end
        model, key, _ = place_of(text)
        since = publications().filter(model=model, key=key, at__gte=copy.end).defer("content")
        return cls(copy, changed, list(since) if changed else [])

    @property
    def sentences(self) -> list[tuple[datetime, str, bool]]:
        """The day, the sentence and the weight of each publication."""
        return [(version.at, version.sentence or UNTOLD, version.important) for version in self.told]


@dataclass(frozen=True)
class Comparison:
    """The words of a public text that changed, from the version that a copy holds to now.

    `kept_from` is the day of the oldest version known, where it is younger than the copy; `changes` is None without any.
    """

    changes: list[Change] | None
    kept_from: datetime | None = None

    @classmethod
    def of(cls, text: Model, copy: ReaderCopy) -> "Comparison":
        """A fixed number of queries."""
        model, key, _ = place_of(text)
        versions = Version.objects.public().filter(model=model, key=key).order_by("-at", "-pk")
        held = versions.filter(at__lt=copy.end).first()
        oldest = held or versions.last()
        if oldest is None:
            return cls(None)
        return cls(list(changes(VISITORS, oldest.content, read(text))), None if held else oldest.at)
