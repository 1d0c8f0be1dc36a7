"""Whom to reach: the resource group of a region, else the national one, else who publishes the site. No query of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.conf import settings

from dts_platform.content.territoires import REGIONS, Region
from dts_platform.models import Editeur
from dts_platform.models.territoires import number_of
from dts_platform.search import mirror
from dts_platform.search.snapshot import Snapshot
from territoires.searchables import FRANCE


@dataclass(frozen=True)
class PublicContact:
    """How to reach somebody: what they agreed to make public, and the day when it was last checked."""

    nom: str = ""
    courriel: str = ""
    telephone: str = ""
    horaires: str = ""
    site: str = ""
    verifie_le: date | None = None

    @classmethod
    def read(cls, record: dict, **more):
        """Read it from what the index keeps."""
        names = {field.name for field in fields(cls)} - more.keys()
        said = {name: record[name] for name in names & record.keys()} | more
        if day := said.get("verifie_le"):
            said["verifie_le"] = date.fromisoformat(day)
        return cls(**said)

    @property
    def number(self) -> str:
        """Its number as a telephone dials it."""
        return number_of(self.telephone)


@dataclass(frozen=True)
class Person(PublicContact):
    """Someone of a group, and what they do there."""

    fonction: str = ""


@dataclass(frozen=True)
class ContactOf(PublicContact):
    """A resource group, with its people. `region` is None for the national one."""

    region: Region | None = None
    presentation: str = ""
    people: tuple[Person, ...] = ()

    @property
    def address(self) -> str:
        """Where to write to it: its own address, else that of the first of its people who has one; or nothing."""
        return next(filter(None, [self.courriel, *(person.courriel for person in self.people)]), "")


@dataclass(frozen=True)
class Publisher(PublicContact):
    """Who publishes the site and who hosts it; what nobody filled in is empty."""

    adresse: str = ""
    directeur: str = ""
    hebergeur: str = ""
    hebergeur_adresse: str = ""
    hebergeur_telephone: str = ""

    @property
    def missing(self) -> list[str]:
        """The French names of what the law asks and that nobody filled in yet."""
        return Editeur.missing_among(vars(self))


def group_of(region: str, snapshot: Snapshot | None = None) -> ContactOf | None:
    """The visible group of a region, by its slug; with an empty one, the national group; None when there is none.

    One of demonstration is nobody's in production, even before the index that holds it is made again.
    """
    for record in (snapshot or mirror.current()).residents_of("groupe"):
        if record["slug"] == (region or FRANCE) and not (settings.PRODUCTION and record["demonstration"]):
            people = tuple(Person.read(person) for person in record["referents"])
            return ContactOf.read(record, region=REGIONS.get(region), people=people)
    return None


def for_region(region: str, snapshot: Snapshot | None = None) -> ContactOf | None:
    """Whom to reach for a region, by its slug: its group, else the national one; None when nobody is known.

    `snapshot` is that of the request (`request.snapshot`); without it, one query.
    """
    snapshot = snapshot or mirror.current()
    return group_of(region, snapshot) or group_of("", snapshot)


def publisher(snapshot: Snapshot | None = None) -> Publisher:
    """Who publishes the site, as its record says, else as the settings do."""
    snapshot = snapshot or mirror.current()
    return snapshot.remember(
        ("publisher", settings.CONTACT_EMAIL), lambda: _publisher(snapshot.residents_of("editeur"))
    )


def _publisher(records: list[Mapping]) -> Publisher:
    said = records[0] if records else {}
    return Publisher.read(said, courriel=said.get("courriel") or settings.CONTACT_EMAIL)
