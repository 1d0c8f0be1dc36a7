"""What a reader writes about, read from an address: a public text, a region, or the site; and who answers for it."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from contact.models import MOST_TITLE
from dts_platform.content.territoires import REGIONS
from dts_platform.editorial.kinds import with_pages
from dts_platform.editorial.names import bearers
from dts_platform.search.snapshot import Snapshot
from dts_platform.text.formats import shortened
from territoires.contacts import group_of, publisher

TEXT, REGION = "texte", "region"


@dataclass(frozen=True)
class Subject:
    """What is written about; empty for the site itself. `address` is its page, `model` and `row` say which text it is."""

    about: str = ""
    address: str = ""
    region: str = ""
    model: str = ""
    row: int | None = None

    @classmethod
    def of(cls, asked: QueryDict) -> "Subject":
        """What the parameters of an address name; a former name leads to the text that bore it. Two queries at most."""
        path = "".join(filter(str.isprintable, asked.get(TEXT, "")))[:MOST_TITLE]
        region = REGIONS.get(asked.get(REGION, ""))
        if text := _public_text(path):
            return cls(
                shortened(str(text), MOST_TITLE),
                text.get_absolute_url(),
                getattr(text, "region", ""),
                text._meta.label_lower,
                text.pk,
            )
        if region:
            return cls(str(region), reverse("portal:territoire", args=[region.slug]), region.slug)
        return cls()

    @property
    def parameters(self) -> dict[str, str]:
        """What names it in an address or in a form."""
        return {TEXT: self.address} if self.model else {REGION: self.region} if self.region else {}


def _public_text(path: str):
    """The public text whose page lives, or lived, at a path."""
    found = bearers([path]).get(path) if path else None
    kind = found and next(kind for kind in with_pages() if kind.name == found[0])
    return kind.public().filter(pk=found[1]).first() if kind else None


@dataclass(frozen=True)
class Recipient:
    """Who receives a message, and at which address; both empty where nobody gave one."""

    name: str = ""
    address: str = ""


def recipient_of(region: str, snapshot: Snapshot) -> Recipient:
    """The first who may be written to: the group of a region, the national one, the publisher."""
    groups = [group for slug in (region, "") if (group := group_of(slug, snapshot))]
    site = publisher(snapshot)
    known = [Recipient(group.nom, group.address) for group in groups]
    known.append(Recipient(site.nom or "l’éditeur du site", site.courriel))
    return next((one for one in known if one.address), Recipient())
